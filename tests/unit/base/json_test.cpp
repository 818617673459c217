#include "base/json.hpp"

#include <limits>
#include <vector>

#include "support/catch.hpp"

using namespace sigdyn;

TEST_CASE("json: strings are quoted and escaped", "[base]") {
  CHECK(json_string("a\"b\\c\n") == "\"a\\\"b\\\\c\\u000a\"");
}

TEST_CASE("json: numbers read back the same, what JSON lacks is null", "[base]") {
  CHECK(json_number(0.1) == "0.1");
  CHECK(json_number(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("json: arrays and objects are joined by commas", "[base]") {
  CHECK(json_strings({}) == "[]");
  CHECK(json_array(std::vector<std::string>{"1", "2"}) == "[1,2]");
  CHECK(json_object({{"a", "1"}, {"b", json_strings(std::vector<std::string>{"x"})}}) ==
        "{\"a\":1,\"b\":[\"x\"]}");
}
