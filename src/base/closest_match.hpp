/// "did you mean": the known word nearest to a misspelt one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sigdyn {

/// The candidate nearest to `word` by Damerau-Levenshtein distance, case ignored first; empty if
/// none is near enough (at most a third of the letters differ) to be worth suggesting.
std::string closest_match(std::string_view word, std::span<const std::string> candidates);

/// ", did you mean 'X'?" or empty.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

}  // namespace sigdyn
