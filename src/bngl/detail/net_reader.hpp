/// Lines of a .net file to a Network.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bngl/detail/net_lines.hpp"
#include "network/network.hpp"
#include "network/parse_expression.hpp"

namespace sigdyn::detail {

class NetReader {
 public:
  NetReader(const std::string& text, std::string file);

  /// Throws InputError with everything found, or UnsupportedError.
  Network read();

 private:
  /// What a name stands for in formulas.
  struct Meaning {
    enum class Kind { parameter, group } kind = Kind::parameter;
    std::uint32_t index = 0;
  };
  struct Formula {
    std::uint32_t parameter = 0;
    std::string_view text;
    SourceLocation where;
  };

  const std::vector<NetLine>& lines(const std::string& block) const;
  bool has_too_many_errors() const;
  void error(const NetLine& line, int column, std::string message);
  SourceLocation at(const NetLine& line, int column) const;

  void read_parameters();
  void read_functions();
  void declare(const NetLine& line, std::string_view name, int column, std::string_view formula,
               int formula_column);
  void resolve_formulas();
  void sort_assignment_rules();

  void read_species();
  void read_group(const NetLine& line);
  void read_groups();

  void read_reactions();
  void read_reaction(const NetLine& line);
  bool read_side(const NetLine& line, const NetWord& word, std::vector<Term>& terms);
  bool read_rate(const NetLine& line, const std::vector<NetWord>& words, Reaction& reaction);

  std::optional<std::uint32_t> species_index(const NetLine& line, std::string_view text,
                                             int column);
  std::optional<ExpressionId> parse(std::string_view text, const SourceLocation& where);
  std::optional<ExpressionId> find_name(std::string_view name);
  std::string suggest(std::string_view name) const;

  FileName file_;
  DiagnosticLog log_;
  std::map<std::string, NetBlock> blocks_;
  Network network_;
  std::unordered_map<std::string, Meaning> names_;
  std::vector<Formula> formulas_;
  bool has_groups_ = false;  ///< their sums are known
  ExpressionNames expression_names_;
};

}  // namespace sigdyn::detail
