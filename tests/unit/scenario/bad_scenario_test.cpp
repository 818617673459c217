/// Each mistake class has a file tests/data/bad/scenario_*.yaml and its exact message beside it.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/excerpt.hpp"
#include "scenario/load_scenario.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;
namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string message_for(const fs::path& path) {
  try {
    parse_scenario(content_of(path), path.filename().string());
  } catch (const InputError& error) {
    return render(error.diagnostics(),
                  [&](const std::string&) { return std::optional(content_of(path)); });
  }
  return "accepted";
}

TEST_CASE("scenario: every bad file gives exactly the message written beside it", "[scenario]") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(SIGDYN_TEST_DATA) / "bad")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("scenario_") && name.ends_with(".yaml")) files.push_back(entry.path());
  }
  REQUIRE(files.size() >= 10);

  for (const fs::path& file : files) {
    INFO(file.filename().string());
    fs::path expected = file;
    expected.replace_extension(".expected");
    CHECK(message_for(file) == content_of(expected));
  }
}

}  // namespace
