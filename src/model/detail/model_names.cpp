#include "model/detail/model_names.hpp"

#include "yaml/mapping.hpp"

namespace sigdyn::detail {
namespace {

std::string claim(const std::string& wanted, std::unordered_set<std::string>& taken) {
  const std::string base = as_name(wanted);
  std::string name = base;
  for (int i = 2; !taken.insert(name).second; ++i) name = base + "_" + std::to_string(i);
  return name;
}

}  // namespace

std::string as_name(const std::string& text) {
  if (is_name(text)) return text;
  std::string name;
  for (const char c : text) {
    const bool is_allowed = is_name(std::string("_") + c);
    if (is_allowed) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return is_name(name) ? name : "_" + name;
}

ModelNames::ModelNames(const Network& network) : parameters(network.parameters.size()) {
  for (const Compartment& compartment : network.compartments) {
    compartments.push_back(claim(compartment.name, taken_));
    parameters[compartment.size.index] = compartments.back();
  }
  for (const Species& entry : network.species) species.push_back(claim(entry.name, taken_));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].empty()) parameters[i] = claim(network.parameters[i].name, taken_);
  }
  std::unordered_set<std::string> taken_reactions;
  for (const Reaction& reaction : network.reactions) {
    reactions.push_back(claim(reaction.name, taken_reactions));
  }
}

std::string ModelNames::unused(const std::string& wanted) {
  return claim(wanted, taken_);
}

}  // namespace sigdyn::detail
