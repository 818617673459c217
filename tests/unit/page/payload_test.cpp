#include "page/detail/payload.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "support/catch.hpp"

using namespace sigdyn::detail;

namespace {

std::string element_of(std::span<const double> values, Precision precision) {
  Payload payload;
  payload.add("x", values, precision);
  return payload.html();
}

}  // namespace

TEST_CASE("payload: numbers are little-endian IEEE in base64", "[page]") {
  // 1.0 is 3F F0 00 00 00 00 00 00 and 3F 80 00 00, lowest byte first.
  CHECK(element_of(std::array{1.0}, Precision::full) ==
        "<script type=\"text/plain\" id=\"array-x\" data-type=\"float64\">AAAAAAAA8D8=</script>\n");
  CHECK(element_of(std::array{1.0}, Precision::single) ==
        "<script type=\"text/plain\" id=\"array-x\" data-type=\"float32\">AACAPw==</script>\n");
  CHECK(element_of(std::array{1.0, 1.0, 1.0}, Precision::single).find(">AACAPwAAgD8AAIA/<") !=
        std::string::npos);
}

TEST_CASE("payload: NaN and infinities arrive as themselves", "[page]") {
  const double inf = std::numeric_limits<double>::infinity();

  // 7FC00000 and FF800000.
  CHECK(element_of(std::array{std::numeric_limits<double>::quiet_NaN()}, Precision::single)
            .find(">AADAfw==<") != std::string::npos);
  CHECK(element_of(std::array{-inf}, Precision::single).find(">AACA/w==<") != std::string::npos);
}

TEST_CASE("payload: nothing in JSON or text ends the element it is in", "[page]") {
  CHECK(script_safe("{\"a\":\"</script><!--\"}") == "{\"a\":\"\\u003c/script>\\u003c!--\"}");
  CHECK(html_text("<b a=\"1\" c='2'>&") == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
}

TEST_CASE("payload: double precision where it fits, then single, then every so many-th", "[page]") {
  CHECK(fit_evenly(10, 1, 80).precision == Precision::full);
  CHECK(fit_evenly(10, 1, 79).precision == Precision::single);
  CHECK(fit_evenly(10, 1, 40).stride == 1);

  const Sampling thinned = fit_evenly(10, 1, 16);

  CHECK(thinned.stride == 3);
  CHECK(thinned.items == std::vector<std::size_t>{0, 3, 6, 9});
  CHECK(fit_evenly(0, 1, 16).items.empty());
}

TEST_CASE("payload: items drawn at random are as many as fit, and favour no residue", "[page]") {
  const Sampling all = fit_randomly(1000, 1, 8000);
  const Sampling some = fit_randomly(100000, 2, 80000);

  CHECK(all.items.size() == 1000);
  REQUIRE(some.items.size() == 10000);
  CHECK(std::is_sorted(some.items.begin(), some.items.end()));
  const auto n_even = std::count_if(some.items.begin(), some.items.end(),
                                    [](std::size_t item) { return item % 2 == 0; });
  CHECK(n_even > 4800);  // 4 standard deviations (50 each) of an even coin
  CHECK(n_even < 5200);
}
