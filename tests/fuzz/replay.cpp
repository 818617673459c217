/// Offers each file of a corpus to the fuzz target that this is linked with: replay FOLDER.
/// Exits 1 without files, so that a corpus that was not found does not pass.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/text_file.hpp"
#include "fuzz/fuzz_target.hpp"

int main(int n_arguments, char** arguments) {
  if (n_arguments != 2) return 2;
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);  // the last name is that of the file that ended the process
    const std::string text = sigdyn::read_text_file(path, 1'000'000);
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  return paths.empty() ? 1 : 0;
}
