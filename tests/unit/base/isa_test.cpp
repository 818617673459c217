#include "base/isa.hpp"

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE(
    "instruction set: it can be lowered and raised again by name, and unknown names change nothing",
    "[isa]") {
  const Isa before = current_isa();

  REQUIRE(set_isa("sse2"));
  CHECK(current_isa() == Isa::sse2);
  CHECK_FALSE(set_isa("neon"));
  CHECK(current_isa() == Isa::sse2);
  REQUIRE(set_isa(to_string(before)));
  CHECK(current_isa() == before);
}

TEST_CASE("instruction set: without a wish the best one of this processor is in force", "[isa]") {
  CHECK(current_isa() == best_isa());
}

}  // namespace
