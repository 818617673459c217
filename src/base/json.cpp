#include "base/json.hpp"

#include <cmath>

#include <fmt/format.h>

namespace sigdyn {

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string json_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

std::string json_array(std::span<const std::string> items) {
  std::string text = "[";
  for (const std::string& item : items) text += (text.size() > 1 ? "," : "") + item;
  return text + "]";
}

std::string json_strings(std::span<const std::string> texts) {
  std::string text = "[";
  for (const std::string& item : texts) text += (text.size() > 1 ? "," : "") + json_string(item);
  return text + "]";
}

std::string json_object(std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  std::string text = "{";
  for (const auto& [name, value] : fields) {
    if (text.size() > 1) text += ",";
    text += json_string(name);
    text += ":" + value;
  }
  return text + "}";
}

}  // namespace sigdyn
