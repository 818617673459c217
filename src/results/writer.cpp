#include "results/writer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <system_error>
#include <type_traits>

#include <hdf5_hl.h>

#include "base/contract.hpp"
#include "base/diagnostic.hpp"
#include "base/flush_to_disk.hpp"
#include "results/detail/hdf5.hpp"
#include "results/detail/layout.hpp"

namespace sigdyn {
namespace {

using detail::Hdf5Calls;
using detail::Hdf5Id;

struct Dataset {
  Hdf5Id id;
  std::vector<hsize_t> shape;
  ValueType type = ValueType::real;
  bool is_growing = false;

  std::size_t row_size() const {
    std::size_t size = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) size *= shape[axis];
    return size;
  }
};

ValueType type_of(const Axis::Labels& labels) {
  if (std::holds_alternative<std::vector<std::string>>(labels)) return ValueType::text;
  return std::holds_alternative<std::vector<double>>(labels) ? ValueType::real : ValueType::integer;
}

std::size_t value_size(ValueType type) {
  switch (type) {
    case ValueType::flag:
      return 1;
    case ValueType::text:
      return 16;  // a reference into the heap of the file
    default:
      return 8;
  }
}

Hdf5Id file_type(const Hdf5Calls& calls, ValueType type) {
  if (type == ValueType::text) return detail::make_text_type(calls);
  hid_t standard = H5T_IEEE_F64LE;
  if (type == ValueType::integer) standard = H5T_STD_I64LE;
  if (type == ValueType::flag) standard = H5T_STD_I8LE;
  return calls.own(H5Tcopy(standard), H5Tclose, "make a type");
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// What a reader needs to know about one array, in the words of netCDF and CF.
void describe(const Hdf5Calls& calls, hid_t dataset, const Variable& variable) {
  detail::write_text_attribute(calls, dataset, "units", variable.units);
  detail::write_text_attribute(calls, dataset, "long_name", variable.long_name);
  if (!variable.coordinates.empty()) {
    detail::write_text_attribute(calls, dataset, "coordinates", joined(variable.coordinates));
  }
  if (variable.type == ValueType::real) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    detail::write_attribute(calls, dataset, "_FillValue", H5T_IEEE_F64LE, 1, 1, &nan);
  }
  if (variable.type == ValueType::flag) {
    std::vector<std::int8_t> values;
    for (std::size_t i = 0; i < variable.flags.size(); ++i) {
      values.push_back(static_cast<std::int8_t>(i));
    }
    detail::write_attribute(calls, dataset, "flag_values", H5T_NATIVE_INT8, 1, values.size(),
                            values.data());
    detail::write_text_attribute(calls, dataset, "flag_meanings", joined(variable.flags));
  }
}

/// Groups that remember the order in which their members were made: netCDF-4 asks for it.
Hdf5Id make_file(const Hdf5Calls& calls) {
  const std::string action = "create";
  const unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  const Hdf5Id creation = calls.own(H5Pcreate(H5P_FILE_CREATE), H5Pclose, action);
  calls.check(H5Pset_link_creation_order(creation, ordered), action);
  calls.check(H5Pset_attr_creation_order(creation, ordered), action);
  const hid_t file = H5Fcreate(calls.path().c_str(), H5F_ACC_TRUNC, creation, H5P_DEFAULT);
  if (file < 0) {  // a full disk leaves a name without content
    std::error_code ignored;
    if (std::filesystem::file_size(calls.path(), ignored) == 0) {
      std::filesystem::remove(calls.path(), ignored);
    }
  }
  return calls.own(file, H5Fclose, action);
}

void refuse_existing(const std::string& path, ExistingResult existing) {
  if (existing == ExistingResult::keep && std::filesystem::exists(path)) {
    throw IoError(path, "write the result", "the file exists already (--force replaces it)");
  }
  if (std::filesystem::is_directory(path)) {
    throw IoError(path, "write the result", "it is a directory");
  }
  if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) {
    throw IoError(path, "write the result", "it is no regular file");  // a device would be lost
  }
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    throw IoError(path, "write the result", "there is no folder '" + folder.string() + "'");
  }
}

}  // namespace

struct ResultWriter::File {
  std::string path;
  std::string part;
  ExistingResult existing;
  Hdf5Calls calls;
  std::map<std::string, Dataset, std::less<>> datasets;  // closed before the file: declared after
  Hdf5Id id;
  Hdf5Id transfer;
  bool is_finished = false;

  File(const std::string& result_path, ExistingResult if_existing)
      : path(result_path),
        part(result_path + ".part"),
        existing(if_existing),
        calls(part),
        id(make_file(calls)),
        transfer(detail::make_transfer_properties(calls)) {}

  ~File() {
    datasets.clear();
    id = {};
    std::error_code ignored;  // nothing can be done about it here
    if (!is_finished) std::filesystem::remove(part, ignored);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write_attributes(const ResultSchema& schema);
  void add_axis(const Axis& axis, std::int32_t number);
  void add_variable(const Variable& variable, std::span<const RowSource> sources);
  Dataset& create(const Variable& variable, const std::vector<hsize_t>& shape, bool is_growing,
                  std::span<const RowSource> sources);
  void write(std::string_view name, std::size_t first_row, std::size_t n_values, hid_t memory_type,
             const void* values);
  void extend(Dataset& dataset, hsize_t n_rows, const std::string& action) const;
};

void ResultWriter::File::write_attributes(const ResultSchema& schema) {
  const std::int64_t version[] = {results_major_version, results_minor_version};
  detail::write_text_attribute(calls, id, "format", std::string(results_format));
  detail::write_attribute(calls, id, "version", H5T_NATIVE_INT64, 1, 2, version);
  for (const auto& [name, value] : schema.attributes) {
    const std::string& attribute = name;  // clang 14 does not capture structured bindings
    std::visit(
        [&](const auto& v) {
          using Value = std::decay_t<decltype(v)>;
          if constexpr (std::is_same_v<Value, double>) {
            detail::write_attribute(calls, id, attribute, H5T_NATIVE_DOUBLE, 0, 1, &v);
          } else if constexpr (std::is_same_v<Value, std::int64_t>) {
            detail::write_attribute(calls, id, attribute, H5T_NATIVE_INT64, 0, 1, &v);
          } else if constexpr (std::is_same_v<Value, std::vector<std::int64_t>>) {
            detail::write_attribute(calls, id, attribute, H5T_NATIVE_INT64, 1, v.size(), v.data());
          } else {
            detail::write_text_attribute(calls, id, attribute, v);
          }
        },
        value);
  }
  unsigned release[3];
  calls.check(H5get_libversion(&release[0], &release[1], &release[2]), "ask for the version");
  const std::string origin = "version=2,hdf5=" + std::to_string(release[0]) + "." +
                             std::to_string(release[1]) + "." + std::to_string(release[2]);
  const Hdf5Id type = calls.own(H5Tcopy(H5T_C_S1), H5Tclose, "make a type");
  calls.check(H5Tset_size(type, origin.size()), "make a type");
  calls.check(H5Tset_strpad(type, H5T_STR_NULLPAD), "make a type");
  detail::write_attribute(calls, id, "_NCProperties", type, 0, 1, origin.data());
}

Dataset& ResultWriter::File::create(const Variable& variable, const std::vector<hsize_t>& shape,
                                    bool is_growing, std::span<const RowSource> sources) {
  const std::string action = "create '" + variable.name + "'";
  const detail::ArrayLayout layout{.shape = shape,
                                   .value_size = value_size(variable.type),
                                   .is_growing = is_growing,
                                   .is_text = variable.type == ValueType::text,
                                   .fill_with_nan = variable.type == ValueType::real,
                                   .is_virtual = variable.is_virtual};
  const Hdf5Id creation = detail::make_creation_properties(calls, layout);
  if (variable.is_virtual) {
    for (const RowSource& source : sources) {
      detail::map_rows(calls, creation, variable.name, shape, source);
    }
  }
  Hdf5Id dataset = calls.own(H5Dcreate2(id, variable.name.c_str(), file_type(calls, variable.type),
                                        detail::make_space(calls, shape, is_growing), H5P_DEFAULT,
                                        creation, detail::make_access_properties(calls, layout)),
                             H5Dclose, action);
  describe(calls, dataset, variable);
  Dataset& stored = datasets[variable.name];
  SIGDYN_EXPECTS(stored.shape.empty());  // names are unique
  stored = {std::move(dataset), shape, variable.type, is_growing};
  return stored;
}

void ResultWriter::File::add_axis(const Axis& axis, std::int32_t number) {
  const std::size_t n_labels =
      std::visit([](const auto& labels) { return labels.size(); }, axis.labels);
  const hsize_t extent = std::max(n_labels, axis.n_entries);
  const Variable variable{.name = axis.name,
                          .axes = {axis.name},
                          .units = axis.units,
                          .long_name = axis.long_name,
                          .type = type_of(axis.labels)};
  const Dataset& dataset = create(variable, {extent}, axis.is_growing, {});
  calls.check(H5DSset_scale(dataset.id, axis.name.c_str()), "make an axis of '" + axis.name + "'");
  detail::write_attribute(calls, dataset.id, "_Netcdf4Dimid", H5T_NATIVE_INT32, 0, 1, &number);
}

void ResultWriter::File::add_variable(const Variable& variable,
                                      std::span<const RowSource> sources) {
  std::vector<hsize_t> shape;
  bool is_growing = false;
  for (const std::string& axis : variable.axes) {
    const auto found = datasets.find(axis);
    SIGDYN_EXPECTS(found != datasets.end());
    SIGDYN_EXPECTS(!found->second.is_growing || shape.empty());
    is_growing = is_growing || found->second.is_growing;
    shape.push_back(found->second.shape.front());
  }
  const Dataset& dataset = create(variable, shape, is_growing, sources);
  for (std::size_t i = 0; i < variable.axes.size(); ++i) {
    calls.check(H5DSattach_scale(dataset.id, datasets.find(variable.axes[i])->second.id,
                                 static_cast<unsigned>(i)),
                "give '" + variable.name + "' its axis '" + variable.axes[i] + "'");
  }
}

void ResultWriter::File::extend(Dataset& dataset, hsize_t n_rows, const std::string& action) const {
  if (n_rows <= dataset.shape.front()) return;
  SIGDYN_EXPECTS(dataset.is_growing);
  dataset.shape.front() = n_rows;
  calls.check(H5Dset_extent(dataset.id, dataset.shape.data()), action);
}

void ResultWriter::File::write(std::string_view name, std::size_t first_row, std::size_t n_values,
                               hid_t memory_type, const void* values) {
  const std::string action = "write '" + std::string(name) + "'";
  const auto found = datasets.find(name);
  SIGDYN_EXPECTS(found != datasets.end());
  if (n_values == 0) return;
  Dataset& dataset = found->second;
  if (dataset.shape.empty()) {
    calls.check(H5Dwrite(dataset.id, memory_type, H5S_ALL, H5S_ALL, transfer, values), action);
    return;
  }
  SIGDYN_EXPECTS(n_values % dataset.row_size() == 0);

  std::vector<hsize_t> count = dataset.shape;
  count.front() = n_values / dataset.row_size();
  std::vector<hsize_t> offset(count.size(), 0);
  offset.front() = first_row;
  extend(dataset, first_row + count.front(), action);
  const Hdf5Id space = calls.own(H5Dget_space(dataset.id), H5Sclose, action);
  calls.check(
      H5Sselect_hyperslab(space, H5S_SELECT_SET, offset.data(), nullptr, count.data(), nullptr),
      action);
  const Hdf5Id memory = detail::make_space(calls, count, false);
  calls.check(H5Dwrite(dataset.id, memory_type, memory, space, transfer, values), action);
}

ResultWriter::ResultWriter(const std::string& path, const ResultSchema& schema,
                           ExistingResult existing) {
  refuse_existing(path, existing);
  file_ = std::make_unique<File>(path, existing);
  file_->write_attributes(schema);
  std::int32_t number = 0;
  for (const Axis& axis : schema.axes) {
    file_->add_axis(axis, number++);
    std::visit([&](const auto& labels) { write(axis.name, std::span(labels)); }, axis.labels);
  }
  for (const Variable& variable : schema.variables) {
    file_->add_variable(variable, schema.sources);
  }
}

ResultWriter::~ResultWriter() = default;

void ResultWriter::write(std::string_view variable, std::span<const double> values,
                         std::size_t first_row) {
  file_->write(variable, first_row, values.size(), H5T_NATIVE_DOUBLE, values.data());
}

void ResultWriter::write(std::string_view variable, std::span<const std::int64_t> values,
                         std::size_t first_row) {
  file_->write(variable, first_row, values.size(), H5T_NATIVE_INT64, values.data());
}

void ResultWriter::write(std::string_view variable, std::span<const std::string> values,
                         std::size_t first_row) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  // An empty text takes no room in the heap of the file as a null reference; it reads as "".
  for (const std::string& value : values)
    pointers.push_back(value.empty() ? nullptr : value.c_str());
  file_->write(variable, first_row, pointers.size(), detail::make_text_type(file_->calls),
               pointers.data());
}

void ResultWriter::flush() {
  file_->calls.check(H5Fflush(file_->id, H5F_SCOPE_GLOBAL), "write the result");
}

void ResultWriter::finish() {
  hsize_t n_rows = 0;
  for (const auto& [name, dataset] : file_->datasets) {
    if (dataset.is_growing) n_rows = std::max(n_rows, dataset.shape.front());
  }
  for (auto& [name, dataset] : file_->datasets) {
    if (dataset.is_growing) file_->extend(dataset, n_rows, "write '" + name + "'");
  }
  flush();
  file_->datasets.clear();
  file_->calls.check(H5Fclose(file_->id.release()), "close");
  flush_to_disk(file_->part);
  refuse_existing(file_->path, file_->existing);
  if (std::rename(file_->part.c_str(), file_->path.c_str()) != 0) {
    throw IoError(file_->part, "rename to '" + file_->path + "'",
                  std::system_category().message(errno));
  }
  file_->is_finished = true;
}

}  // namespace sigdyn
