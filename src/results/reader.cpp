#include "results/reader.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <hdf5_hl.h>

#include "base/contract.hpp"
#include "base/diagnostic.hpp"
#include "results/detail/hdf5.hpp"

namespace sigdyn {
namespace {

using detail::Hdf5Calls;
using detail::Hdf5Id;

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  throw InputError({{Severity::error, {path, 0, 0}, message}});
}

Hdf5Id open_file(const Hdf5Calls& calls) {
  const std::string& path = calls.path();
  if (std::filesystem::is_directory(path)) throw IoError(path, "read", "it is a directory");
  if (!std::ifstream(path)) throw IoError(path, "read", std::system_category().message(errno));
  if (H5Fis_hdf5(path.c_str()) <= 0) {
    refuse(path, "not a sigdyn result (it is not an HDF5 file)");
  }
  return calls.own(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "read");
}

std::int64_t major_version(const Hdf5Calls& calls, hid_t file) {
  const std::string action = "read attribute 'version'";
  if (calls.check(H5Aexists(file, "version"), action) == 0) return 0;
  const Hdf5Id attribute = calls.own(H5Aopen(file, "version", H5P_DEFAULT), H5Aclose, action);
  const Hdf5Id space = calls.own(H5Aget_space(attribute), H5Sclose, action);
  std::vector<std::int64_t> version(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  calls.check(H5Aread(attribute, H5T_NATIVE_INT64, version.data()), action);
  return version.empty() ? 0 : version.front();
}

void check_format(const Hdf5Calls& calls, hid_t file) {
  const auto format = detail::read_text_attribute(calls, file, "format");
  if (format.empty() || format.front() != results_format) {
    refuse(calls.path(), "not a sigdyn result (attribute 'format' is not 'sigdyn-results')");
  }
  if (const auto major = major_version(calls, file); major != results_major_version) {
    throw UnsupportedError({calls.path(), 0, 0}, "results format version " + std::to_string(major) +
                                                     " (this sigdyn reads version " +
                                                     std::to_string(results_major_version) + ")");
  }
}

/// HDF5 reads what is missing of a virtual array as its fill value: as if nothing was computed.
void check_sources(const Hdf5Calls& calls, hid_t file) {
  const auto folder = std::filesystem::path(calls.path()).parent_path();
  for (const std::string& source :
       detail::read_text_attribute(calls, file, virtual_sources_attribute)) {
    const std::string path = (folder / source).string();
    if (!std::ifstream(path)) {
      throw IoError(path, "read", "it holds rows of '" + calls.path() + "' and cannot be opened");
    }
  }
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// Appends the name of the scale it is called for; asks for no more.
herr_t keep_scale_name(hid_t /*dataset*/, unsigned /*dimension*/, hid_t scale, void* names) {
  std::string name(256, '\0');
  const auto size = H5Iget_name(scale, name.data(), name.size());
  name.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  static_cast<std::vector<std::string>*>(names)->push_back(name.substr(name.find('/') + 1));
  return 1;
}

std::vector<std::size_t> shape_of(const Hdf5Calls& calls, hid_t dataset) {
  const Hdf5Id space = calls.own(H5Dget_space(dataset), H5Sclose, "read a shape");
  std::vector<hsize_t> shape(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  calls.check(H5Sget_simple_extent_dims(space, shape.data(), nullptr), "read a shape");
  return {shape.begin(), shape.end()};
}

std::string type_name(const Hdf5Calls& calls, hid_t dataset) {
  const Hdf5Id type = calls.own(H5Dget_type(dataset), H5Tclose, "read a type");
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return "real";
    case H5T_INTEGER:
      return "integer";
    default:
      return "text";
  }
}

std::string first_or_empty(const std::vector<std::string>& texts) {
  return texts.empty() ? std::string() : texts.front();
}

StoredArray describe(const Hdf5Calls& calls, hid_t dataset, const std::string& name) {
  StoredArray array{.name = name, .shape = shape_of(calls, dataset)};
  if (H5DSis_scale(dataset) > 0) {
    array.axes = {name};
  } else {
    for (unsigned axis = 0; axis < array.shape.size(); ++axis) {
      calls.check(H5DSiterate_scales(dataset, axis, nullptr, keep_scale_name, &array.axes),
                  "read the axes of '" + name + "'");
    }
  }
  array.units = first_or_empty(detail::read_text_attribute(calls, dataset, "units"));
  array.long_name = first_or_empty(detail::read_text_attribute(calls, dataset, "long_name"));
  array.type = type_name(calls, dataset);
  array.stored_bytes = H5Dget_storage_size(dataset);
  array.flags = split(first_or_empty(detail::read_text_attribute(calls, dataset, "flag_meanings")));
  array.coordinates =
      split(first_or_empty(detail::read_text_attribute(calls, dataset, "coordinates")));
  return array;
}

herr_t keep_attribute_name(hid_t /*object*/, const char* name, const H5A_info_t* /*info*/,
                           void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

herr_t keep_name(hid_t /*group*/, const char* name, const H5L_info_t* /*info*/, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

struct ResultReader::File {
  Hdf5Calls calls;
  Hdf5Id id;
  std::vector<StoredArray> arrays;

  explicit File(const std::string& path) : calls(path), id(open_file(calls)) {
    check_format(calls, id);
    check_sources(calls, id);
    std::vector<std::string> names;
    calls.check(H5Literate(id, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, keep_name, &names),
                "read");
    for (const std::string& name : names) arrays.push_back(describe(calls, open(name), name));
  }

  Hdf5Id open(const std::string& name) const {
    return calls.own(H5Dopen2(id, name.c_str(), H5P_DEFAULT), H5Dclose, "read '" + name + "'");
  }

  const StoredArray* find(std::string_view name) const {
    const auto found = std::find_if(arrays.begin(), arrays.end(),
                                    [&](const StoredArray& array) { return array.name == name; });
    return found == arrays.end() ? nullptr : &*found;
  }

  const StoredArray& expect(std::string_view name) const {
    const StoredArray* array = find(name);
    if (array == nullptr) refuse(calls.path(), "has no '" + std::string(name) + "'");
    return *array;
  }

  /// Hands the selected rows to `read(dataset, memory space, file space, number of values)`.
  template <class Read>
  void read_rows(std::string_view name, Rows rows, const Read& read) const {
    const StoredArray& array = expect(name);
    const std::string action = "read '" + array.name + "'";
    const Hdf5Id dataset = open(array.name);
    const Hdf5Id space = calls.own(H5Dget_space(dataset), H5Sclose, action);
    if (array.shape.empty()) {
      read(dataset, hid_t{H5S_ALL}, hid_t{H5S_ALL}, std::size_t{1});
      return;
    }
    std::vector<hsize_t> offset(array.shape.size(), 0);
    std::vector<hsize_t> count(array.shape.begin(), array.shape.end());
    offset.front() = std::min(rows.first, array.shape.front());
    count.front() = std::min<hsize_t>(rows.count, array.shape.front() - offset.front());
    std::size_t n_values = 1;
    for (const hsize_t extent : count) n_values *= extent;
    if (n_values == 0) return;
    calls.check(
        H5Sselect_hyperslab(space, H5S_SELECT_SET, offset.data(), nullptr, count.data(), nullptr),
        action);
    const Hdf5Id memory = detail::make_space(calls, count, false);
    read(dataset, hid_t{memory}, hid_t{space}, n_values);
  }

  template <class Number>
  std::vector<Number> numbers(std::string_view name, Rows rows, hid_t memory_type) const {
    if (expect(name).type == "text") {
      refuse(calls.path(), "'" + std::string(name) + "' holds texts, not numbers");
    }
    std::vector<Number> values;
    read_rows(name, rows, [&](hid_t dataset, hid_t memory, hid_t space, std::size_t n_values) {
      values.resize(n_values);
      calls.check(H5Dread(dataset, memory_type, memory, space, H5P_DEFAULT, values.data()),
                  "read '" + std::string(name) + "'");
    });
    return values;
  }
};

ResultReader::ResultReader(const std::string& path) : file_(std::make_unique<File>(path)) {}
ResultReader::~ResultReader() = default;

const std::string& ResultReader::path() const {
  return file_->calls.path();
}
const std::vector<StoredArray>& ResultReader::arrays() const {
  return file_->arrays;
}
bool ResultReader::has(std::string_view array) const {
  return file_->find(array) != nullptr;
}
const StoredArray& ResultReader::array(std::string_view array) const {
  return file_->expect(array);
}

std::vector<double> ResultReader::reals(std::string_view array, Rows rows) const {
  return file_->numbers<double>(array, rows, H5T_NATIVE_DOUBLE);
}

std::vector<std::int64_t> ResultReader::integers(std::string_view array, Rows rows) const {
  return file_->numbers<std::int64_t>(array, rows, H5T_NATIVE_INT64);
}

std::vector<std::string> ResultReader::texts(std::string_view array, Rows rows) const {
  if (file_->expect(array).type != "text") {
    refuse(path(), "'" + std::string(array) + "' holds numbers, not texts");
  }
  std::vector<std::string> values;
  file_->read_rows(
      array, rows, [&](hid_t dataset, hid_t memory, hid_t space, std::size_t n_values) {
        const Hdf5Id type = detail::make_text_type(file_->calls);
        std::vector<char*> pointers(n_values, nullptr);
        file_->calls.check(H5Dread(dataset, type, memory, space, H5P_DEFAULT, pointers.data()),
                           "read '" + std::string(array) + "'");
        for (const char* text : pointers) values.emplace_back(text ? text : "");
        H5Dvlen_reclaim(type, memory, H5P_DEFAULT, pointers.data());
      });
  return values;
}

std::string ResultReader::attribute(const std::string& name) const {
  return first_or_empty(attributes(name));
}

std::vector<std::string> ResultReader::attributes(const std::string& name) const {
  return detail::read_text_attribute(file_->calls, file_->id, name);
}

std::optional<double> ResultReader::number(const std::string& name) const {
  const std::string action = "read attribute '" + name + "'";
  const Hdf5Calls& calls = file_->calls;
  if (calls.check(H5Aexists(file_->id, name.c_str()), action) == 0) return std::nullopt;
  const Hdf5Id attribute =
      calls.own(H5Aopen(file_->id, name.c_str(), H5P_DEFAULT), H5Aclose, action);
  const Hdf5Id type = calls.own(H5Aget_type(attribute), H5Tclose, action);
  const Hdf5Id space = calls.own(H5Aget_space(attribute), H5Sclose, action);
  if (H5Tget_class(type) == H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) {
    return std::nullopt;
  }
  double value = 0.0;
  calls.check(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), action);
  return value;
}

std::vector<Attribute> ResultReader::provenance() const {
  std::vector<std::string> names;
  file_->calls.check(
      H5Aiterate2(file_->id, H5_INDEX_NAME, H5_ITER_INC, nullptr, keep_attribute_name, &names),
      "read the attributes");
  std::vector<Attribute> kept;
  for (const std::string& name : names) {
    const Hdf5Id attribute = file_->calls.own(H5Aopen(file_->id, name.c_str(), H5P_DEFAULT),
                                              H5Aclose, "read an attribute");
    const Hdf5Id type = file_->calls.own(H5Aget_type(attribute), H5Tclose, "read an attribute");
    const Hdf5Id space = file_->calls.own(H5Aget_space(attribute), H5Sclose, "read an attribute");
    if (name == "format" || name.front() == '_') continue;
    if (H5Tget_class(type) == H5T_STRING) {
      const std::vector<std::string> values = attributes(name);
      if (H5Sget_simple_extent_ndims(space) == 0) kept.push_back({name, first_or_empty(values)});
      if (H5Sget_simple_extent_ndims(space) != 0) kept.push_back({name, values});
    } else if (const auto value = number(name)) {
      if (H5Tget_class(type) == H5T_FLOAT) kept.push_back({name, *value});
      if (H5Tget_class(type) == H5T_INTEGER) {
        kept.push_back({name, static_cast<std::int64_t>(*value)});
      }
    }
  }
  return kept;
}

}  // namespace sigdyn
