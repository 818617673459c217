#include "cli/page_file.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "base/write_text_file.hpp"
#include "cli/file_hash.hpp"
#include "cli/load_model_file.hpp"
#include "cli/output_file.hpp"
#include "cli/provenance.hpp"
#include "cli/stored_run.hpp"
#include "page/page.hpp"
#include "results/reader.hpp"
#include "scenario/load_scenario.hpp"
#include "store/merge.hpp"
#include "sweep/sweep_file.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

void refuse_shards(const std::string& path) {
  if (!fs::is_directory(path) || find_shards({path}).empty()) return;
  throw InputError({{Severity::error,
                     {path, 0, 0},
                     fmt::format("shards of a sweep, not a result (join them first: sigdyn merge "
                                 "{} -o OUT.h5)",
                                 path)}});
}

void check_observables(const ResultReader& result, const std::vector<std::string>& wanted) {
  const auto known = page_observables(result);
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw UsageError(fmt::format("--observable {}: {} has no such observable{}", name,
                                 result.path(), suggestion(name, known)));
  }
}

/// Nothing where the texts in the result make no model for this program: the page then goes
/// without a pathway, which is better than no page.
std::optional<LoadedModel> restore_model(const ResultReader& result) {
  try {
    return load_model_texts(stored_model(result));
  } catch (const InputError&) {
    return std::nullopt;
  } catch (const UnsupportedError&) {
    return std::nullopt;
  }
}

/// Title, question and expectation, from the scenario and from the sweep if it is one.
void describe_inputs(const ResultReader& result, PageContext& context) {
  const InputFile scenario = stored_input(result, "scenario");
  const InputFile sweep = stored_input(result, "sweep");
  if (!scenario.text.empty()) {
    const Scenario parsed = parse_scenario(scenario.text, scenario.path);
    context.title = !parsed.question.empty() ? parsed.question
                    : !parsed.title.empty()  ? parsed.title
                                             : parsed.id;
    context.expected = parsed.expected;
    if (parsed.compare) context.reference = parsed.compare->to.value;
    context.inputs.push_back({"Scenario " + scenario.path, scenario.text});
  }
  if (sweep.text.empty()) return;
  const InputFile table = stored_input(result, "table");
  const SweepFile parsed = parse_sweep_file(sweep.text, sweep.path, table.text);
  context.title = !parsed.question.empty() ? parsed.question
                  : !parsed.title.empty()  ? parsed.title
                                           : parsed.id;
  context.inputs.insert(context.inputs.begin(), {"Sweep " + sweep.path, sweep.text});
  for (const VaryEntry& entry : parsed.vary) {
    context.varied.push_back(
        {.is_log = entry.form == VaryEntry::Form::log_levels ||
                   entry.form == VaryEntry::Form::log_uniform,
         .is_relative = std::any_of(entry.values.begin(), entry.values.end(),
                                    [](const auto& value) { return value.value.is_relative; })});
  }
}

std::vector<PageFact> facts_of(const ResultReader& result) {
  const auto text = [&](const char* name) { return result.attribute(name); };
  const auto number = [&](const char* name) {
    const auto value = result.number(name);
    return value ? json_number(*value) : std::string();
  };
  std::vector<PageFact> facts = {
      {"Model", fmt::format("{}: {}", text("model"), text("title"))},
      {"Command", text("command_line")},
      {"Method", text("method")},
      {"Relative tolerance", number("rtol")},
      {"Absolute tolerance", number("atol")},
      {"Seed", number("seed")},
      {"sigdyn", fmt::format("{}, commit {}", text("sigdyn_version"), text("git_commit"))},
      {"Built with", text("compiler")},
      {"Instruction set", text("instruction_set")},
      {"Result file", fs::path(result.path()).filename().string()},
      {"Its hash (XXH3-128)", hash_of_file(result.path())}};
  std::erase_if(facts, [](const PageFact& fact) { return fact.value.empty(); });
  return facts;
}

}  // namespace

std::string page_path(const std::string& result) {
  return fs::path(result).replace_extension(".html").string();
}

void check_page_path(const std::string& page, ExistingResult existing) {
  if (existing == ExistingResult::replace || !fs::exists(page) || is_written_through(page)) return;
  throw IoError(page, "write", "the file exists already (--force replaces it)");
}

void write_page(const std::string& result_path, const std::string& page,
                const std::vector<std::string>& observables, ExistingResult existing) {
  check_page_path(page, existing);
  refuse_shards(result_path);
  const ResultReader result(result_path);
  check_observables(result, observables);
  PageContext context;
  context.title = fs::path(result_path).filename().string();
  context.subtitle = result.attribute("title");
  context.observables = observables;
  context.facts = facts_of(result);
  describe_inputs(result, context);
  const std::optional<LoadedModel> model = restore_model(result);
  if (model && !is_sweep(result)) context.network = &model->network;
  write_text_file(page, make_page(result, context), existing);
}

}  // namespace sigdyn
