#include "sbml/load_sbml.hpp"

#include <utility>

#include <sbml/SBMLTypes.h>

#include "base/text_file.hpp"
#include "sbml/detail/assemble.hpp"
#include "sbml/detail/constraints.hpp"
#include "sbml/detail/declare.hpp"
#include "sbml/detail/document.hpp"
#include "sbml/detail/dynamics.hpp"
#include "sbml/detail/events.hpp"
#include "sbml/detail/import.hpp"
#include "sbml/detail/initial.hpp"
#include "sbml/detail/unit_labels.hpp"

namespace sigdyn {
namespace {

Network to_network(const ::Model& model, const std::string& file, bool has_delay) {
  detail::Import import(model, file);
  import.has_delay = has_delay;
  import.network.id = model.getId();
  import.network.title = model.getName();
  import.network.units = detail::unit_labels(model);
  detail::declare_symbols(import);
  import.log.throw_if_errors();
  detail::Dynamics dynamics(import);
  detail::read_stoichiometry_math(import, dynamics);
  dynamics.read_rules();
  detail::solve_algebraic_rules(import, dynamics);
  detail::read_initial_values(import, dynamics);
  detail::read_events(import, dynamics);
  for (std::size_t i = 0; i < import.network.reactions.size(); ++i) dynamics.flux(i);
  detail::check_values(import);
  import.log.throw_if_errors();
  detail::replace_fast_reactions(import, dynamics);
  detail::redirect_event_assignments(import);
  detail::assemble_reactions(import, dynamics);
  detail::assemble_rules(import);
  detail::sort_initial_rules(import);
  import.log.throw_if_errors();
  validate(import.network);
  return std::move(import.network);
}

}  // namespace

SbmlModel parse_sbml(const std::string& text, const std::string& name) {
  SbmlModel result;
  const detail::DocumentPointer document = detail::read_document(text, name, result.warnings);
  // A model put together from several files may have it in another one.
  const bool has_delay = text.find("sbml.org/sbml/symbols/delay") != std::string::npos ||
                         text.find("externalModelDefinition") != std::string::npos;
  result.network = to_network(*document->getModel(), name, has_delay);
  return result;
}

SbmlModel load_sbml(const std::string& path) {
  return parse_sbml(read_text_file(path, largest_sbml_file), path);
}

}  // namespace sigdyn
