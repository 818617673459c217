#include "model/detail/motif.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "model/detail/equation.hpp"
#include "model/detail/gene_motifs.hpp"
#include "model/detail/motif_reader.hpp"
#include "model/detail/protein_motifs.hpp"

namespace sigdyn::detail {
namespace {

struct Motif {
  std::string_view name;
  Expansion (*expand)(const YamlEntry& motif, DiagnosticLog& log);
};

constexpr std::array motifs{Motif{"binding", expand_binding},
                            Motif{"dimerisation", expand_dimerisation},
                            Motif{"autophosphorylation", expand_autophosphorylation},
                            Motif{"phosphorylation", expand_conversion},
                            Motif{"dephosphorylation", expand_conversion},
                            Motif{"catalysis", expand_conversion},
                            Motif{"exchange", expand_conversion},
                            Motif{"hydrolysis", expand_conversion},
                            Motif{"transport", expand_transport},
                            Motif{"synthesis", expand_synthesis},
                            Motif{"degradation", expand_degradation},
                            Motif{"promoter_binding", expand_promoter_binding},
                            Motif{"transcription", expand_transcription},
                            Motif{"translation", expand_translation},
                            Motif{"mirna_repression", expand_mirna_repression},
                            Motif{"sequestration", expand_sequestration},
                            Motif{"inhibition", expand_inhibition}};

}  // namespace

Expansion expand_motif(const YamlNode& entry, DiagnosticLog& log) {
  if (!entry.is_mapping() || entry.entries().size() != 1) {
    log.error(entry.where(),
              "an entry of 'topology' is one motif, as in '- binding: {of: [A, B], "
              "kon: k_on, koff: k_off}'");
    return {};
  }
  const YamlEntry& motif = entry.entries().front();
  const auto* found = std::find_if(motifs.begin(), motifs.end(), [&](const Motif& known) {
    return known.name == motif.key.value;
  });
  if (found != motifs.end()) return found->expand(motif, log);
  std::vector<std::string> names;
  names.reserve(motifs.size());
  for (const Motif& known : motifs) names.emplace_back(known.name);
  log.error(motif.key.where, fmt::format("unknown motif '{}'{}", motif.key.value,
                                         suggestion(motif.key.value, names)));
  return {};
}

Expansion expand_reaction(const YamlEntry& entry, DiagnosticLog& log) {
  const std::string what = fmt::format("reaction '{}'", entry.key.value);
  if (!is_name(entry.key.value)) {
    log.error(entry.key.where, fmt::format("'{}' cannot name a reaction (letters, digits and '_', "
                                           "not a digit first)",
                                           entry.key.value));
  }
  const YamlMapping from(entry.value, what, {"equation", "rate", "times", "times_reverse", "in"},
                         log);
  const YamlNode* text = from.find("equation", Need::required);
  const auto equation = text != nullptr ? parse_equation(*text, what, log) : std::nullopt;
  Names rate = from.names("rate", Need::required);
  const auto in = from.name("in");
  const Names times = from.names("times");
  const Names times_reverse = from.names("times_reverse");
  if (!equation || rate.empty()) return {};
  const std::size_t n_rates = equation->is_reversible ? 2 : 1;
  if (rate.size() != n_rates) {
    log.error(
        from.find("rate")->where(),
        fmt::format("{}: '{}' needs {}, found {}", what, equation->is_reversible ? "<->" : "->",
                    equation->is_reversible ? "two rates, [forward, reverse]" : "one rate",
                    rate.size()));
    return {};
  }
  if (!equation->is_reversible && !times_reverse.empty()) {
    log.error(from.where(), what + ": 'times_reverse' without a reverse reaction");
  }
  Expansion expansion;
  Names forward{rate[0]};
  forward.insert(forward.end(), times.begin(), times.end());
  expansion.steps.push_back(
      {entry.key.value, entry.key.where, equation->left, equation->right, forward, in});
  if (equation->is_reversible) {
    Names reverse{rate[1]};
    reverse.insert(reverse.end(), times_reverse.begin(), times_reverse.end());
    expansion.steps.push_back({entry.key.value + "_reverse", entry.key.where, equation->right,
                               equation->left, reverse, in});
  }
  return expansion;
}

}  // namespace sigdyn::detail
