/// Every file tests/data/bad/model/X.yaml is wrong in some way; X.expected is what the user is
/// told.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/excerpt.hpp"
#include "model/model.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace sigdyn;

const std::filesystem::path folder = std::filesystem::path(SIGDYN_TEST_DATA) / "bad" / "model";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Without the path of the folder, which differs from machine to machine.
std::string without_folder(std::string text) {
  const std::string prefix = folder.generic_string() + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
    text.erase(at, prefix.size());
  }
  return text;
}

std::string what_is_said(const std::filesystem::path& path) {
  try {
    load_model(path.generic_string());
  } catch (const InputError& error) {
    return without_folder(render(error.diagnostics()));
  }
  return "nothing is wrong\n";
}

TEST_CASE("bad models: each mistake is told with its place", "[model]") {
  std::vector<std::filesystem::path> cases;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") cases.push_back(entry.path());
  }
  REQUIRE(cases.size() >= 18);
  for (std::filesystem::path path : cases) {
    INFO(path.filename().string());
    const std::string said = what_is_said(path);
    CHECK(said == read(path.replace_extension(".expected")));
  }
}

TEST_CASE("bad models: a file that cannot be read is no input error", "[model]") {
  CHECK_THROWS_AS(load_model((folder / "no_such_file.yaml").generic_string()), IoError);
  CHECK_THROWS_AS(load_model(folder.generic_string()), IoError);
}

TEST_CASE("bad models: a huge file is refused before it is parsed", "[model]") {
  const TemporaryFolder own;
  const std::string path = own / "huge.yaml";
  std::ofstream(path).put('#');
  std::filesystem::resize_file(path, std::uintmax_t{100} << 20);  // a hole: takes no space
  CHECK_THROWS_WITH(load_model(path),
                    Catch::Matchers::Contains("the file is too large (the limit is 16 MB)"));
}

}  // namespace
