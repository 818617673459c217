#include "yaml/parse.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

std::vector<std::string> findings(const std::string& text) {
  DiagnosticLog log;
  parse_yaml(text, "m.yaml", log);
  std::vector<std::string> messages;
  for (const Diagnostic& d : log.diagnostics()) messages.push_back(to_string(d));
  return messages;
}

using Messages = std::vector<std::string>;

TEST_CASE("yaml: nodes know their place, mappings the order of the file", "[yaml]") {
  DiagnosticLog log;
  const YamlNode root = parse_yaml("b: 1\na:\n  - x\n  - 'y z'\n", "m.yaml", log);

  REQUIRE(root.is_mapping());
  REQUIRE(root.entries().size() == 2);
  CHECK(root.entries()[0].key.value == "b");
  const YamlEntry& a = root.entries()[1];
  CHECK(a.key.where.line == 2);
  CHECK(a.key.where.column == 1);
  REQUIRE(a.value.items().size() == 2);
  CHECK(a.value.items()[0].where().line == 3);
  CHECK(a.value.items()[0].where().column == 5);
  CHECK(a.value.items()[0].where(2).column == 7);
  CHECK(a.value.items()[1].text() == "y z");
  CHECK(a.value.items()[1].where(2).column == 8);  // behind the quote
  CHECK_FALSE(log.has_errors());
}

TEST_CASE("yaml: scalars stay what was written", "[yaml]") {
  DiagnosticLog log;
  const YamlNode root = parse_yaml("[NO, 0x10, 1_000, .5, ~, '']", "m.yaml", log);

  CHECK(root.items()[0].text() == "NO");
  CHECK(root.items()[1].text() == "0x10");
  CHECK(root.items()[2].text() == "1_000");
  CHECK(root.items()[4].is_null());
  CHECK(root.items()[5].is_scalar());
}

TEST_CASE("yaml: a duplicate key is an error that shows both places", "[yaml]") {
  CHECK(findings("a: 1\nb: 2\na: 3\n") ==
        Messages{"m.yaml:3:1: error: duplicate key 'a'", "m.yaml:1:1: note: first given here"});
}

TEST_CASE("yaml: what is no YAML is located", "[yaml]") {
  CHECK(findings("a: [1, 2\nb: 3\n").at(0).find("m.yaml:2:") == 0);
  CHECK(findings("a: *nobody\n").at(0).find("m.yaml:1:4: error: not valid YAML: ") == 0);
  CHECK(findings("? [1, 2]\n: 3\n") == Messages{"m.yaml:1:3: error: a key must be a name"});
  CHECK(findings("a: 1\n---\nb: 1\n") ==
        Messages{"m.yaml:3:1: error: a second YAML document (a file holds one)"});
  CHECK(findings("a: !!python/object 1\n").at(0).find("m.yaml:1:4: error: tags are not part") == 0);
}

TEST_CASE("yaml: files that are no text are refused in words", "[yaml]") {
  CHECK(findings("") == Messages{"m.yaml: error: the file is empty"});
  CHECK(findings(" \n\n") == Messages{"m.yaml: error: the file is empty"});
  CHECK(findings("# only a comment\n") == Messages{"m.yaml: error: the file is empty"});
  CHECK(findings(std::string("a: 1\n\0", 6)) ==
        Messages{"m.yaml:2: error: not a text file (it holds a zero byte)"});
  CHECK(findings("a: \xFF\n") ==
        Messages{
            "m.yaml:1: error: not UTF-8 text (byte 0xFF is out of place), is it a binary file?"});
}

TEST_CASE("yaml: aliases are followed", "[yaml]") {
  DiagnosticLog log;
  const YamlNode root = parse_yaml("a: &x [1, 2]\nb: *x\n", "m.yaml", log);
  CHECK(root.entries()[1].value.items().size() == 2);
  CHECK(findings("a: &x [1, *x]\n") ==
        Messages{"m.yaml:1:11: error: an alias may not stand inside the value it names"});
}

TEST_CASE("yaml: text made to exhaust memory or stack is refused", "[yaml]") {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " + last +
              ", " + last + "]\n";
  }
  CHECK(findings(laughs).at(0).find("too many values") != std::string::npos);
  CHECK(findings(std::string(100000, '[')).at(0).find("too deeply nested") != std::string::npos);
  CHECK(findings(std::string(100000, '{')).at(0).find("too deeply nested") != std::string::npos);

  std::string chain = "a0: &a0 " + std::string(60, '[') + std::string(60, ']') + "\n";
  chain += "a1: " + std::string(10, '[') + "*a0" + std::string(10, ']') + "\n";
  CHECK(findings(chain).at(0) == "m.yaml:2:15: error: too deeply nested (the limit is 64)");
}

}  // namespace
