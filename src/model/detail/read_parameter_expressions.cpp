#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "model/detail/read_definitions.hpp"
#include "model/detail/read_expression.hpp"

namespace sigdyn::detail {
namespace {

class ParameterExpressions {
 public:
  explicit ParameterExpressions(ModelScope& scope) : scope_(scope) {}

  void collect(const YamlMapping& top) {
    const YamlNode* section = top.find("parameters");
    if (section == nullptr) return;
    for (const YamlEntry& entry : section->entries()) {
      const Definition* definition = scope_.find(entry.key.value);
      const bool is_this = definition != nullptr && definition->kind == NameKind::parameter &&
                           definition->where.line == entry.key.where.line &&
                           definition->where.file == entry.key.where.file;
      if (!is_this) continue;  // a duplicate, reported already
      for (const auto& [key, value] : entry.value.entries()) {
        if (key.value != "expression") continue;
        waiting_.emplace(definition->index, value);
        order_.push_back(definition->index);
      }
    }
  }

  void resolve() {
    for (const std::uint32_t index : order_) resolve(index);
  }

 private:
  enum class State { waiting, open, done };

  /// Depth first: those it reads are resolved while its own formula is parsed.
  void resolve(std::uint32_t index) {
    State& state = states_[index];
    if (state != State::waiting) return;
    state = State::open;
    const YamlNode& node = waiting_.at(index);
    const std::string what = fmt::format("parameter '{}'", name_of(index));
    const auto find = [&](std::string_view name) { return find_in(std::string(name), what, node); };
    const auto value =
        ++depth_ > max_depth ? std::nullopt : read_expression(node, what, find, scope_);
    --depth_;
    state = State::done;
    if (!value) return;
    auto& network = scope_.network;
    require_dimension(*value, network.parameters[index].unit.dimension, node.where(0), what,
                      scope_);
    network.initial_rules.push_back({{SymbolKind::parameter, index}, *value});
    const double number = evaluate(network.expressions, *value, 0.0, [&](Symbol symbol) {
      return network.parameters[symbol.index].value;
    });
    if (!std::isfinite(number) || number < 0.0) {
      scope_.log.error(node.where(0), fmt::format("{}: the value comes to {} (a finite number, at "
                                                  "least 0, is needed)",
                                                  what, number));
    }
    network.parameters[index].value = number;
  }

  std::optional<ExpressionId> find_in(const std::string& name, const std::string& what,
                                      const YamlNode& node) {
    const auto symbol = scope_.find_symbol(name);
    if (!symbol) return std::nullopt;
    if (symbol->kind != SymbolKind::parameter) {
      scope_.log.error(node.where(0), fmt::format("{}: '{}' is a species (a parameter can only "
                                                  "follow parameters)",
                                                  what, name));
      return scope_.network.expressions.constant(0.0);  // fits everywhere: one report is enough
    }
    if (waiting_.contains(symbol->index)) {
      if (states_[symbol->index] == State::open || depth_ >= max_depth) {
        scope_.log.error(node.where(0),
                         fmt::format("{}: the expression is circular, by way of '{}'", what, name));
      }
      resolve(symbol->index);
    }
    return scope_.network.expressions.symbol(*symbol);
  }

  const std::string& name_of(std::uint32_t index) const {
    return scope_.network.parameters[index].name;
  }

  /// Of parameters that follow each other: keeps a hostile chain off the stack.
  static constexpr int max_depth = 200;

  ModelScope& scope_;
  std::unordered_map<std::uint32_t, YamlNode> waiting_;
  std::vector<std::uint32_t> order_;
  std::unordered_map<std::uint32_t, State> states_;
  int depth_ = 0;
};

}  // namespace

void read_parameter_expressions(const std::vector<const YamlMapping*>& tops, ModelScope& scope) {
  ParameterExpressions expressions(scope);
  for (const YamlMapping* top : tops) expressions.collect(*top);
  expressions.resolve();
}

}  // namespace sigdyn::detail
