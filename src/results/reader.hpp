/// Reads a result file that ResultWriter wrote, whole or in rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/schema.hpp"

namespace sigdyn {

/// What a file says about one of its arrays.
struct StoredArray {
  std::string name;
  std::vector<std::string> axes{};
  std::vector<std::size_t> shape{};
  std::string units{};
  std::string long_name{};
  std::string type{};                ///< "real", "integer" or "text"; flags are integers
  std::vector<std::string> flags{};  ///< meanings of 0, 1, ...; empty if it is not a flag
  std::vector<std::string> coordinates{};
  std::uint64_t stored_bytes = 0;  ///< in the file, compressed where it is
};

/// Entries of the first axis: `count` from `first` on, as far as there are.
struct Rows {
  std::size_t first = 0;
  std::size_t count = static_cast<std::size_t>(-1);
};

class ResultReader {
 public:
  /// Throws IoError if the file cannot be opened or one that a virtual result rests on is missing,
  /// InputError if it is not a sigdyn result, UnsupportedError if its major version is another one.
  explicit ResultReader(const std::string& path);
  ~ResultReader();
  ResultReader(const ResultReader&) = delete;
  ResultReader& operator=(const ResultReader&) = delete;

  const std::string& path() const;

  /// All arrays, axes included, in the order in which they were made.
  const std::vector<StoredArray>& arrays() const;
  bool has(std::string_view array) const;

  /// Expects has(array).
  const StoredArray& array(std::string_view array) const;

  /// Values, row-major. Integers and flags read as reals too; texts only as texts. Throws IoError
  /// if the file is damaged, InputError if there is no such array.
  std::vector<double> reals(std::string_view array, Rows rows = {}) const;
  std::vector<std::int64_t> integers(std::string_view array, Rows rows = {}) const;
  std::vector<std::string> texts(std::string_view array, Rows rows = {}) const;

  /// Text attributes of the file: empty if there is no such attribute.
  std::string attribute(const std::string& name) const;
  std::vector<std::string> attributes(const std::string& name) const;

  /// A numeric attribute of the file; nothing if there is no such attribute or it is text.
  std::optional<double> number(const std::string& name) const;

  /// All texts and single numbers among the attributes of the file but `format`, as a writer takes
  /// them.
  std::vector<Attribute> provenance() const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace sigdyn
