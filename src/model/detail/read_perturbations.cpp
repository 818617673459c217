#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "model/detail/read_definitions.hpp"
#include "model/detail/read_expression.hpp"
#include "model/detail/read_outputs.hpp"

namespace sigdyn::detail {
namespace {

using Kind = Perturbation::Change::Kind;

class PerturbationReader {
 public:
  PerturbationReader(const YamlEntry& entry, ModelScope& scope)
      : entry_(entry),
        scope_(scope),
        from_(entry.value, fmt::format("perturbation '{}'", entry.key.value),
              {"title", "argument", "set", "scale", "add", "source"}, scope.log) {}

  void read() {
    result_.name = entry_.key.value;
    result_.where = entry_.key.where;
    if (const auto title = from_.text("title")) result_.title = title->value;
    result_.source = read_source_keys(from_, scope_);
    read_argument();
    constexpr std::array kinds{std::pair{"set", Kind::set}, std::pair{"scale", Kind::scale},
                               std::pair{"add", Kind::add}};
    bool has_change = false;
    for (const auto& [key, kind] : kinds) {
      for (const YamlEntry& change : from_.entries(key)) {
        has_change = true;
        read_change(change, kind);
      }
    }
    if (!has_change) {
      scope_.log.error(entry_.key.where, from_.what() + " changes nothing (set, scale or add)");
    }
    scope_.network.perturbations.push_back(std::move(result_));
  }

 private:
  /// Without `argument:` the perturbation takes 1 and nothing else.
  void read_argument() {
    Parameter parameter;
    parameter.value = 1.0;
    parameter.where = entry_.key.where;
    result_.min = 1.0;
    result_.max = 1.0;
    std::string name = "applied";
    if (const YamlNode* node = from_.find("argument", Need::optional)) {
      const YamlMapping argument(*node, "'argument' of " + from_.what(),
                                 {"name", "default", "min", "max"}, scope_.log);
      parameter.where = node->where();
      if (const auto given = argument.name("name", Need::required)) {
        name = argument_ = given->value;
        if (scope_.find(name) != nullptr) {
          scope_.log.error(given->where, fmt::format("{}: '{}' is the name of something else",
                                                     argument.what(), name));
        }
      }
      if (const auto value = argument.quantity("default", Need::required)) {
        read_bounds(argument, value->value, value->where, parameter);
      }
    }
    parameter.name = result_.name + "_" + name;
    while (scope_.find(parameter.name) != nullptr) parameter.name += "_";
    argument_id_ = {static_cast<std::uint32_t>(scope_.network.parameters.size())};
    result_.argument = argument_id_;
    scope_.define({parameter.name, parameter.where}, NameKind::parameter, argument_id_.index);
    scope_.find_symbol(parameter.name);  // made by the perturbation, so not unused
    scope_.network.parameters.push_back(std::move(parameter));
  }

  void read_bounds(const YamlMapping& argument, const Quantity& value, const SourceLocation& where,
                   Parameter& parameter) {
    parameter.value = value.coherent();
    parameter.unit = value.unit;
    const auto min = argument.quantity("min", value.unit.dimension);
    const auto max = argument.quantity("max", value.unit.dimension);
    result_.min = min ? min->value.coherent() : 0.0;
    result_.max = max ? max->value.coherent() : std::numeric_limits<double>::infinity();
    if (!(result_.min <= parameter.value && parameter.value <= result_.max)) {
      scope_.log.error(where, argument.what() + ": the default is not between min and max");
    }
  }

  void read_change(const YamlEntry& change, Kind kind) {
    const auto target = scope_.find_symbol(change.key.value);
    if (!target) {
      scope_.log.error(change.key.where,
                       fmt::format("{}: unknown species or parameter '{}'{}", from_.what(),
                                   change.key.value, scope_.suggest(change.key.value)));
    }
    bool reads_argument = false;
    const auto find = [&](std::string_view name) -> std::optional<ExpressionId> {
      if (name == argument_ && !argument_.empty()) {
        reads_argument = true;
        return scope_.network.expressions.symbol({SymbolKind::parameter, argument_id_.index});
      }
      const auto symbol = scope_.find_symbol(std::string(name));
      if (!symbol || symbol->kind != SymbolKind::parameter) return std::nullopt;
      return scope_.network.expressions.symbol(*symbol);
    };
    auto value = read_expression(change.value, from_.what(), find, scope_);
    if (!value || !target) return;
    const std::string what = fmt::format("'{}' of {}", change.key.value, from_.what());
    if (const auto fitted = fit(*value, *target, kind, change.value.where(0), what)) {
      result_.changes.push_back({kind, *target, *fitted});
    }
  }

  /// The value in the dimension of what is changed. A concentration given for a species is an
  /// amount once multiplied by the volume of its compartment.
  std::optional<ExpressionId> fit(ExpressionId value, Symbol target, Kind kind,
                                  const SourceLocation& where, const std::string& what) {
    const Dimension wanted = kind == Kind::scale ? dimensionless : scope_.dimension_of(target);
    if (kind != Kind::scale && target.kind == SymbolKind::species) {
      const auto found = check_dimension(value, where, what, scope_);
      if (!found) return std::nullopt;
      const auto& network = scope_.network;
      const CompartmentId in = network.species[target.index].compartment;
      const ParameterId size = network.compartments[in.index].size;
      const Dimension per_size = amount_dimension / network.parameters[size.index].unit.dimension;
      if (*found == per_size && *found != amount_dimension) {
        auto& graph = scope_.network.expressions;
        return graph.make(Op::multiply, value, graph.symbol({SymbolKind::parameter, size.index}));
      }
    }
    if (!require_dimension(value, wanted, where, what, scope_)) return std::nullopt;
    return value;
  }

  const YamlEntry& entry_;
  ModelScope& scope_;
  YamlMapping from_;
  Perturbation result_;
  std::string argument_;
  ParameterId argument_id_;
};

}  // namespace

void read_perturbations(const YamlMapping& top, ModelScope& scope) {
  for (const YamlEntry& entry : top.entries("perturbations")) {
    const auto& known = scope.network.perturbations;
    const auto same = std::find_if(known.begin(), known.end(), [&](const Perturbation& other) {
      return other.name == entry.key.value;
    });
    if (!is_name(entry.key.value)) {
      scope.log.error(entry.key.where,
                      fmt::format("'{}' cannot name a perturbation", entry.key.value));
    } else if (same != known.end()) {
      scope.log.error(entry.key.where,
                      fmt::format("perturbation '{}' is defined already", entry.key.value));
      scope.log.note(same->where, "first defined here");
    } else {
      PerturbationReader(entry, scope).read();
    }
  }
}

}  // namespace sigdyn::detail
