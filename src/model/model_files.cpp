#include "model/model_files.hpp"

#include <filesystem>

namespace sigdyn {

const ModelFile* find_file(const ModelFiles& files, const std::string& path) {
  for (const ModelFile& file : files.files) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

std::string display_name(const ModelFiles& files, const std::string& path) {
  return (std::filesystem::path(files.folder) / path).generic_string();
}

}  // namespace sigdyn
