#include "network/conservation_law.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

namespace sigdyn {
namespace {

/// Below this share of a row's largest entry a result of cancellation counts as zero.
constexpr double rounding = 1e-9;

using SparseRow = std::map<std::uint32_t, double>;

/// A combination of species, and what each reaction changes it by. It is a law when no reaction
/// does.
struct Combination {
  SparseRow weight;  // by species
  SparseRow change;  // by reaction
};

void add_multiple(const SparseRow& from, double factor, SparseRow& to) {
  for (const auto& [index, value] : from) {
    const auto [entry, is_new] = to.emplace(index, factor * value);
    if (is_new) continue;
    const double before = entry->second;
    entry->second += factor * value;
    if (std::abs(entry->second) <= rounding * std::abs(before)) to.erase(entry);
  }
}

/// Divides whole numbers by their greatest common divisor, others by the smallest.
double common_factor(const SparseRow& row) {
  std::int64_t divisor = 0;
  double smallest = std::numeric_limits<double>::infinity();
  for (const auto& [index, value] : row) {
    smallest = std::min(smallest, std::abs(value));
    const bool is_whole = value == std::rint(value) && std::abs(value) < 1e15;
    divisor = is_whole && divisor >= 0 ? std::gcd(divisor, std::llabs(std::llrint(value))) : -1;
  }
  return divisor > 0 ? static_cast<double>(divisor) : smallest;
}

void divide(double factor, SparseRow& row) {
  for (auto& [index, value] : row) value /= factor;
}

bool is_non_negative(const SparseRow& row) {
  return std::ranges::all_of(row, [](const auto& entry) { return entry.second > 0.0; });
}

/// Which species may take part in a law at all.
std::vector<bool> find_free_species(const Network& network) {
  std::vector<bool> is_free(network.species.size(), true);
  for (std::size_t i = 0; i < is_free.size(); ++i) is_free[i] = !network.species[i].is_fixed;
  for (const auto* rules : {&network.assignment_rules, &network.rate_rules}) {
    for (const Rule& rule : *rules) {
      if (rule.target.kind == SymbolKind::species) is_free[rule.target.index] = false;
    }
  }
  for (const Reaction& reaction : network.reactions) {
    for (const auto* terms : {&reaction.reactants, &reaction.products}) {
      for (const Term& term : *terms) {
        if (term.stoichiometry) is_free[term.species.index] = false;
      }
    }
  }
  return is_free;
}

/// Eliminates the reactions one by one, in the order that keeps weights non-negative for longest.
class Elimination {
 public:
  explicit Elimination(const Network& network) : rows_of_reaction_(network.reactions.size()) {
    const std::vector<bool> is_free = find_free_species(network);
    combinations_.resize(network.species.size());
    for (std::uint32_t i = 0; i < network.species.size(); ++i) {
      if (is_free[i]) combinations_[i].weight[i] = 1.0;
    }
    std::set<std::vector<std::pair<std::uint32_t, double>>> seen;
    for (std::uint32_t j = 0; j < network.reactions.size(); ++j) {
      add_reaction(network.reactions[j], j, is_free, seen);
    }
  }

  std::vector<SparseRow> laws() {
    while (const auto reaction = next_reaction()) eliminate(*reaction);
    std::vector<SparseRow> laws;
    for (Combination& combination : combinations_) {
      if (!combination.weight.empty()) laws.push_back(std::move(combination.weight));
    }
    return laws;
  }

 private:
  /// The reverse of a reaction, and a second one with the same net change, add nothing.
  void add_reaction(const Reaction& reaction, std::uint32_t j, const std::vector<bool>& is_free,
                    std::set<std::vector<std::pair<std::uint32_t, double>>>& seen) {
    SparseRow net;
    for (const Term& term : reaction.products) net[term.species.index] += term.count;
    for (const Term& term : reaction.reactants) net[term.species.index] -= term.count;
    std::erase_if(net,
                  [&](const auto& entry) { return entry.second == 0.0 || !is_free[entry.first]; });
    if (net.empty()) return;
    divide(net.begin()->second, net);
    if (!seen.emplace(net.begin(), net.end()).second) return;
    for (const auto& [species, count] : net) {
      combinations_[species].change[j] = count;
      rows_of_reaction_[j].insert(species);
    }
    open_.insert({cost(j), j});
  }

  /// How many pairs of rows of opposite sign there are beyond what one pivot row can serve: zero if
  /// a single row of one sign meets all of the other, and all sums stay non-negative.
  std::size_t cost(std::uint32_t j) const {
    std::size_t n_positive = 0;
    for (const std::uint32_t row : rows_of_reaction_[j]) {
      if (combinations_[row].change.at(j) > 0.0) ++n_positive;
    }
    const std::size_t n_negative = rows_of_reaction_[j].size() - n_positive;
    if (n_positive == 0 || n_negative == 0) return rows_of_reaction_[j].size() - 1;
    return (n_positive - 1) * (n_negative - 1);
  }

  /// The cheapest reaction still open. Costs are kept as they were when a reaction was entered and
  /// set right when it comes up.
  std::optional<std::uint32_t> next_reaction() {
    while (!open_.empty()) {
      const auto [known_cost, j] = *open_.begin();
      open_.erase(open_.begin());
      if (rows_of_reaction_[j].empty()) continue;
      const std::size_t cost_now = cost(j);
      if (cost_now <= known_cost || open_.empty() || cost_now <= open_.begin()->first) return j;
      open_.insert({cost_now, j});
    }
    return std::nullopt;
  }

  void eliminate(std::uint32_t j) {
    const std::uint32_t pivot = pivot_of(j);
    const double pivot_change = combinations_[pivot].change.at(j);
    const std::set<std::uint32_t> rows = rows_of_reaction_[j];
    for (const std::uint32_t row : rows) {
      if (row != pivot) cancel(row, j, pivot, pivot_change);
    }
    for (const auto& [reaction, change] : combinations_[pivot].change) {
      rows_of_reaction_[reaction].erase(pivot);
    }
    combinations_[pivot] = {};
  }

  /// The row that is alone with its sign, if there is one: then all others meet it by addition.
  /// Among equals the shortest.
  std::uint32_t pivot_of(std::uint32_t j) const {
    std::vector<std::uint32_t> positive;
    std::vector<std::uint32_t> negative;
    for (const std::uint32_t row : rows_of_reaction_[j]) {
      (combinations_[row].change.at(j) > 0.0 ? positive : negative).push_back(row);
    }
    const bool take_positive =
        negative.empty() || (!positive.empty() && positive.size() <= negative.size());
    const auto& candidates = take_positive ? positive : negative;
    return *std::ranges::min_element(candidates, [this](std::uint32_t a, std::uint32_t b) {
      return combinations_[a].change.size() < combinations_[b].change.size();
    });
  }

  /// row := |pivot change| row -+ (row's change) pivot, so that whole numbers stay whole.
  void cancel(std::uint32_t row, std::uint32_t j, std::uint32_t pivot, double pivot_change) {
    Combination& target = combinations_[row];
    const double factor = -target.change.at(j) / pivot_change;
    for (const auto& [reaction, change] : target.change) rows_of_reaction_[reaction].erase(row);
    const double whole = std::abs(pivot_change);
    if (factor != std::rint(factor)) {
      divide(1.0 / whole, target.weight);
      divide(1.0 / whole, target.change);
      add_multiple(combinations_[pivot].weight, factor * whole, target.weight);
      add_multiple(combinations_[pivot].change, factor * whole, target.change);
      const double common = common_factor(target.weight);
      divide(common, target.weight);
      divide(common, target.change);
    } else {
      add_multiple(combinations_[pivot].weight, factor, target.weight);
      add_multiple(combinations_[pivot].change, factor, target.change);
    }
    target.change.erase(j);
    for (const auto& [reaction, change] : target.change) rows_of_reaction_[reaction].insert(row);
  }

  std::vector<Combination> combinations_;  // by species
  std::vector<std::set<std::uint32_t>> rows_of_reaction_;
  std::set<std::pair<std::size_t, std::uint32_t>> open_;  // (cost, reaction)
};

/// Adds non-negative laws to a mixed one until its negative weights are covered, if they can be.
void make_non_negative(const std::vector<SparseRow>& laws, SparseRow& law) {
  SparseRow sum = law;
  for (const SparseRow& other : laws) {
    if (!is_non_negative(other)) continue;
    double needed = 0.0;
    for (const auto& [species, weight] : other) {
      const auto entry = sum.find(species);
      if (entry != sum.end()) needed = std::max(needed, -entry->second / weight);
    }
    if (needed > 0.0) add_multiple(other, std::ceil(needed), sum);
  }
  if (!sum.empty() && is_non_negative(sum)) law = std::move(sum);
}

ConservationLaw to_law(SparseRow weights) {
  divide(common_factor(weights), weights);
  const auto n_negative =
      std::ranges::count_if(weights, [](const auto& entry) { return entry.second < 0.0; });
  if (2 * static_cast<std::size_t>(n_negative) > weights.size()) divide(-1.0, weights);
  ConservationLaw law;
  for (const auto& [species, weight] : weights) law.terms.push_back({{species}, weight, {}});
  return law;
}

}  // namespace

std::vector<ConservationLaw> find_conservation_laws(const Network& network) {
  std::vector<SparseRow> rows = Elimination(network).laws();
  for (SparseRow& row : rows) {
    if (std::ranges::all_of(row, [](const auto& entry) { return entry.second < 0.0; })) {
      divide(-1.0, row);
    }
  }
  const std::vector<SparseRow> found = rows;
  std::vector<ConservationLaw> laws;
  for (SparseRow& row : rows) {
    if (!is_non_negative(row)) make_non_negative(found, row);
    laws.push_back(to_law(std::move(row)));
  }
  return laws;
}

}  // namespace sigdyn
