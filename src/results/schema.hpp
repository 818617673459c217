/// What a result file holds: axes, variables over them, attributes. Plain data; knows no scenario,
/// no network and no HDF5. The names sigdyn itself uses are in docs/results-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sigdyn {

/// A named axis with a label per entry (netCDF: a dimension and its coordinate variable).
struct Axis {
  using Labels =
      std::variant<std::vector<std::string>, std::vector<double>, std::vector<std::int64_t>>;

  std::string name;
  std::string long_name;
  std::string units = "1";
  Labels labels{};
  bool is_growing = false;    ///< more entries may be written than `labels` has
  std::size_t n_entries = 0;  ///< at least as many; labels beyond those given are written later
};

/// A flag is a small integer that stands for Variable::flags[value] (CF conventions: flag_values
/// and flag_meanings). Enum types of HDF5 would say the same, but h5netcdf and xarray cannot open
/// them.
enum class ValueType : std::uint8_t { real, integer, text, flag };

/// An array over axes, row-major. Real values never written read as NaN, texts as "", flags and
/// integers as 0.
struct Variable {
  std::string name;
  std::vector<std::string> axes;  ///< only the first may be growing
  std::string units = "1";
  std::string long_name;
  ValueType type = ValueType::real;
  std::vector<std::string> flags{};        ///< for ValueType::flag
  std::vector<std::string> coordinates{};  ///< variables that label this one's axes further
  bool is_virtual = false;                 ///< its rows lie in ResultSchema::sources; not for texts
};

/// Rows of another result file, at its array of the same name, that are rows of this one.
struct RowSource {
  std::string file;             ///< relative to the folder of this file
  std::size_t n_file_rows = 0;  ///< rows of the array there
  std::size_t first_there = 0;
  std::size_t first_here = 0;
  std::size_t n_rows = 0;
};

struct Attribute {
  using Value = std::variant<std::string, std::vector<std::string>, double, std::int64_t,
                             std::vector<std::int64_t>>;
  std::string name;
  Value value;
};

/// An axis is a variable too: of its own name, over itself. Names are unique among both.
struct ResultSchema {
  std::vector<Attribute> attributes;  ///< of the file; `format` and `version` are added
  std::vector<Axis> axes;
  std::vector<Variable> variables;
  std::vector<RowSource> sources{};  ///< of all virtual variables
};

/// Lists the files that a virtual result needs beside it.
inline constexpr const char* virtual_sources_attribute = "virtual_sources";
inline constexpr const char* results_format = "sigdyn-results";
inline constexpr std::int64_t results_major_version = 1;  ///< a reader refuses another one
inline constexpr std::int64_t results_minor_version = 0;  ///< a reader accepts a later one

}  // namespace sigdyn
