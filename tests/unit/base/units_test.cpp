#include "base/units.hpp"

#include <string>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

double scale(std::string_view text) {
  std::string reason;
  const auto unit = parse_unit(text, &reason);
  INFO(text << ": " << reason);
  REQUIRE(unit);
  return unit->scale;
}

std::string reason_for(std::string_view text) {
  std::string reason;
  CHECK_FALSE(parse_unit(text, &reason));
  return reason;
}

std::string dimension(std::string_view text) {
  return to_string(parse_unit(text)->dimension);
}

TEST_CASE("units: scales to seconds, molecules and litres are exact", "[base]") {
  CHECK(scale("1") == 1.0);
  CHECK(scale("d") == 86400.0);
  CHECK(scale("1/h") == 1.0 / 3600.0);
  CHECK(scale("nM") == 6.02214076e14);
  CHECK(scale("fM") == 6.02214076e8);
  CHECK(scale("M") == 6.02214076e23);
  CHECK(scale("fmol") == 6.02214076e8);
  CHECK(scale("pL") == 1e-12);
  CHECK(scale("um^2") == 1e-10);  // 1 um = 1e-5 dm
  CHECK(scale("m^3") == 1000.0);
  CHECK(scale("um^3") == scale("fL"));
}

TEST_CASE("units: equal units written differently have one scale", "[base]") {
  CHECK(scale("1/(M*s)") == scale("M^-1*s^-1"));
  CHECK(scale("1/M/s") == scale("1/(M*s)"));
  CHECK(scale("nmol/L") == scale("nM"));
  CHECK(scale("pmol / mL") == scale("nM"));
  CHECK(scale("\xC2\xB5M") == scale("uM"));
  CHECK(scale("\xCE\xBCM") == scale("uM"));
  CHECK(scale("((M))^2") == scale("M*M"));
  CHECK(scale("molecule/min") == scale("molecules/min"));
}

TEST_CASE("units: dimensions are named in words", "[base]") {
  CHECK(dimension("1") == "1");
  CHECK(dimension("h") == "time");
  CHECK(dimension("molecules") == "amount");
  CHECK(dimension("nM") == "concentration");
  CHECK(dimension("nmol/L") == "concentration");
  CHECK(dimension("1/(nM*s)") == "1/(concentration*time)");
  CHECK(dimension("1/(molecules*s)") == "1/(amount*time)");
  CHECK(dimension("1/(nM^2*s)") == "1/(concentration^2*time)");
  CHECK(dimension("nM/s") == "concentration/time");
  CHECK(dimension("um^2") == "area");
  CHECK(dimension("L") == "volume");
  CHECK(dimension("um/s") == "length/time");
  CHECK(dimension("molecules/um^2") == "amount/area");
}

TEST_CASE("units: a mistake is named, with the nearest symbol where there is one", "[base]") {
  CHECK(reason_for("nmM") == "unknown unit 'nmM', did you mean 'mM'?");
  CHECK(reason_for("1/(nM*sek)") == "unknown unit 'sek'");
  CHECK(reason_for("1/(nM*s") == "missing ')'");
  CHECK(reason_for("") == "a unit symbol is missing at the end");
  CHECK(reason_for("1/") == "a unit symbol is missing at the end");
  CHECK(reason_for("nM)") == "unexpected ')'");
  CHECK(reason_for("s^x") == "'^' needs a whole number from -9 to 9 after it");
  CHECK(reason_for("s^100") == "'^' needs a whole number from -9 to 9 after it");
  CHECK(reason_for(std::string(10000, '(')) == "too many nested parentheses");
  CHECK(reason_for("((fM^9)^9)^9*1") == "too high a power");
}

TEST_CASE("quantity: is a finite number with a unit, 1 if none is given", "[base]") {
  CHECK(parse_quantity("3.3 nM")->coherent() == 3.3 * 6.02214076e14);
  CHECK(parse_quantity("30 d")->coherent() == 30 * 86400.0);
  CHECK(parse_quantity("1e-3nM")->unit.text == "nM");
  CHECK(parse_quantity("+2")->value == 2.0);
  CHECK(parse_quantity("-2.5")->unit.dimension == dimensionless);
  CHECK(parse_quantity("0.5 1/(nM*s)")->unit.text == "1/(nM*s)");

  std::string reason;
  CHECK_FALSE(parse_quantity("nan nM", &reason));
  CHECK(reason == "the number is not finite");
  CHECK_FALSE(parse_quantity("inf", &reason));
  CHECK(reason == "the number is not finite");
  CHECK_FALSE(parse_quantity("1e999 s", &reason));
  CHECK(reason == "the number is out of range");
  CHECK_FALSE(parse_quantity("nM 3", &reason));
  CHECK(reason == "'nM 3' is not a number with a unit, such as '3.3 nM'");
  CHECK_FALSE(parse_quantity("3 nMM", &reason));
  CHECK(reason == "unknown unit 'nMM', did you mean 'nM'?");
}

}  // namespace
