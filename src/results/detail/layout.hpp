/// How arrays lie in the file: chunks and compression.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <hdf5.h>

#include "results/detail/hdf5.hpp"
#include "results/schema.hpp"

namespace sigdyn::detail {

/// Chunks of at most 256 KiB, whole inner axes first: a reader that wants one run, or one time
/// course, touches few of them. `shape` may have zero extents.
std::vector<hsize_t> chunk_shape(const std::vector<hsize_t>& shape, std::size_t value_size,
                                 bool is_growing);

struct ArrayLayout {
  std::vector<hsize_t> shape;
  std::size_t value_size = 8;  ///< [bytes]
  bool is_growing = false;
  bool is_text = false;
  bool fill_with_nan = false;
  bool is_virtual = false;  ///< rows are mapped from other files
};

/// Dataset creation properties: contiguous below 1 MiB, where compression costs more time than it
/// saves room; shuffled and deflated chunks above and for growing arrays.
Hdf5Id make_creation_properties(const Hdf5Calls& calls, const ArrayLayout& layout);

/// Makes rows of the array `name` in another file rows of a virtual one of this `shape`.
void map_rows(const Hdf5Calls& calls, hid_t creation_properties, const std::string& name,
              const std::vector<hsize_t>& shape, const RowSource& source);

/// Dataset access properties with a cache of two chunks, so that rows written one by one compress
/// once.
Hdf5Id make_access_properties(const Hdf5Calls& calls, const ArrayLayout& layout);

/// Transfer properties with a small buffer for conversions: by default HDF5 clears two buffers of 1
/// MiB for every write of texts or narrowed integers, which costs more than all else in a small
/// result.
Hdf5Id make_transfer_properties(const Hdf5Calls& calls);

}  // namespace sigdyn::detail
