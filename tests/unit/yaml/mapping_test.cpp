#include "yaml/mapping.hpp"

#include <functional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "yaml/parse.hpp"

namespace {

using namespace sigdyn;
using Messages = std::vector<std::string>;

/// Reads `text` as a mapping with the keys a, b, size, title, and gives what was found wrong.
Messages findings(const std::string& text, const std::function<void(const YamlMapping&)>& read) {
  DiagnosticLog log;
  const YamlNode root = parse_yaml(text, "m.yaml", log);
  read(YamlMapping(root, "the model", {"a", "b", "size", "title"}, log));
  Messages messages;
  for (const Diagnostic& d : log.diagnostics()) messages.push_back(to_string(d));
  return messages;
}

void ignore(const YamlMapping& /*mapping*/) {}

TEST_CASE("yaml mapping: an unknown key gets the nearest known one as a suggestion", "[yaml]") {
  CHECK(findings("titel: x\n", ignore) ==
        Messages{"m.yaml:1:1: error: the model: unknown key 'titel', did you mean 'title'?"});
  CHECK(findings("zzz: x\n", ignore) ==
        Messages{"m.yaml:1:1: error: the model: unknown key 'zzz'"});
  CHECK(findings("[a, b]\n", ignore) ==
        Messages{"m.yaml:1:1: error: the model: expected a mapping (key: value), found a list"});
}

TEST_CASE("yaml mapping: a missing key, and a key without a value, are reported", "[yaml]") {
  CHECK(findings("a: 1\n", [](const YamlMapping& m) { m.text("title", Need::required); }) ==
        Messages{"m.yaml:1:1: error: the model: missing key 'title'"});
  CHECK(findings("a:\n", [](const YamlMapping& m) { m.text("a"); })
            .at(0)
            .find("error: 'a' of the model: the value is missing") != std::string::npos);
  CHECK(findings("a: 1\n", [](const YamlMapping& m) { CHECK_FALSE(m.text("title")); }).empty());
}

TEST_CASE("yaml mapping: values of the wrong type are reported with what was found", "[yaml]") {
  const auto number = [](const YamlMapping& m) { CHECK_FALSE(m.number("a")); };
  CHECK(findings("a: two\n", number) ==
        Messages{"m.yaml:1:4: error: 'a' of the model: expected a number, found 'two'"});
  CHECK(findings("a: .nan\n", number) ==
        Messages{"m.yaml:1:4: error: 'a' of the model: expected a finite number, found '.nan'"});
  CHECK(findings("a: nan\n", number).size() == 1);
  CHECK(findings("a: -.inf\n", number).size() == 1);
  CHECK(findings("a: 1e999\n", number).size() == 1);
  CHECK(findings("a: 1.5.2\n", number).size() == 1);
  CHECK(findings("a: [1]\n", number) ==
        Messages{"m.yaml:1:4: error: 'a' of the model: expected a number, found a list"});
  CHECK(findings("a: 1.5\n", [](const YamlMapping& m) {
          CHECK_FALSE(m.whole_number("a"));
        }).size() == 1);
  CHECK(findings("a: yes\n", [](const YamlMapping& m) { CHECK_FALSE(m.boolean("a")); }) ==
        Messages{"m.yaml:1:4: error: 'a' of the model: expected true or false, found 'yes'"});
  CHECK(findings("a: 2x\n", [](const YamlMapping& m) { CHECK_FALSE(m.name("a")); }).size() == 1);
  CHECK(
      findings("a: b\n", [](const YamlMapping& m) { m.entries("a"); }) ==
      Messages{"m.yaml:1:4: error: 'a' of the model: expected a mapping (key: value), found 'b'"});
}

TEST_CASE("yaml mapping: quantities are checked for their dimension", "[yaml]") {
  const auto volume = [](const YamlMapping& m) {
    CHECK_FALSE(m.quantity("size", volume_dimension));
  };
  CHECK(findings("size: 1 nM\n", volume) ==
        Messages{"m.yaml:1:7: error: 'size' of the model: expected a quantity of dimension volume, "
                 "found '1 nM' (concentration)"});
  CHECK(findings("size: 1 pl\n", volume) ==
        Messages{"m.yaml:1:7: error: 'size' of the model: unknown unit 'pl', did you mean 'pL'?"});
  CHECK(findings("size: 2\n", volume).size() == 1);

  CHECK(findings("size: 0\n", [](const YamlMapping& m) {
          CHECK(m.quantity("size", volume_dimension)->value.unit.dimension == volume_dimension);
        }).empty());
  CHECK(findings("size: 2 pL\n", [](const YamlMapping& m) {
          CHECK(m.quantity("size", volume_dimension)->value.coherent() == 2e-12);
        }).empty());
}

TEST_CASE("yaml mapping: one name stands for a list of one", "[yaml]") {
  CHECK(findings("a: x\nb: [y, z]\n", [](const YamlMapping& m) {
          CHECK(m.names("a").size() == 1);
          CHECK(m.names("b").at(1).value == "z");
          CHECK(m.names("b").at(1).where.column == 8);
        }).empty());
}

}  // namespace
