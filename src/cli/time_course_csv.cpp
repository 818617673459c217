#include "cli/time_course_csv.hpp"

#include "report/csv.hpp"

namespace sigdyn {

std::string time_course_csv(const Network& network, std::span<const double> times,
                            const RunResult& result) {
  const auto with_unit = [](const std::string& name, const std::string& unit) {
    return unit.empty() || unit == "1" ? name : name + " [" + unit + "]";
  };
  std::vector<std::string> fields{with_unit("time", network.units.time)};
  for (const Observable& observable : network.observables) {
    fields.push_back(with_unit(observable.name, observable.unit.text));
  }
  for (const Species& species : network.species) {
    fields.push_back(with_unit(species.name, network.units.amount));
  }
  std::string text = csv_line(fields);
  const std::size_t n_observables = network.observables.size();
  const std::size_t n_species = network.species.size();
  for (std::size_t row = 0; row < times.size(); ++row) {
    fields.assign(1, csv_number(times[row]));
    for (std::size_t i = 0; i < n_observables; ++i) {
      fields.push_back(csv_number(result.observables[row * n_observables + i]));
    }
    for (std::size_t i = 0; i < n_species; ++i) {
      fields.push_back(csv_number(result.species[row * n_species + i]));
    }
    text += csv_line(fields);
  }
  return text;
}

}  // namespace sigdyn
