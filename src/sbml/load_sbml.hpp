/// SBML in: Level 2 Version 1 to Level 3 Version 2 Core, with comp flattened, becomes a Network.
///
/// Source: Hucka et al. (2019), J. Integr. Bioinform. 16:20190021 (SBML L3V2 Core),
/// doi:10.1515/jib-2019-0021; Smith et al. (2015), J. Integr. Bioinform. 12:268 (comp).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// libsbml takes some twenty times a file's size in memory; the largest published models have 30
/// MB.
inline constexpr std::size_t largest_sbml_file = 80'000'000;

struct SbmlModel {
  Network network;
  std::vector<Diagnostic> warnings;  ///< findings of libsbml that do not stop the model
};

/// Reads a file. What the SBML names live on under: ids stay to the letter; a local parameter k of
/// reaction R is called "R.k"; entries made here for SBML's own needs have a dot in their name too,
/// which no SBML id can have.
/// Throws IoError if the file cannot be read, InputError if it is not valid SBML, UnsupportedError
/// if it asks for what sigdyn cannot do. Ensures a network that passes validate().
SbmlModel load_sbml(const std::string& path);

/// The same from memory; `name` stands for the file in messages.
SbmlModel parse_sbml(const std::string& text, const std::string& name);

}  // namespace sigdyn
