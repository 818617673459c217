#include "results/detail/hdf5.hpp"

#include "base/diagnostic.hpp"

namespace sigdyn::detail {
namespace {

/// Keeps the innermost description: the stack's outer ones only say which HDF5 function called
/// which.
herr_t keep_innermost(unsigned depth, const H5E_error2_t* error, void* text) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
  return 0;
}

/// "No space left on device" out of "file write failed: time = ..., error message = 'No space ...',
/// ..."
std::string reason_of_last_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &text);
  H5Eclear2(H5E_DEFAULT);
  const std::string key = "error message = '";
  if (const auto begin = text.find(key); begin != std::string::npos) {
    const auto end = text.find('\'', begin + key.size());
    text = text.substr(begin + key.size(), end - begin - key.size());
  }
  return text.empty() ? "HDF5 gives no reason" : text;
}

}  // namespace

Hdf5Calls::Hdf5Calls(std::string path) : path_(std::move(path)) {
  // All files are closed by their owners. What HDF5 would do at exit is try once more to write the
  // file that did not fit on the disk, and crash.
  static const herr_t without_exit_handler = H5dont_atexit();
  static_cast<void>(without_exit_handler);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void Hdf5Calls::fail(const std::string& action) const {
  throw IoError(path_, action, reason_of_last_error());
}

Hdf5Id make_text_type(const Hdf5Calls& calls) {
  Hdf5Id type = calls.own(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
  calls.check(H5Tset_size(type, H5T_VARIABLE), "make a text type");
  calls.check(H5Tset_cset(type, H5T_CSET_UTF8), "make a text type");
  return type;
}

Hdf5Id make_space(const Hdf5Calls& calls, const std::vector<hsize_t>& shape, bool is_growing) {
  if (shape.empty()) return calls.own(H5Screate(H5S_SCALAR), H5Sclose, "make a data space");
  std::vector<hsize_t> limit = shape;
  if (is_growing) limit.front() = H5S_UNLIMITED;
  return calls.own(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), limit.data()),
                   H5Sclose, "make a data space");
}

void write_attribute(const Hdf5Calls& calls, hid_t object, const std::string& name, hid_t type,
                     int rank, hsize_t count, const void* values) {
  const std::string action = "write attribute '" + name + "'";
  const Hdf5Id space = make_space(calls, std::vector<hsize_t>(rank, count), false);
  const Hdf5Id attribute = calls.own(
      H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, action);
  calls.check(H5Awrite(attribute, type, values), action);
}

void write_text_attribute(const Hdf5Calls& calls, hid_t object, const std::string& name,
                          const std::string& text) {
  const char* pointer = text.c_str();
  write_attribute(calls, object, name, make_text_type(calls), 0, 1, &pointer);
}

void write_text_attribute(const Hdf5Calls& calls, hid_t object, const std::string& name,
                          const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  write_attribute(calls, object, name, make_text_type(calls), 1, pointers.size(), pointers.data());
}

std::vector<std::string> read_text_attribute(const Hdf5Calls& calls, hid_t object,
                                             const std::string& name) {
  const std::string action = "read attribute '" + name + "'";
  if (calls.check(H5Aexists(object, name.c_str()), action) == 0) return {};
  const Hdf5Id attribute = calls.own(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, action);
  const Hdf5Id space = calls.own(H5Aget_space(attribute), H5Sclose, action);
  const Hdf5Id type = calls.own(H5Aget_type(attribute), H5Tclose, action);
  if (H5Tget_class(type) != H5T_STRING) return {};
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));

  std::vector<std::string> texts;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> pointers(count, nullptr);
    calls.check(H5Aread(attribute, type, pointers.data()), action);
    for (const char* pointer : pointers) texts.emplace_back(pointer != nullptr ? pointer : "");
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
  } else {
    const std::size_t size = H5Tget_size(type);
    std::string block(count * size, '\0');
    calls.check(H5Aread(attribute, type, block.data()), action);
    for (std::size_t i = 0; i < count; ++i) {
      texts.emplace_back(block.substr(i * size, size).c_str());  // without the padding zeros
    }
  }
  return texts;
}

}  // namespace sigdyn::detail
