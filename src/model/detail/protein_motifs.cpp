#include "model/detail/protein_motifs.hpp"

#include <array>
#include <utility>

#include "model/detail/motif_reader.hpp"

namespace sigdyn::detail {
namespace {

/// How a conversion is called in the names of its steps.
std::string verb_of(const std::string& motif) {
  constexpr std::array verbs{std::pair{"phosphorylation", "phosphorylates"},
                             std::pair{"dephosphorylation", "dephosphorylates"},
                             std::pair{"exchange", "activates"},
                             std::pair{"hydrolysis", "inactivates"}};
  for (const auto& [name, verb] : verbs) {
    if (motif == name) return verb;
  }
  return "converts";
}

/// P + X <-> P_X for each target X; complexes by the order of `complex:`.
void bind_each(MotifReader& read, const LocatedName& partner, const Names& targets,
               const std::string& verb, const Names& kon, const Names& koff) {
  const Names given = read.optional_names("complex");
  if (!given.empty() && given.size() != targets.size()) {
    read.fail("'complex' and 'target' differ in length");
    return;
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto name = given.empty() ? std::nullopt : std::optional(given[i]);
    const auto complex = read.complex(name, {partner, targets[i]}, 1);
    const std::string step = partner.value + "_" + verb + "_" + targets[i].value;
    read.reversible(step, targets.size() == 1 ? "" : targets[i].value,
                    one_of_each({partner, targets[i]}), {{complex, 1}}, kon, koff);
  }
}

}  // namespace

Expansion expand_binding(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"of", "complex", "kon", "koff"}, log);
  const Names of = read.names("of", 2);
  const auto kon = read.name("kon");
  const auto koff = read.name("koff");
  if (!read.is_complete()) return {};
  const auto complex = read.complex("complex", of);
  read.reversible(of[0].value + "_binds_" + of[1].value, "", one_of_each(of), {{complex, 1}}, {kon},
                  {koff});
  return std::move(read).result();
}

Expansion expand_dimerisation(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"of", "dimer", "kon", "koff"}, log);
  Names of = read.names("of");
  const auto kon = read.name("kon");
  const auto koff = read.name("koff");
  if (of.size() == 1) of.push_back(of.front());
  if (read.is_complete() && of.size() != 2) read.fail("'of' needs one name or two");
  if (!read.is_complete()) return {};
  const auto dimer = read.complex("dimer", of);
  std::string name = of[0].value + "_dimerises";
  if (of[0].value != of[1].value) name += "_with_" + of[1].value;
  read.reversible(name, "", one_of_each(of), {{dimer, 1}}, {kon}, {koff});
  return std::move(read).result();
}

Expansion expand_autophosphorylation(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"of", "product", "k", "k_reverse"}, log);
  const auto of = read.name("of");
  const auto product = read.name("product");
  const auto k = read.name("k");
  const std::string name = of.value + "_autophosphorylates";
  if (read.has("k_reverse")) {
    read.reversible(name, "", {{of, 1}}, {{product, 1}}, {k}, {read.name("k_reverse")});
  } else {
    read.step(name, "", {{of, 1}}, {{product, 1}}, {k});
  }
  return std::move(read).result();
}

Expansion expand_conversion(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"enzyme", "substrate", "product", "kf", "kr", "kcat", "complex", "k"},
                   log);
  const auto substrate = read.name("substrate");
  const auto product = read.name("product");
  const std::string verb = verb_of(motif.key.value);
  if (!read.has("k")) {  // the full mechanism
    const auto enzyme = read.name("enzyme");
    const auto kf = read.name("kf");
    const auto kr = read.name("kr");
    const auto kcat = read.name("kcat");
    if (!read.is_complete()) return {};
    const auto complex = read.complex("complex", {enzyme, substrate}, 1);
    const std::string pair = enzyme.value + "_binds_" + substrate.value;
    read.reversible(pair + "_to_" + verb.substr(0, verb.size() - 1), "binds",
                    one_of_each({enzyme, substrate}), {{complex, 1}}, {kf}, {kr});
    read.step(enzyme.value + "_" + verb + "_" + substrate.value, "turns_over", {{complex, 1}},
              one_of_each({enzyme, product}), {kcat});
    return std::move(read).result();
  }
  for (const char* key : {"kf", "kr", "kcat", "complex"}) {
    if (read.has(key)) read.fail(std::string("'k' and '") + key + "' exclude each other");
  }
  const auto k = read.name("k");
  if (read.has("enzyme")) {
    const auto enzyme = read.name("enzyme");
    read.step(enzyme.value + "_" + verb + "_" + substrate.value, "",
              one_of_each({enzyme, substrate}), one_of_each({enzyme, product}), {k});
  } else {
    read.step(substrate.value + "_to_" + product.value, "", {{substrate, 1}}, {{product, 1}}, {k});
  }
  return std::move(read).result();
}

Expansion expand_transport(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"of", "to", "k"}, log);
  const Names of = read.names("of");
  const Names to = read.names("to");
  const Names k = read.names("k");
  if (read.is_complete() && of.size() != to.size()) read.fail("'of' and 'to' differ in length");
  if (read.is_complete() && k.size() > 2) read.fail("'k' needs one name, or [forward, back]");
  if (!read.is_complete()) return {};
  for (std::size_t i = 0; i < of.size(); ++i) {
    const std::string name = of[i].value + "_moves_to_" + to[i].value;
    const std::string suffix = of.size() == 1 ? "" : of[i].value;
    if (k.size() == 2) {
      read.reversible(name, suffix, {{of[i], 1}}, {{to[i], 1}}, {k[0]}, {k[1]});
    } else {
      read.step(name, suffix, {{of[i], 1}}, {{to[i], 1}}, {k[0]});
    }
  }
  return std::move(read).result();
}

Expansion expand_synthesis(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"of", "k"}, log);
  const auto of = read.name("of");
  const auto k = read.name("k");
  read.step(of.value + "_is_made", "", {}, {{of, 1}}, {k});
  return std::move(read).result();
}

Expansion expand_degradation(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"of", "k", "releases"}, log);
  const Names of = read.names("of");
  const auto k = read.name("k");
  const Names releases = read.optional_names("releases");
  for (const LocatedName& species : of) {
    read.step(species.value + "_degrades", of.size() == 1 ? "" : species.value, {{species, 1}},
              one_of_each(releases), {k});
  }
  return std::move(read).result();
}

Expansion expand_sequestration(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"binder", "target", "complex", "kon", "koff"}, log);
  const auto binder = read.name("binder");
  const Names targets = read.names("target");
  const auto kon = read.name("kon");
  const auto koff = read.name("koff");
  if (!read.is_complete()) return {};
  bind_each(read, binder, targets, "binds", {kon}, {koff});
  return std::move(read).result();
}

Expansion expand_inhibition(const YamlEntry& motif, DiagnosticLog& log) {
  MotifReader read(motif, {"drug", "target", "complex", "kon", "koff", "ki"}, log);
  const auto drug = read.name("drug");
  const Names targets = read.names("target");
  const auto kon = read.name("kon");
  if (read.has("ki") == read.has("koff")) read.fail("needs one of 'ki' and 'koff'");
  if (!read.is_complete()) return {};
  const Names koff = read.has("koff") ? Names{read.name("koff")} : Names{read.name("ki"), kon};
  bind_each(read, drug, targets, "inhibits", {kon}, koff);
  return std::move(read).result();
}

}  // namespace sigdyn::detail
