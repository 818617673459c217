/// BioNetGen networks (.net) in: parameters, functions, species, reactions, groups become a
/// Network.
///
/// A reaction `i,j k 2*rate` is mass action with flux 2 rate x_i x_j, whatever i and j; a rate that
/// is a function multiplies the reactants in the same way. Numbers keep the units of the file.
/// Parameters given by expressions follow those they read, in sweeps too; so do initial amounts.
/// Groups become observables. All species live in one compartment "cell" of size 1 ("cell.size").
/// Source: Harris et al. (2016), Bioinformatics 32:3366-3368, doi:10.1093/bioinformatics/btw469.
#pragma once

#include <string>

#include "network/network.hpp"

namespace sigdyn {

/// Throws IoError if the file cannot be read, InputError with everything that is wrong in it, and
/// UnsupportedError for rate laws other than elementary and functional ones (Sat, MM, Hill, ...).
/// Ensures a network that passes validate(). At most 256 MiB are read.
Network load_net(const std::string& path);

/// The same from memory; `name` stands for the file in messages.
Network parse_net(const std::string& text, const std::string& name);

}  // namespace sigdyn
