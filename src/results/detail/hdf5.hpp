/// RAII over the HDF5 C API: every identifier is owned, every return code checked once, here.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

namespace sigdyn::detail {

/// Owns one HDF5 identifier; closes it on destruction.
class Hdf5Id {
 public:
  using Close = herr_t (*)(hid_t);
  Hdf5Id() = default;
  Hdf5Id(hid_t id, Close close) : id_(id), close_(close) {}
  Hdf5Id(Hdf5Id&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Hdf5Id& operator=(Hdf5Id&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Hdf5Id(const Hdf5Id&) = delete;
  Hdf5Id& operator=(const Hdf5Id&) = delete;
  ~Hdf5Id() {
    if (id_ >= 0) close_(id_);
  }

  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): it is that id

  /// Gives the id up without closing it.
  hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// Turns the return codes of calls on one file into IoError(path, action, what HDF5 says).
class Hdf5Calls {
 public:
  /// Also stops HDF5 from printing its error stacks to stderr.
  explicit Hdf5Calls(std::string path);

  const std::string& path() const { return path_; }

  Hdf5Id own(hid_t id, Hdf5Id::Close close, const std::string& action) const {
    if (id < 0) fail(action);
    return {id, close};
  }
  template <class Status>
  Status check(Status status, const std::string& action) const {
    if (status < 0) fail(action);
    return status;
  }
  [[noreturn]] void fail(const std::string& action) const;

 private:
  std::string path_;
};

/// Variable-length UTF-8 text, as netCDF-4 keeps strings.
Hdf5Id make_text_type(const Hdf5Calls& calls);

/// A simple space of this shape; the first extent unlimited if asked. Rank 0 gives a scalar.
Hdf5Id make_space(const Hdf5Calls& calls, const std::vector<hsize_t>& shape, bool is_growing);

/// Writes one attribute of `rank` 0 (count 1) or 1.
void write_attribute(const Hdf5Calls& calls, hid_t object, const std::string& name, hid_t type,
                     int rank, hsize_t count, const void* values);
void write_text_attribute(const Hdf5Calls& calls, hid_t object, const std::string& name,
                          const std::string& text);
void write_text_attribute(const Hdf5Calls& calls, hid_t object, const std::string& name,
                          const std::vector<std::string>& texts);

/// Fixed-length or variable-length text, one or many; empty if there is no such attribute.
std::vector<std::string> read_text_attribute(const Hdf5Calls& calls, hid_t object,
                                             const std::string& name);

}  // namespace sigdyn::detail
