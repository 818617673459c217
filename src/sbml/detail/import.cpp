#include "sbml/detail/import.hpp"

#include <limits>
#include <utility>

#include <sbml/SBase.h>

namespace sigdyn::detail {

SourceLocation Import::place(const ::SBase& element) const {
  // Columns are left out: libsbml's are those of the text without indentation.
  return {file, static_cast<int>(element.getLine()), 0};
}

Drive Import::drive_of(Symbol s) const {
  if (assignments.count(s) > 0) return Drive::assignment;
  if (rates.count(s) > 0) return Drive::rate;
  return Drive::none;
}

ParameterId Import::add_parameter(std::string name, double value, SourceLocation where) {
  const ParameterId id{static_cast<std::uint32_t>(network.parameters.size())};
  Parameter added;
  added.name = std::move(name);
  added.value = value;
  added.where = where;
  places[{SymbolKind::parameter, id.index}] = std::move(where);
  network.parameters.push_back(std::move(added));
  return id;
}

std::optional<Symbol> Import::target_of(const Meaning& meaning) {
  switch (meaning.kind) {
    case Meaning::Kind::species:
      return Symbol{SymbolKind::species, meaning.index};
    case Meaning::Kind::parameter:
      return Symbol{SymbolKind::parameter, meaning.index};
    case Meaning::Kind::reaction:
      return std::nullopt;
  }
  return std::nullopt;
}

ExpressionId Import::to_amount(const Meaning& meaning, ExpressionId value) {
  return meaning.size ? make(Op::multiply, value, parameter(*meaning.size)) : value;
}

}  // namespace sigdyn::detail
