#include "sbml/detail/events.hpp"

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>

namespace sigdyn::detail {
namespace {

class EventReader {
 public:
  EventReader(Import& import, Dynamics& dynamics) : import_(import), dynamics_(dynamics) {}

  void read(const ::Event& element, unsigned number) {
    const ::Trigger* trigger = element.getTrigger();
    if (trigger == nullptr || trigger->getMath() == nullptr) return;
    Event event;
    event.where = import_.place(element);
    // A dot keeps the name apart from all ids.
    event.name = element.isSetId() ? element.getId() : fmt::format("event.{}", number + 1);
    event.trigger = read_math(*trigger);
    if (element.getLevel() > 2) {
      event.initial_value = trigger->getInitialValue();
      event.persistent = trigger->getPersistent();
    }
    event.use_values_from_trigger_time = element.getUseValuesFromTriggerTime();
    if (has_math(element.getDelay())) event.delay = read_math(*element.getDelay());
    if (has_math(element.getPriority())) event.priority = read_math(*element.getPriority());
    for (unsigned i = 0; i < element.getNumEventAssignments(); ++i) {
      add_assignment(event, *element.getEventAssignment(i));
    }
    import_.network.events.push_back(std::move(event));
  }

 private:
  template <class Element>
  static bool has_math(const Element* element) {
    return element != nullptr && element->getMath() != nullptr;
  }

  template <class Element>
  ExpressionId read_math(const Element& element) {
    return dynamics_.formulas().read(*element.getMath(), import_.place(element));
  }

  void add_assignment(Event& event, const ::EventAssignment& element) {
    if (element.getMath() == nullptr) return;
    const auto found = import_.meanings.find(element.getVariable());
    const auto target =
        found == import_.meanings.end() ? std::nullopt : Import::target_of(found->second);
    if (!target) {
      import_.log.error(import_.place(element),
                        fmt::format("event '{}' sets '{}', which is not a quantity of the model",
                                    event.name, element.getVariable()));
      return;
    }
    event.assignments.push_back({*target, read_math(element), found->second.size});
  }

  Import& import_;
  Dynamics& dynamics_;
};

}  // namespace

void read_events(Import& import, Dynamics& dynamics) {
  EventReader reader(import, dynamics);
  for (unsigned i = 0; i < import.model.getNumEvents(); ++i) {
    reader.read(*import.model.getEvent(i), i);
  }
}

void redirect_event_assignments(Import& import) {
  for (Event& event : import.network.events) {
    std::set<Symbol> set_pools;
    for (EventAssignment& assignment : event.assignments) {
      const auto pool = import.slow_pool.find(assignment.target);
      if (pool == import.slow_pool.end()) continue;
      assignment.target = pool->second;
      set_pools.insert(pool->second);
    }
    if (set_pools.empty()) continue;
    for (const auto& [species, pool] : import.slow_pool) {
      if (set_pools.count(pool) > 0) continue;
      event.assignments.push_back({pool, import.symbol(species), {}});
    }
  }
}

}  // namespace sigdyn::detail
