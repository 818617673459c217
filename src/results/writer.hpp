/// Writes a result file: HDF5 that netCDF-4 readers (xarray, h5netcdf, ncdump) open with names and
/// units.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "results/schema.hpp"

namespace sigdyn {

/// What to do with a file that already has the name of the result.
enum class ExistingResult { keep, replace };

/// One file, one writer, one thread at a time. Everything goes to `<path>.part`; finish() gives it
/// its name. Without finish() nothing is left behind, so a killed or failed run leaves no half
/// result.
///
/// Memory: what the caller passes, and one chunk (at most 256 KiB) per variable. Variables over a
/// growing axis are extended as rows are written, so a sweep writes its runs in blocks.
class ResultWriter {
 public:
  /// Creates `<path>.part` with all axes, labels, variables and attributes of the schema.
  /// Throws IoError if a file is in the way (ExistingResult::keep), the folder is missing, or HDF5
  /// cannot.
  ResultWriter(const std::string& path, const ResultSchema& schema, ExistingResult existing);
  ~ResultWriter();
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  /// Writes whole rows (entries of the first axis) from `first_row` on. Expects a variable (or
  /// axis) of the schema with this type of value, and a whole number of rows; rows beyond the end
  /// of an axis only if it is growing. Throws IoError.
  void write(std::string_view variable, std::span<const double> values, std::size_t first_row = 0);
  void write(std::string_view variable, std::span<const std::int64_t> values,
             std::size_t first_row = 0);
  void write(std::string_view variable, std::span<const std::string> values,
             std::size_t first_row = 0);

  /// Brings what was written so far to the disk.
  void flush();

  /// Makes all variables of the growing axis equally long, closes the file and renames it. The last
  /// call.
  void finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace sigdyn
