#include "base/scratch_folder.hpp"

#include <filesystem>
#include <fstream>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("scratch folder: goes with all that is in it", "[base]") {
  std::filesystem::path path;
  {
    const ScratchFolder folder("test");
    path = folder.path();
    std::ofstream(folder / "file") << "text";
    CHECK(std::filesystem::exists(path / "file"));
    CHECK(ScratchFolder("test").path() != path);
  }
  CHECK(!std::filesystem::exists(path));
}

}  // namespace
