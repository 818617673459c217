/// YAML model files (docs/model-format.md) -> Network.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "model/model_files.hpp"
#include "network/network.hpp"

namespace sigdyn {

struct Model {
  Network network;  ///< validated
  std::string description;
  ModelFiles files;                  ///< the text of all files, to be stored with results
  std::vector<Diagnostic> warnings;  ///< what an included file offers and nobody uses
};

/// Reads a model and all it includes. Throws InputError with all mistakes of all files; IoError if
/// `path` itself cannot be read.
Model load_model(const std::string& path);

/// Builds a model from text in memory; the first file is the top one.
Model load_model(const ModelFiles& files);

}  // namespace sigdyn
