#include "base/closest_match.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

const std::vector<std::string> names{"IGF1R", "IGF1", "pIGF1R_IGF1", "AKT", "kon"};

TEST_CASE("closest match: finds the name a typing error was meant to be", "[base]") {
  CHECK(closest_match("IGF1RR", names) == "IGF1R");
  CHECK(closest_match("IFG1R", names) == "IGF1R");  // swapped letters count as one mistake
  CHECK(closest_match("akt", names) == "AKT");
  CHECK(closest_match("pIGF1R_IGFI", names) == "pIGF1R_IGF1");
}

TEST_CASE("closest match: suggests nothing when nothing is near", "[base]") {
  CHECK(closest_match("MEK", names).empty());
  CHECK(closest_match("", names).empty());
  CHECK(closest_match(std::string(100000, 'x'), names).empty());
  CHECK(closest_match("x", {}).empty());
  CHECK(suggestion("MEK", names).empty());
  CHECK(suggestion("igf1r", names) == ", did you mean 'IGF1R'?");
}

}  // namespace
