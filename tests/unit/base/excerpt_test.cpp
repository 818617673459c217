#include "base/excerpt.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

std::string render_over(const std::string& text, const std::vector<Diagnostic>& diagnostics) {
  return render(diagnostics, [&](const std::string&) { return text; });
}

TEST_CASE("excerpt: shows the line with a caret, then a count", "[base]") {
  CHECK(render_over("a: 1\nreactants: [EGFRR, EGF]\n",
                    {{Severity::error, {"m.yaml", 2, 13}, "unknown species 'EGFRR'"}}) ==
        "m.yaml:2:13: error: unknown species 'EGFRR'\n"
        "    2 | reactants: [EGFRR, EGF]\n"
        "      |             ^\n"
        "1 error in m.yaml\n");
}

TEST_CASE("excerpt: a place without a line, or a file that is gone, has none", "[base]") {
  CHECK(render_over("a", {{Severity::error, {"m.yaml"}, "empty"}}) ==
        "m.yaml: error: empty\n1 error in m.yaml\n");
  CHECK(render({{Severity::warning, {"/no/such.yaml", 3, 1}, "x"}}) ==
        "/no/such.yaml:3:1: warning: x\n1 warning in /no/such.yaml\n");
}

TEST_CASE("excerpt: long lines are cut around the caret, tabs and UTF-8 keep it in place",
          "[base]") {
  const std::string line = std::string(1000, 'a') + "X" + std::string(1000, 'b');
  const std::string cut = render_over(line, {{Severity::error, {"m", 1, 1001}, "x"}});
  CHECK(cut.find("| ..." + std::string(48, 'a') + "X" + std::string(47, 'b') + "...\n") !=
        std::string::npos);
  CHECK(cut.find("| " + std::string(51, ' ') + "^\n") != std::string::npos);
  CHECK(render_over("\t\xC2\xB5 X", {{Severity::note, {"m", 1, 5}, "x"}}) ==
        "m:1:5: note: x\n    1 | \t\xC2\xB5 X\n      | \t  ^\n");
}

TEST_CASE("excerpt: counts errors and warnings over all files", "[base]") {
  const std::string text = render_over("a\n", {{Severity::error, {"m", 1, 1}, "x"},
                                               {Severity::note, {"o", 1, 1}, "y"},
                                               {Severity::error, {"n", 1, 1}, "x"},
                                               {Severity::warning, {"n", 1, 1}, "x"}});
  CHECK(text.find("2 errors and 1 warning in 2 files\n") != std::string::npos);
}

}  // namespace
