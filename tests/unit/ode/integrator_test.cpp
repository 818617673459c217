#include "ode/integrator.hpp"

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("method names: every method is read back from its name, and other words are not known",
          "[integrator]") {
  for (const Method method : {Method::automatic, Method::dopri5, Method::rock4, Method::rodas5p,
                              Method::cvode_bdf, Method::cvode_gmres}) {
    bool known = false;
    CHECK(parse_method(to_string(method), &known) == method);
    CHECK(known);
  }
  bool known = true;
  CHECK(parse_method("euler", &known) == Method::automatic);
  CHECK_FALSE(known);
}

}  // namespace
