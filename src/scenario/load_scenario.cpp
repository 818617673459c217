#include "scenario/load_scenario.hpp"

#include <fmt/format.h>

#include "base/text_file.hpp"
#include "scenario/detail/read_output.hpp"
#include "scenario/detail/read_treatment.hpp"
#include "yaml/mapping.hpp"
#include "yaml/parse.hpp"

namespace sigdyn {
namespace {

constexpr const char* format_name = "sigdyn-scenario/1";

void check_format(const YamlMapping& top, DiagnosticLog& log) {
  const auto format = top.text("format", Need::required);
  if (format && format->value != format_name) {
    log.error(format->where,
              fmt::format("'format' is '{}' (expected {})", format->value, format_name));
  }
}

/// An action after the last output would be dropped without a word.
void check_ends(const std::vector<ProtocolEntry>& protocol, const OutputSpec& output,
                DiagnosticLog& log) {
  if (output.times.empty()) return;
  for (const ProtocolEntry& entry : protocol) {
    if (entry.at.value.coherent() > output.times.back()) {
      log.error(entry.at.where,
                "this protocol entry comes after the last output (it would have no "
                "effect)");
    }
  }
}

void check_before(const Scenario& scenario, DiagnosticLog& log) {
  if (scenario.equilibrate) return;
  for (const Arm& arm : scenario.arms) {
    const Treatment& before = arm.before;
    if (before.set.empty() && before.dose.empty() && before.apply.empty()) continue;
    log.error(arm.name.where,
              fmt::format("arm '{}' has 'before' in a scenario without 'equilibrate' "
                          "(there is nothing before t = 0)",
                          arm.name.value));
  }
}

}  // namespace

Scenario load_scenario(const std::string& path) {
  return parse_scenario(read_text_file(path), path);
}

Scenario parse_scenario(const std::string& text, const std::string& path) {
  DiagnosticLog log;
  const YamlNode root = parse_yaml(text, path, log);
  if (root.is_null()) log.throw_if_errors();

  const YamlMapping top(root, "the scenario",
                        {"format", "id", "title", "question", "expected", "source", "model",
                         "equilibrate", "arms", "protocol", "output", "compare", "solver"},
                        log);
  Scenario scenario;
  scenario.path = path;
  scenario.text = text;
  check_format(top, log);
  const auto text_of = [&top](std::string_view key) {
    const auto value = top.text(key);
    return value ? value->value : std::string();
  };
  if (const auto id = top.name("id", Need::required)) scenario.id = id->value;
  scenario.title = text_of("title");
  scenario.question = text_of("question");
  scenario.expected = text_of("expected");
  scenario.source = text_of("source");
  if (const auto model = top.text("model", Need::required)) scenario.model = *model;
  scenario.equilibrate = detail::read_equilibrate(top, log);
  scenario.arms = detail::read_arms(top, log);
  scenario.protocol = detail::read_protocol(top, log);
  scenario.output = detail::read_output(top, log);
  scenario.compare = detail::read_compare(top, scenario.arms, log);
  scenario.solver = detail::read_solver(top, log);

  check_ends(scenario.protocol, scenario.output, log);
  for (const Arm& arm : scenario.arms) check_ends(arm.protocol, scenario.output, log);
  check_before(scenario, log);
  log.throw_if_errors();
  return scenario;
}

}  // namespace sigdyn
