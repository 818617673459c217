#include "describe/equations.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "network/expression_text.hpp"

namespace sigdyn {
namespace {

/// The two notations differ in how names, products and quotients look.
struct Notation {
  bool is_latex = false;

  std::string name(const std::string& text) const { return is_latex ? latex_name(text) : text; }
  std::string number(double value) const {
    return is_latex ? latex_number(value) : fmt::format("{}", value);
  }
  const char* times() const { return is_latex ? " \\, " : "*"; }
  std::string power(const std::string& base, int n) const {
    if (n == 1) return base;
    return is_latex ? fmt::format("{}^{{{}}}", base, n) : fmt::format("{}^{}", base, n);
  }
  std::string expression(const Network& network, ExpressionId id) const {
    const NameOf names = names_of(network);
    return is_latex ? to_latex(network.expressions, id, names)
                    : to_infix(network.expressions, id, names);
  }
};

std::string mass_action_flux(const Network& network, const Reaction& reaction,
                             const MassAction& law, const Notation& notation) {
  std::string above = law.factor == 1.0 ? "" : notation.number(law.factor) + notation.times();
  above += notation.name(network.parameters[law.rate_constant.index].name);
  for (const Term& term : reaction.reactants) {
    above +=
        notation.times() + notation.power(notation.name(network.species[term.species.index].name),
                                          static_cast<int>(term.count));
  }
  if (!law.volume || law.volume_power == 0) return above;
  const std::string volume = notation.power(
      notation.name(network.parameters[law.volume->index].name), std::abs(law.volume_power));
  if (law.volume_power > 0) return above + notation.times() + volume;
  return notation.is_latex ? "\\frac{" + above + "}{" + volume + "}" : above + "/" + volume;
}

std::string flux(const Network& network, const Reaction& reaction, const Notation& notation) {
  if (const auto* law = std::get_if<MassAction>(&reaction.rate)) {
    return mass_action_flux(network, reaction, *law, notation);
  }
  return notation.expression(network, std::get<ExpressionLaw>(reaction.rate).flux);
}

/// What a reaction adds per event to each species it changes: a number, or parameters.
struct Change {
  std::size_t reaction = 0;
  double count = 0.0;
  std::string parameters;  ///< "+ n1 - n2" where stoichiometries are parameters
};

std::vector<std::vector<Change>> changes_of(const Network& network, const Notation& notation) {
  std::vector<std::vector<Change>> changes(network.species.size());
  for (std::size_t j = 0; j < network.reactions.size(); ++j) {
    const auto add = [&](const Term& term, double sign) {
      if (network.species[term.species.index].is_fixed) return;
      auto& list = changes[term.species.index];
      if (list.empty() || list.back().reaction != j) list.push_back({j, 0.0, ""});
      if (term.stoichiometry) {
        list.back().parameters += (sign > 0 ? " + " : " - ") +
                                  notation.name(network.parameters[term.stoichiometry->index].name);
      } else {
        list.back().count += sign * term.count;
      }
    };
    for (const Term& term : network.reactions[j].reactants) add(term, -1.0);
    for (const Term& term : network.reactions[j].products) add(term, 1.0);
  }
  return changes;
}

/// " + 2*flux", with the sign always there.
std::string signed_term(const Network& network, const Change& change, const Notation& notation) {
  const Reaction& reaction = network.reactions[change.reaction];
  const std::string rate = flux(network, reaction, notation);
  const bool is_sum = std::holds_alternative<ExpressionLaw>(reaction.rate);
  const std::string factor = is_sum ? "(" + rate + ")" : rate;
  if (!change.parameters.empty()) {
    const std::string number = change.count == 0.0 ? "" : notation.number(change.count);
    return " + (" + number + change.parameters + ")" + notation.times() + factor;
  }
  const double size = std::abs(change.count);
  const std::string times = size == 1.0 ? "" : notation.number(size) + notation.times();
  return (change.count < 0.0 ? " - " : " + ") + times + factor;
}

/// Right-hand sides, term by term; empty where the species does not change.
std::vector<std::vector<std::string>> right_hand_sides(const Network& network,
                                                       const Notation& notation) {
  std::vector<std::vector<std::string>> sides(network.species.size());
  const auto changes = changes_of(network, notation);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    for (const Change& change : changes[i]) {
      if (change.count == 0.0 && change.parameters.empty()) continue;
      sides[i].push_back(signed_term(network, change, notation));
    }
  }
  return sides;
}

std::string side_text(const Network& network, const std::vector<Term>& terms) {
  std::string text;
  for (const Term& term : terms) {
    if (!text.empty()) text += " + ";
    if (term.stoichiometry) {
      text += network.parameters[term.stoichiometry->index].name + " ";
    } else if (term.count != 1.0) {
      text += fmt::format("{} ", term.count);
    }
    text += network.species[term.species.index].name;
  }
  return text.empty() ? "0" : text;
}

/// " - a + b" as it begins an expression: "-a + b".
std::string without_leading_plus(std::string text) {
  if (text.starts_with(" + ")) return text.substr(3);
  if (text.starts_with(" - ")) return "-" + text.substr(3);
  return text;
}

std::string latex_equation(const std::string& left, const std::vector<std::string>& terms) {
  std::string text = left + " ={}& ";
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (i > 0) text += " \\\\\n  &";
    text += i == 0 ? without_leading_plus(terms[i]) : terms[i];
  }
  return "\\begin{align*}\n  " + text + "\n\\end{align*}\n";
}

}  // namespace

std::string flux_text(const Network& network, const Reaction& reaction) {
  return flux(network, reaction, Notation{false});
}

std::string reaction_text(const Network& network, const Reaction& reaction) {
  return side_text(network, reaction.reactants) + " -> " + side_text(network, reaction.products);
}

std::string ode_text(const Network& network) {
  const Notation notation{false};
  const NameOf name_of = names_of(network);
  const auto sides = right_hand_sides(network, notation);
  std::string text;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i].empty()) continue;
    std::string sum;
    for (const std::string& term : sides[i]) sum += term;
    text += "d(" + network.species[i].name + ")/dt = " + without_leading_plus(sum) + "\n";
  }
  for (const Rule& rule : network.rate_rules) {
    text +=
        "d(" + name_of(rule.target) + ")/dt = " + notation.expression(network, rule.value) + "\n";
  }
  for (const Rule& rule : network.assignment_rules) {
    text += name_of(rule.target) + " = " + notation.expression(network, rule.value) + "\n";
  }
  return text;
}

std::string ode_latex(const Network& network) {
  const Notation notation{true};
  const NameOf name_of = names_of(network);
  const auto derivative = [](const std::string& name) {
    return "\\frac{d\\," + latex_name(name) + "}{dt}";
  };
  const auto sides = right_hand_sides(network, notation);
  std::string text;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (!sides[i].empty()) text += latex_equation(derivative(network.species[i].name), sides[i]);
  }
  for (const Rule& rule : network.rate_rules) {
    text += latex_equation(derivative(name_of(rule.target)),
                           {notation.expression(network, rule.value)});
  }
  for (const Rule& rule : network.assignment_rules) {
    text += latex_equation(latex_name(name_of(rule.target)),
                           {notation.expression(network, rule.value)});
  }
  return text;
}

std::string conservation_law_text(const Network& network,
                                  const std::vector<ConservationLaw>& laws) {
  std::string text;
  for (const ConservationLaw& law : laws) {
    std::string sum;
    double total = 0.0;
    for (const Term& term : law.terms) {
      const Species& species = network.species[term.species.index];
      const double size = std::abs(term.count);
      sum += term.count < 0.0 ? " - " : " + ";
      if (size != 1.0) sum += fmt::format("{} ", size);
      sum += species.name;
      total += term.count * species.initial;
    }
    text += fmt::format("{} = {:.6g} {}\n", without_leading_plus(sum), total, network.units.amount);
  }
  return text;
}

}  // namespace sigdyn
