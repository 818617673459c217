/// The names of a model while it is built: what each means, where it was defined, whether it is
/// used.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/located.hpp"
#include "network/network.hpp"

namespace sigdyn::detail {

enum class NameKind : std::uint8_t { compartment, species, parameter };

struct Definition {
  NameKind kind = NameKind::parameter;
  std::uint32_t index = 0;
  SourceLocation where;
  bool is_included = false;  ///< in a file that another includes: may go unused
  bool is_used = false;
};

/// The network under construction and its names. Compartments, species and parameters share one
/// name space; the size of a compartment is the parameter of the same name. The find functions mark
/// a name as used and report one that is unknown or of another kind; `what` begins the message.
class ModelScope {
 public:
  explicit ModelScope(DiagnosticLog& log_of_model) : log(log_of_model) {}

  Network network;
  DiagnosticLog& log;
  bool is_generated = false;  ///< written by a program: oddities of the original are no mistakes
  bool in_included_file = false;  ///< whether what is defined now comes from an included file

  /// Of surfaces, the volume each belongs to; nothing for volumes. [n_compartments]
  std::vector<std::optional<CompartmentId>> volume_of_surface;

  /// False (reported) if the name is taken.
  bool define(const Located<std::string>& name, NameKind kind, std::size_t index);

  const Definition* find(const std::string& name) const;

  std::optional<CompartmentId> find_compartment(const Located<std::string>& name,
                                                const std::string& what);
  std::optional<SpeciesId> find_species(const Located<std::string>& name, const std::string& what);

  /// A parameter, or the size of a compartment.
  std::optional<ParameterId> find_parameter(const Located<std::string>& name,
                                            const std::string& what);

  /// A species, a parameter or the size of a compartment; without a report if there is none.
  std::optional<Symbol> find_symbol(const std::string& name);

  /// ", did you mean 'X'?" among names of this kind, or among all of them.
  std::string suggest(const std::string& name, std::optional<NameKind> kind = std::nullopt) const;

  Dimension dimension_of(Symbol symbol) const;

  /// An error for each name of the top file that nothing uses, a warning for those of other files.
  void report_unused();

 private:
  std::optional<std::uint32_t> find(const Located<std::string>& name, NameKind kind,
                                    const std::string& what);

  bool is_first_report(const SourceLocation& where);

  std::unordered_map<std::string, Definition> definitions_;
  std::set<std::tuple<std::string, int, int>> reported_;  // places of names that are wrong
};

}  // namespace sigdyn::detail
