/// What a page says of one kind of result: JSON for the script, arrays in the payload.
#pragma once

#include <string>
#include <vector>

#include "page/detail/payload.hpp"
#include "page/page.hpp"

namespace sigdyn::detail {

/// Bytes of numbers a page carries: times 4/3 as base64, and the script, they stay below 15 MB.
inline constexpr std::size_t time_course_budget = std::size_t{7} << 20;
inline constexpr std::size_t amounts_budget = std::size_t{2} << 20;
inline constexpr std::size_t members_budget = std::size_t{9} << 20;
inline constexpr std::size_t bands_budget = std::size_t{1} << 20;

/// The result of a scenario.
std::string run_content(const ResultReader& result, const PageContext& context, Payload& payload);

/// The result of a sweep.
std::string sweep_content(const ResultReader& result, const PageContext& context, Payload& payload);

/// Quantiles over the members of each kept time course; "null" if the sweep kept none.
std::string bands_content(const ResultReader& result, const PageContext& context, Payload& payload);

/// Species and the steps between them; "null" without a network or for one no reader could follow.
std::string pathway_content(const Network* network);

/// Where the chosen observables stand among `names`.
std::vector<std::size_t> chosen_among(const std::vector<std::string>& names,
                                      const PageContext& context);

/// {"kept":..,"of":..,"stride":..,"single":..}: what was left out of an array.
std::string sampling_json(const Sampling& sampling, std::size_t n_items);

}  // namespace sigdyn::detail
