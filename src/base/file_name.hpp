/// The name of an input file, as messages give it.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <utility>

namespace sigdyn {

/// Reads as a string that cannot be changed; copies share it. Every value that is read from a file
/// carries the file's name, so that a large model has some hundred thousand copies of it.
class FileName {
 public:
  FileName() = default;
  FileName(std::string name) : name_(std::make_shared<const std::string>(std::move(name))) {}
  FileName(const char* name) : FileName(std::string(name)) {}

  const std::string& text() const {
    static const std::string none;
    return name_ ? *name_ : none;
  }
  operator const std::string&() const { return text(); }

  friend bool operator==(const FileName& a, const FileName& b) {
    return a.name_ == b.name_ || a.text() == b.text();
  }
  friend auto operator<=>(const FileName& a, const FileName& b) { return a.text() <=> b.text(); }

 private:
  std::shared_ptr<const std::string> name_;  // null: empty
};

}  // namespace sigdyn
