/// From the top file of a model to the parsed files it is made of.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "model/model_files.hpp"
#include "yaml/mapping.hpp"

namespace sigdyn::detail {

/// Gives the text of a file by its path relative to the top file's folder. Throws IoError or
/// InputError if there is none.
using FileSource = std::function<std::string(const std::string& path)>;

/// One file, parsed; its sections are read later, kind by kind over all files.
struct ParsedFile {
  YamlMapping top;
  bool is_included = false;
};

/// Reads `top_path` and all it includes, each once, those included before those that include them,
/// and lists the texts in `files`. Reports include cycles, paths outside the folder, files that
/// cannot be read and files of another format.
std::vector<ParsedFile> read_includes(const std::string& top_path, const FileSource& source,
                                      ModelFiles& files, DiagnosticLog& log);

}  // namespace sigdyn::detail
