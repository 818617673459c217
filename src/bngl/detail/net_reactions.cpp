#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "bngl/detail/net_reader.hpp"

namespace sigdyn::detail {
namespace {

/// More reactants than any elementary step has; keeps powers of hostile files bounded.
constexpr std::size_t max_side = 32;

constexpr std::array<std::string_view, 4> unsupported_laws{"Sat", "MM", "Hill", "FunctionProduct"};

/// "k", "2*k", "0.5*2*k": the product of the numbers, and the name.
std::pair<double, std::string_view> split_factors(std::string_view text) {
  double factor = 1.0;
  for (;;) {
    double number = 0.0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop == end || *stop != '*') return {factor, text};
    factor *= number;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + 1);
  }
}

}  // namespace

void NetReader::read_reactions() {
  for (const NetLine& line : lines("reactions")) {
    if (has_too_many_errors()) return;
    read_reaction(line);
  }
}

/// "7 1,2 3 2*kon": number, reactants, products, rate.
void NetReader::read_reaction(const NetLine& line) {
  const std::vector<NetWord> words = words_of(line.text);
  if (words.size() < 4) {
    error(line, 1, "expected '<number> <reactants> <products> <rate>'");
    return;
  }
  Reaction reaction;
  reaction.name = fmt::format("R{}", network_.reactions.size() + 1);
  reaction.where = at(line, words[0].column);
  const bool has_sides =
      read_side(line, words[1], reaction.reactants) && read_side(line, words[2], reaction.products);
  if (!has_sides || !read_rate(line, words, reaction)) return;
  network_.reactions.push_back(std::move(reaction));
}

/// "1,1,4", or "0" for nothing.
bool NetReader::read_side(const NetLine& line, const NetWord& word, std::vector<Term>& terms) {
  if (word.text == "0") return true;
  std::size_t n_molecules = 0;
  std::size_t begin = 0;
  while (begin <= word.text.size()) {
    const std::size_t end = std::min(word.text.find(',', begin), word.text.size());
    const auto species = species_index(line, word.text.substr(begin, end - begin),
                                       word.column + static_cast<int>(begin));
    if (!species) return false;
    if (++n_molecules > max_side) {
      error(line, word.column, fmt::format("more than {} molecules on one side", max_side));
      return false;
    }
    bool is_new = true;
    for (Term& term : terms) {
      if (term.species.index != *species) continue;
      term.count += 1.0;
      is_new = false;
    }
    if (is_new) terms.push_back({{*species}, 1.0, std::nullopt});
    begin = end + 1;
  }
  return true;
}

bool NetReader::read_rate(const NetLine& line, const std::vector<NetWord>& words,
                          Reaction& reaction) {
  const NetWord& first = words[3];
  for (const std::string_view law : unsupported_laws) {
    if (first.text == law && words.size() > 4) {
      throw UnsupportedError(at(line, first.column), fmt::format("rate law '{}'", law));
    }
  }
  const auto [factor, name] = split_factors(first.text);
  const auto found = words.size() == 4 ? names_.find(std::string(name)) : names_.end();
  if (found != names_.end() && found->second.kind == Meaning::Kind::parameter) {
    MassAction law;
    law.rate_constant = {found->second.index};
    law.factor = factor;
    reaction.rate = law;
    return true;
  }
  const std::string_view text = line.text.substr(static_cast<std::size_t>(first.column - 1));
  const auto rate = parse(text, at(line, first.column));
  if (!rate) return false;
  ExpressionGraph& graph = network_.expressions;
  ExpressionId flux = *rate;
  for (const Term& term : reaction.reactants) {
    const ExpressionId amount = graph.symbol({SymbolKind::species, term.species.index});
    flux =
        graph.make(Op::multiply, flux, graph.make(Op::power, amount, graph.constant(term.count)));
  }
  reaction.rate = ExpressionLaw{flux};
  return true;
}

}  // namespace sigdyn::detail
