/// The text of a model: the file that was named and all it includes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"

namespace sigdyn {

/// One file by its path relative to the folder of the top file, with '/' between folders.
struct ModelFile {
  std::string path;
  std::string text;
};

/// Enough to build the model again where its files are gone.
struct ModelFiles {
  std::string folder;            ///< of the top file, as given; empty for text held in memory
  std::vector<ModelFile> files;  ///< the top file first, then the included ones as first met
};

/// Finds a file among them; null pointer if it is not there.
const ModelFile* find_file(const ModelFiles& files, const std::string& path);

/// How a file is called in messages: folder / path.
std::string display_name(const ModelFiles& files, const std::string& path);

}  // namespace sigdyn
