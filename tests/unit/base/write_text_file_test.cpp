#include "base/write_text_file.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

TEST_CASE("write_text_file: a directory stays as it is", "[base]") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "a.txt");
  CHECK_THROWS_AS(write_text_file(folder / "a.txt", "one"), IoError);
  CHECK(std::filesystem::is_directory(folder / "a.txt"));
  CHECK_FALSE(is_written_through(folder / "a.txt"));
}

TEST_CASE("write_text_file: a pipe gets the text and stays a pipe", "[base]") {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  REQUIRE(is_written_through(pipe));
  const std::string text(1U << 20, 'x');  // more than a pipe holds: takes several writes
  std::size_t n_read = 0;
  std::thread reader([&] {
    std::ifstream in(pipe);
    for (char c = 0; in.get(c);) n_read += c == 'x' ? 1 : 0;
  });

  write_text_file(pipe, text);

  reader.join();
  CHECK(n_read == text.size());
  CHECK(std::filesystem::is_fifo(pipe));
  CHECK_FALSE(std::filesystem::exists(pipe + ".part"));
}

TEST_CASE("write_text_file: a reader that goes away is an IoError, not the end of the process",
          "[base]") {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::thread reader([&] { std::ifstream(pipe).get(); });

  CHECK_THROWS_AS(write_text_file(pipe, std::string(1U << 24, 'x')), IoError);

  reader.join();
}

TEST_CASE("write_text_file: the name of an open file appends to it, and is not replaced",
          "[base]") {
  const TemporaryFolder folder;
  write_text_file(folder / "a.txt", "one ");
  const int descriptor = open((folder / "a.txt").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(descriptor >= 0);
  const std::string name = "/proc/self/fd/" + std::to_string(descriptor);
  std::filesystem::create_symlink(name, folder / "output");  // as /dev/stdout is

  REQUIRE(is_written_through(name));
  REQUIRE(is_written_through(folder / "output"));
  write_text_file(folder / "output", "two");

  CHECK(close(descriptor) == 0);
  CHECK(read_text_file(folder / "a.txt") == "one two");
  CHECK(std::filesystem::is_symlink(folder / "output"));
  CHECK_FALSE(is_written_through(folder / "a.txt"));
}
