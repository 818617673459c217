#include "base/closest_match.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace sigdyn {
namespace {

/// Longer words are names pasted by mistake, not typing errors; the cost is quadratic in the
/// length.
constexpr std::size_t max_length = 100;

std::string lower(std::string_view word) {
  std::string result(word);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
/// Source: Damerau (1964), Commun. ACM 7:171-176, doi:10.1145/363958.363994.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string closest_match(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > max_length) return {};
  const std::string wanted = lower(word);
  std::string best;
  std::pair<std::size_t, std::size_t> best_distance{max_length, max_length};  // case decides ties
  for (const std::string& candidate : candidates) {
    if (candidate.size() > max_length) continue;
    const std::string known = lower(candidate);
    const std::size_t longest = std::max(wanted.size(), known.size());
    const std::size_t shortest = std::min(wanted.size(), known.size());
    if (longest - shortest > longest / 3) continue;
    const std::size_t distance = edit_distance(wanted, known);
    if (distance > longest / 3) continue;
    const std::pair exact_distance{distance, edit_distance(word, candidate)};
    if (exact_distance < best_distance) {
      best = candidate;
      best_distance = exact_distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const std::string match = closest_match(word, candidates);
  return match.empty() ? std::string() : ", did you mean '" + match + "'?";
}

}  // namespace sigdyn
