#include "base/text_file.hpp"

#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace sigdyn;

/// A file that lives as long as the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    std::ofstream(path(), std::ios::binary) << content;
  }
  std::string path() const { return folder_ / "file.txt"; }

 private:
  TemporaryFolder folder_;
};

TEST_CASE("text file: is read whole, without a byte order mark", "[base]") {
  CHECK(read_text_file(TemporaryFile("\xEF\xBB\xBFid: x\n").path()) == "id: x\n");
}

TEST_CASE("text file: what cannot be read is an IoError, what is no text an InputError", "[base]") {
  CHECK_THROWS_AS(read_text_file("/no/such/file.yaml"), IoError);
  CHECK_THROWS_AS(read_text_file("/"), IoError);
  CHECK_THROWS_AS(read_text_file(TemporaryFile("").path()), InputError);
  CHECK_THROWS_AS(read_text_file(TemporaryFile(std::string(3, '\0')).path()), InputError);
  CHECK_THROWS_WITH(read_text_file(TemporaryFile(std::string(2 << 20, 'x')).path(), 1 << 20),
                    Catch::Matchers::Contains("too large (the limit is 1 MB)"));
}

TEST_CASE("text file: UTF-8 is told from other bytes", "[base]") {
  CHECK_FALSE(find_text_problem("f", "\xC2\xB5M \xE2\x86\x92 \xF0\x9F\x98\x80"));
  CHECK(find_text_problem("f", "a\nb\n\xC0\x80")->where.line == 3);  // overlong
  CHECK(find_text_problem("f", "\xED\xA0\x80"));                     // surrogate
  CHECK(find_text_problem("f", "\xF5\x80\x80\x80"));                 // beyond U+10FFFF
  CHECK(find_text_problem("f", "\xE2\x86"));                         // cut off
}

}  // namespace
