/// Numbers and names in the form in which the page's script reads them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sigdyn::detail {

/// Little-endian IEEE numbers.
enum class Precision { single, full };

/// Arrays as data blocks of the page: base64 in elements that browsers do not run.
class Payload {
 public:
  void add(std::string_view name, std::span<const double> values, Precision precision);

  /// The elements, one per array.
  const std::string& html() const { return html_; }

 private:
  std::string html_;
};

/// JSON that may stand in a script element: no "<", so nothing in it ends the element.
std::string script_safe(std::string_view json);

/// Text that may stand between tags or in a quoted attribute.
std::string html_text(std::string_view text);

/// Which items of an array go on the page, and how exactly.
struct Sampling {
  Precision precision = Precision::full;
  std::size_t stride = 1;            ///< every how many-th, on the average
  std::vector<std::size_t> items{};  ///< those kept, ascending
};

/// Keeps `n_items` within `budget` bytes: in single precision first, then every so many-th of them
/// and the last.
Sampling fit_evenly(std::size_t n_items, std::size_t values_per_item, std::size_t budget);

/// The same with items drawn at random, always the same ones: every second point of a Sobol
/// sequence, or of a grid, lies in one half of the space.
Sampling fit_randomly(std::size_t n_items, std::size_t values_per_item, std::size_t budget);

}  // namespace sigdyn::detail
