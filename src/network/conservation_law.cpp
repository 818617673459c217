#include "network/conservation_law.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "network/detail/null_space.hpp"
#include "network/detail/positive_rays.hpp"

namespace sigdyn {
namespace {

using detail::Fraction;
using detail::IntegerVector;
using detail::LinearForm;
using detail::NullSpace;

/// Beyond these the search for non-negative laws is not worth its time.
constexpr std::size_t max_free = 64;
constexpr std::size_t max_rays = 500;

/// Net change per species; a count that is no simple fraction makes its species take part in no
/// law.
LinearForm equation_of(const Network& network, const Reaction& reaction,
                       std::vector<char>& is_excluded) {
  LinearForm equation;
  const auto add = [&](const std::vector<Term>& terms, std::int64_t sign) {
    for (const Term& term : terms) {
      const std::uint32_t i = term.species.index;
      const auto count = Fraction::nearest(term.count);
      if (term.stoichiometry || !count) is_excluded[i] = 1;
      if (term.stoichiometry || !count || network.species[i].is_fixed) continue;
      const auto entry = equation.try_emplace(i).first;
      entry->second = entry->second + *count * Fraction(sign);
      if (entry->second.is_zero()) equation.erase(entry);
    }
  };
  add(reaction.reactants, -1);
  add(reaction.products, 1);
  return equation;
}

struct Equations {
  std::vector<LinearForm> forms;
  std::vector<char> is_excluded;
};

Equations equations_of(const Network& network) {
  Equations equations;
  equations.is_excluded.assign(network.species.size(), 0);
  const auto less = [](const LinearForm& a, const LinearForm& b) {
    return std::ranges::lexicographical_compare(a, b, [](const auto& x, const auto& y) {
      return std::tuple(x.first, x.second.numerator(), x.second.denominator()) <
             std::tuple(y.first, y.second.numerator(), y.second.denominator());
    });
  };
  std::set<LinearForm, decltype(less)> known(less);
  for (const Reaction& reaction : network.reactions) {
    LinearForm equation = equation_of(network, reaction, equations.is_excluded);
    if (!equation.empty() && known.insert(equation).second) {
      equations.forms.push_back(std::move(equation));
    }
  }
  for (std::size_t i = 0; i < network.species.size(); ++i) {
    if (network.species[i].is_fixed) equations.is_excluded[i] = 1;
  }
  for (const auto* rules : {&network.assignment_rules, &network.rate_rules}) {
    for (const Rule& rule : *rules) {
      if (rule.target.kind == SymbolKind::species) equations.is_excluded[rule.target.index] = 1;
    }
  }
  return equations;
}

/// Where whole numbers overflow, the species of that reaction are taken out and all begins anew:
/// laws may be missed, none is wrong.
NullSpace solve(Equations equations) {
  const auto n = static_cast<std::uint32_t>(equations.is_excluded.size());
  for (;;) {
    NullSpace space(n);
    const LinearForm* current = nullptr;
    try {
      for (std::uint32_t i = 0; i < n; ++i) {
        if (equations.is_excluded[i]) space.set_zero(i);
      }
      for (const LinearForm& form : equations.forms) {
        current = &form;
        space.add_equation(form);
      }
      return space;
    } catch (const detail::FractionOverflow&) {
      for (const auto& [species, coefficient] : *current) equations.is_excluded[species] = 1;
    }
  }
}

/// The form in the free unknowns, times the least number that makes it whole.
IntegerVector whole_form(const LinearForm& form, const std::map<std::uint32_t, std::size_t>& free) {
  std::int64_t scale = 1;
  for (const auto& [unknown, coefficient] : form) {
    scale = detail::checked_multiply(scale / std::gcd(scale, coefficient.denominator()),
                                     coefficient.denominator());
  }
  IntegerVector whole(free.size(), 0);
  for (const auto& [unknown, coefficient] : form) {
    whole[free.at(unknown)] =
        detail::checked_multiply(coefficient.numerator(), scale / coefficient.denominator());
  }
  return whole;
}

class LawFinder {
 public:
  LawFinder(const NullSpace& space, std::uint32_t n_species) : space_(space) {
    for (std::uint32_t i = 0; i < n_species; ++i) {
      if (space.form(i).empty()) continue;
      species_.push_back(i);
      if (space.is_free(i)) free_.emplace(i, free_.size());
    }
  }

  std::vector<ConservationLaw> run() {
    std::vector<ConservationLaw> laws;
    for (const IntegerVector& mixture : independent_mixtures()) {
      if (auto law = law_of(mixture); !law.terms.empty()) laws.push_back(std::move(law));
    }
    std::ranges::sort(laws, {}, [](const ConservationLaw& law) {
      return std::pair(law.terms.front().species, law.terms.size());
    });
    return laws;
  }

 private:
  /// Weights of the free unknowns: one vector per law, as many as there are free unknowns.
  std::vector<IntegerVector> independent_mixtures() const {
    std::vector<IntegerVector> candidates = from_few_species_to_many(nonnegative_mixtures());
    for (std::size_t f = 0; f < free_.size(); ++f) {
      candidates.emplace_back(free_.size(), 0);
      candidates.back()[f] = 1;
    }
    NullSpace spanned(static_cast<std::uint32_t>(free_.size()));
    std::vector<IntegerVector> chosen;
    for (const IntegerVector& candidate : candidates) {
      LinearForm equation;
      for (std::uint32_t f = 0; f < candidate.size(); ++f) {
        if (candidate[f] != 0) equation.emplace(f, candidate[f]);
      }
      if (spanned.add_equation(equation)) chosen.push_back(candidate);
    }
    return chosen;
  }

  std::vector<IntegerVector> from_few_species_to_many(std::vector<IntegerVector> mixtures) const {
    std::multimap<std::size_t, IntegerVector> sorted;  // equals stay in order
    for (IntegerVector& mixture : mixtures) {
      const std::size_t n_species = n_species_in(mixture);
      sorted.emplace(n_species, std::move(mixture));
    }
    mixtures.clear();
    for (auto& [n_species, mixture] : sorted) mixtures.push_back(std::move(mixture));
    return mixtures;
  }

  std::vector<IntegerVector> nonnegative_mixtures() const {
    if (free_.size() > max_free) return {};
    try {
      std::set<IntegerVector> constraints;
      for (const std::uint32_t i : species_) {
        IntegerVector form = whole_form(space_.form(i), free_);
        if (std::ranges::any_of(form, [](std::int64_t w) { return w < 0; })) {
          constraints.insert(std::move(form));
        }
      }
      return detail::positive_rays(free_.size(), {constraints.begin(), constraints.end()},
                                   max_rays);
    } catch (const detail::FractionOverflow&) {
      return {};
    }
  }

  Fraction weight_of(std::uint32_t species, const IntegerVector& mixture) const {
    Fraction weight;
    for (const auto& [unknown, coefficient] : space_.form(species)) {
      weight = weight + coefficient * Fraction(mixture[free_.at(unknown)]);
    }
    return weight;
  }

  std::size_t n_species_in(const IntegerVector& mixture) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        species_, [&](std::uint32_t i) { return !weight_of(i, mixture).is_zero(); }));
  }

  /// Whole numbers without common factor; empty where they do not fit 64 bits.
  ConservationLaw law_of(const IntegerVector& mixture) const {
    ConservationLaw law;
    try {
      LinearForm weights;
      std::map<std::uint32_t, std::size_t> columns;
      for (const std::uint32_t i : species_) {
        const Fraction weight = weight_of(i, mixture);
        if (weight.is_zero()) continue;
        weights.emplace(i, weight);
        columns.emplace(i, columns.size());
      }
      const IntegerVector whole = whole_form(weights, columns);
      std::int64_t common = 0;
      for (const std::int64_t weight : whole) common = std::gcd(common, weight);
      for (const auto& [species, column] : columns) {
        const std::int64_t weight = whole[column] / common;  // exact
        law.terms.push_back({{species}, static_cast<double>(weight), std::nullopt});
      }
    } catch (const detail::FractionOverflow&) {
      law.terms.clear();
    }
    return law;
  }

  const NullSpace& space_;
  std::vector<std::uint32_t> species_;         ///< those not bound to weight 0
  std::map<std::uint32_t, std::size_t> free_;  ///< free unknown -> its number
};

}  // namespace

std::vector<ConservationLaw> find_conservation_laws(const Network& network) {
  const NullSpace space = solve(equations_of(network));
  return LawFinder(space, static_cast<std::uint32_t>(network.species.size())).run();
}

}  // namespace sigdyn
