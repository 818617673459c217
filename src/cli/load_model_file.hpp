/// Models of every kind sigdyn reads, told apart by how their names end.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "network/network.hpp"

namespace sigdyn {

/// A file by its path relative to the folder of the top file.
struct InputFile {
  std::string path;
  std::string text;
};

struct LoadedModel {
  Network network;               ///< validated
  std::vector<InputFile> files;  ///< the top file first: enough to build the model again
  std::vector<Diagnostic> warnings;
};

/// .yaml, .yml: a sigdyn model; .xml, .sbml: SBML; .net: a BioNetGen network. Throws InputError,
/// UnsupportedError, IoError.
LoadedModel load_model_file(const std::string& path);

/// The same from the texts that a result keeps.
LoadedModel load_model_texts(const std::vector<InputFile>& files);

}  // namespace sigdyn
