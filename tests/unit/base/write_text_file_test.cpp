#include "base/write_text_file.hpp"

#include <filesystem>

#include "base/diagnostic.hpp"
#include "base/text_file.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sigdyn;

TEST_CASE("write_text_file: the whole text, and nothing beside it", "[base]") {
  const TemporaryFolder folder;

  write_text_file(folder / "a.txt", "one");
  write_text_file(folder / "a.txt", "two");

  CHECK(read_text_file(folder / "a.txt") == "two");
  CHECK_FALSE(std::filesystem::exists(folder / "a.txt.part"));
}

TEST_CASE("write_text_file: a missing folder is an IoError", "[base]") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(write_text_file(folder / "no/a.txt", "one"), IoError);
}

TEST_CASE("write_text_file: never replaces what is no regular file", "[base]") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "a.txt");
  CHECK_THROWS_AS(write_text_file(folder / "a.txt", "one"), IoError);
  CHECK(std::filesystem::is_directory(folder / "a.txt"));
}
