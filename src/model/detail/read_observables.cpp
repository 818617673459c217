#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "model/detail/read_expression.hpp"
#include "model/detail/read_outputs.hpp"

namespace sigdyn::detail {
namespace {

class ObservableReader {
 public:
  explicit ObservableReader(ModelScope& scope) : scope_(scope) {}

  void collect(const YamlMapping& top) {
    for (const YamlEntry& entry : top.entries("observables")) {
      if (!is_name(entry.key.value)) {
        scope_.log.error(entry.key.where,
                         fmt::format("'{}' cannot name an observable", entry.key.value));
        continue;
      }
      const auto [same, is_new] = index_.try_emplace(entry.key.value, waiting_.size());
      if (is_new) {
        waiting_.push_back({entry, State::waiting, std::nullopt});
        continue;
      }
      scope_.log.error(entry.key.where,
                       fmt::format("observable '{}' is defined already", entry.key.value));
      scope_.log.note(waiting_[same->second].entry.key.where, "first defined here");
    }
  }

  void read_all() {
    for (std::size_t i = 0; i < waiting_.size(); ++i) read(i);
    for (Waiting& waiting : waiting_) {
      if (waiting.done) scope_.network.observables.push_back(*std::move(waiting.done));
    }
  }

 private:
  enum class State { waiting, open, done };
  struct Waiting {
    YamlEntry entry;
    State state = State::waiting;
    std::optional<Observable> done;
  };
  static constexpr int max_depth = 200;  // of observables that read each other

  void read(std::size_t i) {
    if (waiting_[i].state != State::waiting || depth_ >= max_depth) return;
    waiting_[i].state = State::open;
    ++depth_;
    const YamlEntry entry = waiting_[i].entry;
    const YamlMapping from(entry.value, fmt::format("observable '{}'", entry.key.value),
                           {"sum", "expression", "unit", "in", "title"}, scope_.log);
    const auto unit = from.unit("unit", Need::required);
    const auto title = from.text("title");
    if (from.has("sum") == from.has("expression")) {
      scope_.log.error(entry.key.where, from.what() + " needs one of 'sum' and 'expression'");
    } else if (unit) {
      const auto value = from.has("sum") ? read_sum(from, unit->value)
                                         : read_formula(from, unit->value, entry.key.value);
      if (value) {
        waiting_[i].done = Observable{entry.key.value, title ? title->value : "", *value,
                                      unit->value, entry.key.where};
      }
    }
    --depth_;
    waiting_[i].state = State::done;
  }

  std::optional<ExpressionId> read_sum(const YamlMapping& from, const Unit& unit) {
    auto& graph = scope_.network.expressions;
    std::vector<CompartmentId> volumes;
    std::optional<ExpressionId> sum;
    const auto in = from.name("in");
    const auto given = in ? scope_.find_compartment(*in, from.what()) : std::nullopt;
    for (const YamlNode& item : read_list(*from.find("sum"))) {
      double weight = 1.0;
      const auto species = read_term(item, from, weight);
      if (!species) return std::nullopt;
      add_volume(*species, volumes);
      const ExpressionId term = graph.make(Op::multiply, graph.constant(weight),
                                           graph.symbol({SymbolKind::species, species->index}));
      sum = sum ? graph.make(Op::add, *sum, term) : term;
    }
    if (!sum) {
      scope_.log.error(from.where(), from.what() + ": 'sum' is empty");
      return std::nullopt;
    }
    if (unit.dimension == amount_dimension) {
      if (in) {
        scope_.log.error(in->where, from.what() + ": 'in' belongs to a unit of concentration");
      }
      return sum;
    }
    if (unit.dimension != concentration_dimension) {
      scope_.log.error(from.where(),
                       fmt::format("{}: a sum is an amount or a concentration, '{}' is {}",
                                   from.what(), unit.text, to_string(unit.dimension)));
      return std::nullopt;
    }
    if (in && !given) return std::nullopt;
    return divide_by_volume(*sum, from, given, volumes);
  }

  /// A species, or {species: S, weight: w}.
  std::optional<SpeciesId> read_term(const YamlNode& item, const YamlMapping& from,
                                     double& weight) {
    if (!item.is_mapping()) {
      const auto name = read_name(item, "'sum' of " + from.what(), scope_.log);
      return name ? scope_.find_species(*name, from.what()) : std::nullopt;
    }
    const YamlMapping term(item, "'sum' of " + from.what(), {"species", "weight"}, scope_.log);
    const auto name = term.name("species", Need::required);
    const auto number = term.number("weight", Need::required);
    if (!name || !number) return std::nullopt;
    weight = number->value;
    return scope_.find_species(*name, from.what());
  }

  /// The volume of a species' compartment; of a surface, that of the volume it belongs to.
  void add_volume(SpeciesId species, std::vector<CompartmentId>& volumes) const {
    CompartmentId id = scope_.network.species[species.index].compartment;
    if (const auto volume = scope_.volume_of_surface[id.index]) id = *volume;
    for (const CompartmentId known : volumes) {
      if (known == id) return;
    }
    volumes.push_back(id);
  }

  std::optional<ExpressionId> divide_by_volume(ExpressionId sum, const YamlMapping& from,
                                               std::optional<CompartmentId> given,
                                               const std::vector<CompartmentId>& volumes) {
    if (!given && volumes.size() != 1) {
      scope_.log.error(from.where(), from.what() +
                                         ": the species lie in different volumes (add "
                                         "'in:' to say whose concentration it is)");
      return std::nullopt;
    }
    const Compartment& compartment =
        scope_.network.compartments[given ? given->index : volumes.front().index];
    if (compartment.dimensions != 3) {
      scope_.log.error(from.where(), fmt::format("{}: '{}' is a surface, expected a volume",
                                                 from.what(), compartment.name));
      return std::nullopt;
    }
    auto& graph = scope_.network.expressions;
    return graph.make(Op::divide, sum,
                      graph.symbol({SymbolKind::parameter, compartment.size.index}));
  }

  std::optional<ExpressionId> read_formula(const YamlMapping& from, const Unit& unit,
                                           const std::string& self) {
    const YamlNode& node = *from.find("expression");
    if (from.has("in")) {
      scope_.log.error(from.find("in")->where(), from.what() + ": 'in' belongs to 'sum'");
    }
    const auto find = [&](std::string_view name) { return find_in(std::string(name), self, node); };
    const auto value = read_expression(node, from.what(), find, scope_);
    if (!value) return std::nullopt;
    if (!require_dimension(*value, unit.dimension, node.where(0), from.what(), scope_)) {
      return std::nullopt;
    }
    return value;
  }

  /// Another observable, else a species or parameter: an observable may bear the name of the
  /// species it reads.
  std::optional<ExpressionId> find_in(const std::string& name, const std::string& self,
                                      const YamlNode& node) {
    const auto other = index_.find(name);
    const bool is_symbol = scope_.find(name) != nullptr;
    if (other != index_.end() && (name != self || !is_symbol)) {
      const std::size_t i = other->second;
      if (waiting_[i].state == State::open || depth_ >= max_depth) {
        scope_.log.error(
            node.where(0),
            fmt::format("observable '{}': the expression is circular, by way of '{}'", self, name));
      } else {
        read(i);
      }
      if (waiting_[i].done) return waiting_[i].done->value;
      return scope_.network.expressions.constant(0.0);  // its own mistake is reported already
    }
    const auto symbol = scope_.find_symbol(name);
    if (!symbol) return std::nullopt;
    return scope_.network.expressions.symbol(*symbol);
  }

  ModelScope& scope_;
  std::vector<Waiting> waiting_;
  std::unordered_map<std::string, std::size_t> index_;
  int depth_ = 0;
};

}  // namespace

void read_observables(const std::vector<const YamlMapping*>& tops, ModelScope& scope) {
  ObservableReader reader(scope);
  for (const YamlMapping* top : tops) reader.collect(*top);
  reader.read_all();
}

}  // namespace sigdyn::detail
