#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/json.hpp"
#include "page/detail/content.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t rows_per_block = 8192;

/// Calls back with the number of the first row of each block.
template <class Block>
void for_blocks(std::size_t n_rows, const Block& block) {
  for (std::size_t first = 0; first < n_rows; first += rows_per_block) block(first);
}

/// The summaries that go on the page, by their arrays.
std::vector<std::string> summary_arrays(const ResultReader& result, const PageContext& context) {
  std::vector<std::string> names;
  for (const StoredArray& array : result.arrays()) {
    if (!array.name.starts_with("summary_")) continue;
    const bool is_wanted =
        context.observables.empty() ||
        std::any_of(context.observables.begin(), context.observables.end(), [&](const auto& name) {
          return array.name.starts_with("summary_" + name + "_");
        });
    if (is_wanted) names.push_back(array.name);
  }
  return names;
}

/// The sampled rows of an array.
std::vector<double> sampled_rows(const ResultReader& result, const std::string& name,
                                 const Sampling& sampling) {
  const auto& shape = result.array(name).shape;
  std::size_t width = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) width *= shape[i];
  std::vector<double> kept;
  std::size_t next = 0;
  for_blocks(shape.front(), [&](std::size_t first) {
    const auto values = result.reals(name, {.first = first, .count = rows_per_block});
    const std::size_t end = first + values.size() / width;
    for (; next < sampling.items.size() && sampling.items[next] < end; ++next) {
      const auto row =
          values.begin() + static_cast<std::ptrdiff_t>((sampling.items[next] - first) * width);
      kept.insert(kept.end(), row, row + static_cast<std::ptrdiff_t>(width));
    }
  });
  return kept;
}

/// Outcomes of all runs, and what the failed ones say, most frequent first.
std::string outcomes_json(const ResultReader& result) {
  constexpr std::size_t most_messages = 50;
  struct Failure {
    std::size_t count = 0;
    std::size_t member = 0;
    std::size_t arm = 0;
  };
  const auto& array = result.array("status");
  const auto members = result.integers("member");
  const std::size_t n_arms = array.shape.back();
  std::vector<std::size_t> counts(array.flags.size(), 0);
  std::map<std::pair<std::size_t, std::string>, Failure> failures;
  for_blocks(array.shape.front(), [&](std::size_t first) {
    const Rows rows{.first = first, .count = rows_per_block};
    const auto status = result.integers("status", rows);
    const auto messages = result.texts("status_message", rows);
    for (std::size_t i = 0; i < status.size(); ++i) {
      const auto flag = static_cast<std::size_t>(status[i]);
      if (flag >= counts.size()) continue;
      ++counts[flag];
      if (array.flags[flag] == "success" || array.flags[flag] == "missing") continue;
      const auto [failure, is_new] = failures.try_emplace({flag, messages[i]});
      if (is_new)
        failure->second = {0, static_cast<std::size_t>(members[first + i / n_arms]), i % n_arms};
      ++failure->second.count;
    }
  });
  std::vector<std::pair<std::size_t, std::string>> items;
  items.reserve(failures.size());
  for (const auto& [what, failure] : failures) {
    items.emplace_back(failure.count, json_object({{"status", json_string(array.flags[what.first])},
                                                   {"message", json_string(what.second)},
                                                   {"count", std::to_string(failure.count)},
                                                   {"member", std::to_string(failure.member)},
                                                   {"arm", std::to_string(failure.arm)}}));
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  const std::size_t n_messages = items.size();
  if (items.size() > most_messages) items.resize(most_messages);
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (auto& [count, text] : items) texts.push_back(std::move(text));
  std::vector<std::string> count_texts;
  count_texts.reserve(counts.size());
  for (const std::size_t count : counts) count_texts.push_back(std::to_string(count));
  return json_object({{"names", json_strings(array.flags)},
                      {"counts", json_array(count_texts)},
                      {"failures", json_array(texts)},
                      {"failuresLeftOut", std::to_string(n_messages - texts.size())}});
}

std::string varied_json(const ResultReader& result, const std::vector<PageAxis>& axes) {
  const auto names = result.texts("varied");
  const auto units = result.texts("varied_units");
  std::vector<std::string> items;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const PageAxis axis = i < axes.size() ? axes[i] : PageAxis{};
    items.push_back(json_object({{"name", json_string(names[i])},
                                 {"unit", json_string(axis.is_relative ? "x nominal" : units[i])},
                                 {"isLog", axis.is_log ? "true" : "false"}}));
  }
  return json_array(items);
}

std::string summaries_json(const ResultReader& result, const std::vector<std::string>& arrays) {
  std::vector<std::string> items;
  for (const std::string& name : arrays) {
    const StoredArray& array = result.array(name);
    items.push_back(json_object({{"array", json_string(name)},
                                 {"name", json_string(name.substr(8))},
                                 {"title", json_string(array.long_name)},
                                 {"unit", json_string(array.units)}}));
  }
  return json_array(items);
}

}  // namespace

std::string sweep_content(const ResultReader& result, const PageContext& context,
                          Payload& payload) {
  const std::size_t n_members = result.array("member").shape.front();
  const auto arms = result.texts("arm");
  const std::size_t n_varied = result.array("varied").shape.front();
  const auto arrays = summary_arrays(result, context);
  const std::size_t width = 1 + n_varied + arrays.size() * arms.size();
  const Sampling sampling = fit_randomly(n_members, width, members_budget);
  payload.add("member", sampled_rows(result, "member", sampling), sampling.precision);
  payload.add("varied", sampled_rows(result, "parameters", sampling), sampling.precision);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    payload.add(fmt::format("summary-{}", i), sampled_rows(result, arrays[i], sampling),
                sampling.precision);
  }
  return json_object({{"arms", json_strings(arms)},
                      {"varied", varied_json(result, context.varied)},
                      {"summaries", summaries_json(result, arrays)},
                      {"outcomes", outcomes_json(result)},
                      {"sampling", sampling_json(sampling, n_members)},
                      {"bands", bands_content(result, context, payload)}});
}

}  // namespace sigdyn::detail
