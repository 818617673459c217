#include "model/detail/gene_motifs.hpp"

#include <utility>

#include "model/detail/motif_reader.hpp"

namespace sigdyn::detail {
namespace {

/// T -> T + P for each state T of a template, at k times the factor of the state.
Expansion expand_copying(const YamlEntry& motif, std::string_view from, std::string_view to,
                         const std::string& verb, DiagnosticLog& log) {
  MotifReader read(motif, {from, to, "k"}, log);
  const auto states = read.weighted(from);
  const auto product = read.name(to);
  const auto k = read.name("k");
  for (const WeightedName& state : states) {
    Names rate{k};
    if (state.factor) rate.push_back(*state.factor);
    read.step(state.name.value + "_" + verb + "_" + product.value,
              states.size() == 1 ? "" : state.name.value, {{state.name, 1}},
              one_of_each({state.name, product}), rate);
  }
  return std::move(read).result();
}

}  // namespace

Expansion expand_promoter_binding(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"gene", "factor", "bound", "kon", "koff"}, log);
  const auto gene = read.name("gene");
  const auto factor = read.name("factor");
  const auto kon = read.name("kon");
  const auto koff = read.name("koff");
  if (!read.is_complete()) return {};
  const auto bound = read.complex("bound", {gene, factor});
  read.reversible(factor.value + "_binds_" + gene.value, "", one_of_each({gene, factor}),
                  {{bound, 1}}, {kon}, {koff});
  return std::move(read).result();
}

Expansion expand_transcription(const YamlEntry& motif, DiagnosticLog& log) {
  return expand_copying(motif, "gene", "mrna", "transcribes", log);
}

Expansion expand_translation(const YamlEntry& motif, DiagnosticLog& log) {
  return expand_copying(motif, "mrna", "protein", "translates", log);
}

Expansion expand_mirna_repression(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"mirna", "mrna", "complex", "kon", "koff", "decay", "translation"}, log);
  const auto mirna = read.name("mirna");
  const auto mrna = read.name("mrna");
  const auto kon = read.name("kon");
  const auto koff = read.name("koff");
  const auto decay = read.name("decay");
  if (!read.is_complete()) return {};
  const auto complex = read.complex("complex", {mirna, mrna});
  const std::string pair = mirna.value + "_binds_" + mrna.value;
  read.reversible(pair, "binds", one_of_each({mirna, mrna}), {{complex, 1}}, {kon}, {koff});
  read.step(complex.value + "_decays", "decays", {{complex, 1}}, {{mirna, 1}}, {decay});
  for (const YamlEntry& key : motif.value.entries()) {
    if (key.key.value != "translation") continue;
    const YamlMapping translation(key.value, "'translation' of mirna_repression",
                                  {"protein", "k", "factor"}, log);
    const auto protein = translation.name("protein", Need::required);
    const auto k = translation.name("k", Need::required);
    const auto repression = translation.name("factor", Need::required);
    if (!protein || !k || !repression) return {};
    read.step(complex.value + "_translates_" + protein->value, "translates", {{complex, 1}},
              one_of_each({complex, *protein}), {*k, *repression});
  }
  return std::move(read).result();
}

}  // namespace sigdyn::detail
