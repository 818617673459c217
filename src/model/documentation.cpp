#include "model/documentation.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

namespace sigdyn {
namespace {

/// Parameters that are no constants of their own.
std::set<std::uint32_t> exempt_parameters(const Network& network) {
  std::set<std::uint32_t> exempt;
  for (const auto* rules :
       {&network.initial_rules, &network.assignment_rules, &network.rate_rules}) {
    for (const Rule& rule : *rules) {
      if (rule.target.kind == SymbolKind::parameter) exempt.insert(rule.target.index);
    }
  }
  for (const Perturbation& perturbation : network.perturbations) {
    exempt.insert(perturbation.argument.index);
  }
  for (const Compartment& compartment : network.compartments) {
    const Parameter& size = network.parameters[compartment.size.index];
    const bool has_size = size.unit.dimension != dimensionless;
    if (!has_size) exempt.insert(compartment.size.index);
  }
  return exempt;
}

template <class Entry>
void check(const Entry& entry, const char* kind, DiagnosticLog& log) {
  const auto lacks = [&](const char* what, const char* why) {
    log.error(entry.where, fmt::format("{} '{}' has no {} ({})", kind, entry.name, what, why));
  };
  switch (entry.evidence) {
    case Evidence::none:
      lacks("evidence", "reported, derived or assumed");
      return;
    case Evidence::reported:
      if (entry.source.empty()) lacks("source", "it is reported: where?");
      return;
    case Evidence::derived:
      if (entry.source.empty()) lacks("source", "it is derived: from what?");
      if (entry.note.empty()) lacks("note", "it is derived: how?");
      return;
    case Evidence::assumed:
      if (entry.note.empty()) lacks("note", "it is assumed: why this value?");
      return;
  }
}

void add_cited(const std::string& sources, std::set<std::string, std::less<>>& cited) {
  std::string_view rest = sources;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    cited.emplace(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
}

}  // namespace

std::vector<Diagnostic> find_undocumented(const Network& network) {
  DiagnosticLog log;
  std::set<std::string, std::less<>> cited;
  const std::set<std::uint32_t> exempt = exempt_parameters(network);
  for (std::uint32_t i = 0; i < network.parameters.size(); ++i) {
    if (!exempt.contains(i)) check(network.parameters[i], "parameter", log);
    add_cited(network.parameters[i].source, cited);
  }
  for (const Species& species : network.species) {
    if (species.initial != 0.0) check(species, "species", log);
    add_cited(species.source, cited);
  }
  for (const Perturbation& perturbation : network.perturbations) {
    add_cited(perturbation.source, cited);
  }
  for (const Source& source : network.sources) {
    if (!cited.contains(source.key)) {
      log.warning(source.where, fmt::format("source '{}' is not cited", source.key));
    }
  }
  std::vector<Diagnostic> found = log.diagnostics();
  std::stable_sort(found.begin(), found.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.where.file, a.where.line) < std::tie(b.where.file, b.where.line);
  });
  return found;
}

}  // namespace sigdyn
