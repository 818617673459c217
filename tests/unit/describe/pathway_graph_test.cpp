#include "describe/pathway_graph.hpp"

#include "described_model.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("pathway graph: a reaction and its reverse are one point, a catalyst is dashed",
          "[describe]") {
  const std::string dot = to_dot(described_model());

  CHECK(dot.find("digraph \"small\" {") == 0);
  CHECK(dot.find("  \"A\" -> r0 [dir=back, arrowsize=0.5];\n  r0 -> \"B\";\n") !=
        std::string::npos);
  CHECK(dot.find("  \"D\" -> r1 [style=dashed, dir=none];\n") != std::string::npos);
  CHECK(dot.find("r2") == std::string::npos);
}

}  // namespace
