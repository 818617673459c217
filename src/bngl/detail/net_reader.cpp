#include "bngl/detail/net_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "base/closest_match.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t max_errors = 100;

std::optional<double> number_in(std::string_view text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> whole_number_in(std::string_view text) {
  std::uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && is_letter(text[0]) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || is_digit(c); });
}

/// From the beginning of a word to the end of the line.
std::string_view from(const NetLine& line, const NetWord& word) {
  return line.text.substr(static_cast<std::size_t>(word.column - 1));
}

/// Words without the running number that lines of .net files begin with.
std::vector<NetWord> entry_of(const NetLine& line) {
  std::vector<NetWord> words = words_of(line.text);
  if (!words.empty() && whole_number_in(words[0].text)) words.erase(words.begin());
  return words;
}

std::vector<NetWord> split_list(const NetWord& list) {
  std::vector<NetWord> items;
  std::size_t begin = 0;
  while (begin <= list.text.size()) {
    const std::size_t end = std::min(list.text.find(',', begin), list.text.size());
    items.push_back({list.text.substr(begin, end - begin), list.column + static_cast<int>(begin)});
    begin = end + 1;
  }
  return items;
}

}  // namespace

NetReader::NetReader(const std::string& text, std::string file) : file_(std::move(file)) {
  blocks_ = split_blocks(text, file_, log_);
  expression_names_ = {[this](std::string_view name) { return find_name(name); },
                       [this](std::string_view name) { return suggest(name); }};
}

Network NetReader::read() {
  for (const char* block : {"species", "reactions"}) {
    if (!blocks_.contains(block)) log_.error({file_}, fmt::format("no block '{}'", block));
  }
  network_.units = {"", "", ""};
  Parameter size;
  size.name = "cell.size";
  size.value = 1.0;
  network_.parameters.push_back(size);
  Compartment cell;
  cell.name = "cell";
  network_.compartments.push_back(cell);

  read_parameters();
  read_functions();
  read_groups();  // names only: functions may read groups, and groups need species
  read_species();
  for (const NetLine& line : lines("groups")) read_group(line);
  has_groups_ = true;
  resolve_formulas();
  read_reactions();
  log_.throw_if_errors();
  validate(network_);
  return std::move(network_);
}

const std::vector<NetLine>& NetReader::lines(const std::string& block) const {
  static const std::vector<NetLine> nothing;
  const auto found = blocks_.find(block);
  return found == blocks_.end() || has_too_many_errors() ? nothing : found->second.lines;
}

bool NetReader::has_too_many_errors() const {
  return log_.diagnostics().size() >= max_errors;
}

SourceLocation NetReader::at(const NetLine& line, int column) const {
  return {file_, line.number, column};
}

void NetReader::error(const NetLine& line, int column, std::string message) {
  if (!has_too_many_errors()) log_.error(at(line, column), std::move(message));
}

void NetReader::read_parameters() {
  for (const NetLine& line : lines("parameters")) {
    const std::vector<NetWord> words = entry_of(line);
    if (words.size() < 2) {
      error(line, 1, "expected '<name> <value>'");
      continue;
    }
    declare(line, words[0].text, words[0].column, from(line, words[1]), words[1].column);
  }
}

/// "1 name() formula"; a function is a parameter under an assignment rule.
void NetReader::read_functions() {
  for (const NetLine& line : lines("functions")) {
    const std::vector<NetWord> words = entry_of(line);
    std::string_view name = words.empty() ? std::string_view{} : words[0].text;
    if (words.size() < 2 || !name.ends_with("()")) {
      error(line, 1, "expected '<name>() <formula>' (functions of a network take no arguments)");
      continue;
    }
    name.remove_suffix(2);
    std::size_t body = 1;
    if (words[1].text == "=" && words.size() > 2) body = 2;
    declare(line, name, words[0].column, from(line, words[body]), words[body].column);
  }
}

void NetReader::declare(const NetLine& line, std::string_view name, int column,
                        std::string_view formula, int formula_column) {
  if (!is_name(name)) {
    error(line, column, fmt::format("'{}' is not a name", name.substr(0, 80)));
    return;
  }
  const auto index = static_cast<std::uint32_t>(network_.parameters.size());
  if (!names_.try_emplace(std::string(name), Meaning{Meaning::Kind::parameter, index}).second) {
    error(line, column, fmt::format("second definition of '{}'", name));
    return;
  }
  Parameter parameter;
  parameter.name = name;
  parameter.where = at(line, column);
  const std::vector<NetWord> words = words_of(formula);
  if (const auto value = words.size() == 1 ? number_in(words[0].text) : std::nullopt) {
    parameter.value = *value;
  } else {
    formulas_.push_back({index, formula, at(line, formula_column)});
  }
  network_.parameters.push_back(std::move(parameter));
}

std::optional<ExpressionId> NetReader::find_name(std::string_view name) {
  const auto found = names_.find(std::string(name));
  if (found != names_.end()) {
    if (found->second.kind == Meaning::Kind::group) {
      if (!has_groups_) return std::nullopt;  // an initial amount cannot read amounts
      return network_.observables[found->second.index].value;
    }
    return network_.expressions.symbol({SymbolKind::parameter, found->second.index});
  }
  if (name == "time" || name == "t") return network_.expressions.time();
  if (name == "_pi") return network_.expressions.constant(std::numbers::pi);
  if (name == "_e") return network_.expressions.constant(std::numbers::e);
  return std::nullopt;
}

std::string NetReader::suggest(std::string_view name) const {
  std::vector<std::string> candidates;
  candidates.reserve(names_.size());
  for (const auto& [known, meaning] : names_) candidates.push_back(known);
  std::ranges::sort(candidates);
  return suggestion(name, candidates);
}

std::optional<ExpressionId> NetReader::parse(std::string_view text, const SourceLocation& where) {
  if (has_too_many_errors()) return std::nullopt;
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return parse_expression(text, where, network_.expressions, expression_names_, log_);
}

void NetReader::resolve_formulas() {
  for (const Formula& formula : formulas_) {
    const auto value = parse(formula.text, formula.where);
    if (!value) continue;
    const ExpressionNode& node = network_.expressions[*value];
    if (node.op == Op::constant) {
      network_.parameters[formula.parameter].value = node.constant;
    } else {
      network_.assignment_rules.push_back({{SymbolKind::parameter, formula.parameter}, *value});
    }
  }
  sort_assignment_rules();
}

/// Each rule after those it reads: depth first, on a stack of its own.
void NetReader::sort_assignment_rules() {
  std::vector<Rule> unsorted = std::exchange(network_.assignment_rules, {});
  std::unordered_map<std::uint32_t, std::size_t> rule_of;
  for (std::size_t i = 0; i < unsorted.size(); ++i) rule_of[unsorted[i].target.index] = i;
  enum class State : char { untouched, open, done };
  std::vector<State> state(unsorted.size(), State::untouched);
  std::vector<std::size_t> stack;
  for (std::size_t root = 0; root < unsorted.size(); ++root) {
    stack.push_back(root);
    while (!stack.empty()) {
      const std::size_t rule = stack.back();
      if (state[rule] != State::untouched) {
        stack.pop_back();
        if (state[rule] == State::open) network_.assignment_rules.push_back(unsorted[rule]);
        state[rule] = State::done;
        continue;
      }
      state[rule] = State::open;
      for (const Symbol symbol : symbols_in(network_.expressions, unsorted[rule].value)) {
        const auto read = rule_of.find(symbol.index);
        if (symbol.kind != SymbolKind::parameter || read == rule_of.end()) continue;
        if (state[read->second] == State::untouched) stack.push_back(read->second);
        if (state[read->second] != State::open) continue;
        const Parameter& parameter = network_.parameters[symbol.index];
        log_.error(parameter.where, fmt::format("'{}' depends on itself", parameter.name));
        return;
      }
    }
  }
}

void NetReader::read_species() {
  for (const NetLine& line : lines("species")) {
    const std::vector<NetWord> words = entry_of(line);
    if (words.size() < 2) {
      error(line, 1, "expected '<species> <amount>'");
      continue;
    }
    const auto number = whole_number_in(words_of(line.text)[0].text);
    if (number && *number != network_.species.size() + 1) {
      error(
          line, words_of(line.text)[0].column,
          fmt::format("species number {} where {} follows", *number, network_.species.size() + 1));
    }
    Species species;
    species.is_amount = true;
    species.where = at(line, words[0].column);
    species.name = words[0].text;
    const std::size_t mark = species.name.starts_with('$') ? 0 : species.name.find("::$");
    if (mark != std::string::npos) {
      species.is_fixed = true;
      species.name.erase(mark == 0 ? 0 : mark + 2, 1);
    }
    const Symbol symbol{SymbolKind::species, static_cast<std::uint32_t>(network_.species.size())};
    const auto amount = parse(from(line, words[1]), at(line, words[1].column));
    if (amount && network_.expressions[*amount].op == Op::constant) {
      species.initial = network_.expressions[*amount].constant;
      if (species.initial < 0.0) error(line, words[1].column, "negative initial amount");
    } else if (amount) {
      network_.initial_rules.push_back({symbol, *amount});
    }
    network_.species.push_back(std::move(species));
  }
  std::unordered_map<std::string_view, std::size_t> known;
  for (std::size_t i = 0; i < network_.species.size(); ++i) {
    const Species& species = network_.species[i];
    if (!known.try_emplace(species.name, i).second && !has_too_many_errors()) {
      log_.error(species.where, fmt::format("second species '{}'", species.name));
    }
  }
}

std::optional<std::uint32_t> NetReader::species_index(const NetLine& line, std::string_view text,
                                                      int column) {
  const auto number = whole_number_in(text);
  if (!number || *number < 1 || *number > network_.species.size()) {
    error(line, column,
          fmt::format("'{}' is not the number of a species (1 to {})", text.substr(0, 40),
                      network_.species.size()));
    return std::nullopt;
  }
  return *number - 1;
}

void NetReader::read_groups() {
  for (const NetLine& line : lines("groups")) {
    const std::vector<NetWord> words = entry_of(line);
    if (words.empty() || words.size() > 2) {
      error(line, 1, "expected '<group> <species>,<weight>*<species>,...'");
      continue;
    }
    const auto index = static_cast<std::uint32_t>(network_.observables.size());
    const std::string name(words[0].text);
    if (!names_.try_emplace(name, Meaning{Meaning::Kind::group, index}).second) {
      error(line, words[0].column, fmt::format("second definition of '{}'", name));
    }
    Observable group;
    group.name = name;
    group.value = network_.expressions.constant(0.0);
    group.where = at(line, words[0].column);
    network_.observables.push_back(std::move(group));
  }
}

void NetReader::read_group(const NetLine& line) {
  const std::vector<NetWord> words = entry_of(line);
  if (words.size() != 2) return;  // a group of nothing
  ExpressionGraph& graph = network_.expressions;
  ExpressionId sum = graph.constant(0.0);
  for (const NetWord& item : split_list(words[1])) {
    const std::size_t star = item.text.find('*');
    const bool has_weight = star != std::string_view::npos;
    const std::size_t begin = has_weight ? star + 1 : 0;
    const auto weight = has_weight ? number_in(item.text.substr(0, star)) : 1.0;
    if (!weight) error(line, item.column, "the weight of a species is not a number");
    const auto species =
        species_index(line, item.text.substr(begin), item.column + static_cast<int>(begin));
    if (!species || !weight) continue;
    const ExpressionId amount = graph.symbol({SymbolKind::species, *species});
    sum = graph.make(Op::add, sum, graph.make(Op::multiply, graph.constant(*weight), amount));
  }
  const Meaning& meaning = names_.at(std::string(words[0].text));
  if (meaning.kind == Meaning::Kind::group) network_.observables[meaning.index].value = sum;
}

}  // namespace sigdyn::detail
