#include "model/detail/parse_ahead.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "yaml/parse.hpp"

namespace {

using namespace sigdyn;
using detail::ParseAhead;

/// A few files among many are wrong, and they differ much in size.
std::string text_of(int i) {
  std::string text = "number: " + std::to_string(i) + "\n";
  for (int k = 0; k < 40 * (i % 5); ++k) text += "key" + std::to_string(k) + ": {a: [1, 2, 3]}\n";
  if (i % 7 == 3) text += "number: again\n";
  return text;
}

std::vector<ParseAhead::Text> files(int begin, int end) {
  std::vector<ParseAhead::Text> texts;
  for (int i = begin; i < end; ++i) {
    const std::string path = std::to_string(i) + ".yaml";
    texts.push_back({path, "model/" + path, text_of(i)});
  }
  return texts;
}

std::vector<std::string> messages(const DiagnosticLog& log) {
  std::vector<std::string> all;
  for (const Diagnostic& finding : log.diagnostics()) all.push_back(to_string(finding));
  return all;
}

TEST_CASE("parse ahead: a file comes out as if it were parsed when it is taken", "[model]") {
  ParseAhead ahead;
  ahead.add(files(0, 30));
  ahead.add(files(30, 33));  // while threads are at work
  for (int i = 0; i < 33; ++i) {
    const std::string path = std::to_string(i) + ".yaml";
    INFO(path);
    CHECK(ahead.contains(path));
    const auto parsed = ahead.take(path);
    REQUIRE(parsed);
    CHECK(parsed->text == text_of(i));
    DiagnosticLog log;
    const YamlNode expected = parse_yaml(text_of(i), "model/" + path, log);
    CHECK(messages(parsed->log) == messages(log));
    CHECK(log.has_errors() == (i % 7 == 3));
    REQUIRE(parsed->root.entries().size() == expected.entries().size());
    CHECK(parsed->root.entries()[0].value.text() == std::to_string(i));
    CHECK_FALSE(ahead.take(path));
  }
  CHECK_FALSE(ahead.take("other.yaml"));
}

TEST_CASE("parse ahead: files that nobody takes are dropped", "[model]") {
  for (int repeat = 0; repeat < 20; ++repeat) {
    ParseAhead ahead;
    ahead.add(files(0, 12));
    CHECK(ahead.take("5.yaml"));
  }
}

}  // namespace
