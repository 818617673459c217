#include "results/detail/layout.hpp"

#include <algorithm>
#include <limits>

namespace sigdyn::detail {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{256} << 10;
constexpr std::size_t compressed_from_bytes = std::size_t{1} << 20;
constexpr hsize_t most_rows_per_chunk =
    1024;  // small sweeps do not allocate chunks they never fill
constexpr unsigned deflate_level =
    1;  // levels above cost several times the time for a few per cent

std::size_t bytes_of(const std::vector<hsize_t>& shape, std::size_t value_size) {
  std::size_t bytes = value_size;
  for (const hsize_t extent : shape) bytes *= extent;
  return bytes;
}

bool is_chunked(const ArrayLayout& layout) {
  return !layout.shape.empty() && !layout.is_virtual &&
         (layout.is_growing || bytes_of(layout.shape, layout.value_size) >= compressed_from_bytes);
}

}  // namespace

std::vector<hsize_t> chunk_shape(const std::vector<hsize_t>& shape, std::size_t value_size,
                                 bool is_growing) {
  std::vector<hsize_t> chunk(shape.size(), 1);
  std::size_t room = chunk_bytes / value_size;  // values that still fit
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const hsize_t wanted = axis == 0 && is_growing ? most_rows_per_chunk : shape[axis];
    chunk[axis] = std::clamp<hsize_t>(wanted, 1, std::max<std::size_t>(room, 1));
    room /= chunk[axis];
  }
  return chunk;
}

Hdf5Id make_creation_properties(const Hdf5Calls& calls, const ArrayLayout& layout) {
  const std::string action = "lay out an array";
  Hdf5Id properties = calls.own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, action);
  calls.check(H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
              action);
  if (layout.fill_with_nan) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    calls.check(H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &nan), action);
  }
  if (is_chunked(layout)) {
    const auto chunk = chunk_shape(layout.shape, layout.value_size, layout.is_growing);
    calls.check(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), action);
    if (!layout.is_text) {
      calls.check(H5Pset_shuffle(properties), action);
      calls.check(H5Pset_deflate(properties, deflate_level), action);
    }
  }
  return properties;
}

void map_rows(const Hdf5Calls& calls, hid_t creation_properties, const std::string& name,
              const std::vector<hsize_t>& shape, const RowSource& source) {
  const std::string action = "map rows of '" + source.file + "'";
  const auto select = [&](hsize_t n_rows, std::size_t first) {
    std::vector<hsize_t> extent = shape;
    extent.front() = n_rows;
    Hdf5Id space = make_space(calls, extent, false);
    std::vector<hsize_t> offset(shape.size(), 0);
    offset.front() = first;
    extent.front() = source.n_rows;
    calls.check(
        H5Sselect_hyperslab(space, H5S_SELECT_SET, offset.data(), nullptr, extent.data(), nullptr),
        action);
    return space;
  };
  const Hdf5Id here = select(shape.front(), source.first_here);
  const Hdf5Id there = select(source.n_file_rows, source.first_there);
  calls.check(H5Pset_virtual(creation_properties, here, source.file.c_str(), name.c_str(), there),
              action);
}

Hdf5Id make_access_properties(const Hdf5Calls& calls, const ArrayLayout& layout) {
  const std::string action = "lay out an array";
  Hdf5Id properties = calls.own(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, action);
  if (is_chunked(layout)) {
    constexpr std::size_t n_slots = 521;  // a prime, as HDF5 advises; its default
    constexpr double preemption = 1.0;    // chunks written in full leave first
    calls.check(H5Pset_chunk_cache(properties, n_slots, 2 * chunk_bytes, preemption), action);
  }
  return properties;
}

Hdf5Id make_transfer_properties(const Hdf5Calls& calls) {
  const std::string action = "make transfer properties";
  Hdf5Id properties = calls.own(H5Pcreate(H5P_DATASET_XFER), H5Pclose, action);
  constexpr std::size_t buffer_bytes = std::size_t{32} << 10;
  calls.check(H5Pset_buffer(properties, buffer_bytes, nullptr, nullptr), action);
  return properties;
}

}  // namespace sigdyn::detail
