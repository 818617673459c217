#include "network/detail/null_space.hpp"

#include <cstdlib>
#include <utility>

namespace sigdyn::detail {
namespace {

void add_times(LinearForm& target, const LinearForm& form, Fraction factor) {
  for (const auto& [unknown, coefficient] : form) {
    const auto found = target.try_emplace(unknown).first;
    found->second = found->second + coefficient * factor;
    if (found->second.is_zero()) target.erase(found);
  }
}

bool is_unit(Fraction f) {
  return f.denominator() == 1 && std::abs(f.numerator()) == 1;
}

/// The unknown to solve for.
std::uint32_t choose_pivot(const LinearForm& equation) {
  std::size_t n_negative = 0;
  for (const auto& [unknown, coefficient] : equation) n_negative += coefficient.is_negative();
  const std::size_t n_positive = equation.size() - n_negative;
  const auto rank = [&](const std::pair<const std::uint32_t, Fraction>& entry) {
    const bool stands_alone = (entry.second.is_negative() ? n_negative : n_positive) == 1;
    return std::pair(is_unit(entry.second) ? 1 : 0, stands_alone ? 1 : 0);
  };
  auto best = equation.begin();
  for (auto entry = equation.begin(); entry != equation.end(); ++entry) {
    if (rank(*entry) >= rank(*best)) best = entry;  // >=: the last of equals
  }
  return best->first;
}

}  // namespace

NullSpace::NullSpace(std::uint32_t n_unknowns) : forms_(n_unknowns), readers_(n_unknowns) {
  for (std::uint32_t i = 0; i < n_unknowns; ++i) {
    forms_[i].emplace(i, 1);
    readers_[i].push_back(i);
  }
}

bool NullSpace::is_free(std::uint32_t unknown) const {
  const LinearForm& own = forms_[unknown];
  return own.size() == 1 && own.begin()->first == unknown;
}

bool NullSpace::add_equation(const LinearForm& equation) {
  LinearForm reduced;
  for (const auto& [unknown, coefficient] : equation) {
    add_times(reduced, forms_[unknown], coefficient);
  }
  if (reduced.empty()) return false;
  const std::uint32_t pivot = choose_pivot(reduced);
  const Fraction factor = Fraction(-1) / reduced.at(pivot);
  reduced.erase(pivot);
  LinearForm solution;
  add_times(solution, reduced, factor);
  replace(pivot, solution);
  return true;
}

void NullSpace::replace(std::uint32_t free_unknown, const LinearForm& by) {
  for (const std::uint32_t reader : std::exchange(readers_[free_unknown], {})) {
    LinearForm& form = forms_[reader];
    const auto found = form.find(free_unknown);
    if (found == form.end()) continue;
    const Fraction factor = found->second;
    form.erase(found);
    for (const auto& [unknown, coefficient] : by) {
      if (!form.contains(unknown)) readers_[unknown].push_back(reader);
    }
    add_times(form, by, factor);
  }
}

}  // namespace sigdyn::detail
