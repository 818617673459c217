#include "bngl/load_net.hpp"

#include <string>
#include <vector>

#include "kernel/kernel.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

const std::string data = SIGDYN_TEST_DATA "/net/";

/// A network with one line replaced or added in each block.
std::string net(const std::string& parameters, const std::string& species,
                const std::string& reactions, const std::string& rest = "") {
  return "begin parameters\n" + parameters + "end parameters\nbegin species\n" + species +
         "end species\nbegin reactions\n" + reactions + "end reactions\n" + rest;
}

std::vector<std::string> errors_of(const std::string& text) {
  std::vector<std::string> messages;
  try {
    parse_net(text, "x.net");
  } catch (const InputError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      messages.push_back(to_string(diagnostic));
    }
  }
  return messages;
}

std::string first_error(const std::string& text) {
  const std::vector<std::string> messages = errors_of(text);
  return messages.empty() ? "" : messages[0];
}

TEST_CASE("net reader: a hand-written network has the right-hand side one computes by hand",
          "[bngl]") {
  const Network network = load_net(data + "receptor.net");
  const Kernel kernel(network);
  const NetworkValues values = kernel.initial_values(0.0);

  REQUIRE(network.species.size() == 6);
  CHECK(values.species == std::vector<double>{100.0, 200.0, 0.0, 50.0, 1.0, 0.0});
  CHECK(network.species[4].name == "Source()");
  CHECK(network.species[4].is_fixed);
  // koff = 1e-3 * 50; binding 1e-3 * 100 * 200 = 20; dimers 0.002 * 200^2 = 80 on, 0.1 * 50 = 5
  // off; feedback = 0.25 / (1 + 50 / 10) per dimer.
  const std::vector<double> dydt = reference_rhs(network, 0.0, values);
  CHECK(dydt[0] == Approx(-20.0).epsilon(1e-14));
  CHECK(dydt[1] == Approx(-20.0 - 2 * 80.0 + 2 * 5.0).epsilon(1e-14));
  CHECK(dydt[2] == Approx(20.0).epsilon(1e-14));
  CHECK(dydt[3] == Approx(80.0 - 5.0).epsilon(1e-14));
  CHECK(dydt[4] == 0.0);
  CHECK(dydt[5] == Approx(0.25 / 6.0 * 50.0).epsilon(1e-14));
}

TEST_CASE("net reader: groups are weighted sums", "[bngl]") {
  const Network network = load_net(data + "receptor.net");
  const Kernel kernel(network);
  NetworkValues values = kernel.initial_values(0.0);
  values.species[2] = 7.0;
  std::vector<double> groups(3);

  kernel.observables(0.0, values, groups);

  CHECK(network.observables[1].name == "Active");
  CHECK(groups == std::vector<double>{7.0, 64.0, 0.0});
}

TEST_CASE("net reader: what is given by an expression follows what it reads", "[bngl]") {
  const Network network = load_net(data + "receptor.net");
  const Kernel kernel(network);
  NetworkValues values = kernel.initial_values(0.0);

  values.parameters[find_parameter(network, "KD")->index] = 10.0;
  values.parameters[find_parameter(network, "R0")->index] = 40.0;
  kernel.apply_initial_rules(0.0, values, {});

  CHECK(values.parameters[find_parameter(network, "koff")->index] == Approx(0.01).epsilon(1e-15));
  CHECK(values.species[1] == 40.0);
  CHECK(values.species[3] == 10.0);
}

TEST_CASE("net reader: formulas may come before what they read", "[bngl]") {
  const Network network =
      parse_net(net("1 c 2*b\n2 b a+1\n3 a 3\n", "1 X c\n", "1 1 0 c\n"), "x.net");

  CHECK(Kernel(network).initial_values(0.0).species[0] == 8.0);
}

TEST_CASE("net reader: labels of units stay empty, as the format has none", "[bngl]") {
  const Network network = load_net(data + "receptor.net");

  CHECK(network.units.time.empty());
  CHECK(network.units.amount.empty());
}

TEST_CASE("net reader: mistakes are located and named", "[bngl]") {
  const std::string p = "1 k 1\n";
  const std::string s = "1 A 1\n2 B 0\n";
  const std::string r = "1 1 2 k\n";
  CHECK(first_error(net(p, s, "1 1 3 k\n")) ==
        "x.net:9:5: error: '3' is not the number of a species (1 to 2)");
  CHECK(first_error(net("1 kcat 1\n", s, "1 1 2 kcta\n")) ==
        "x.net:9:7: error: unknown name 'kcta', did you mean 'kcat'?");
  CHECK(first_error(net(p, s, "1 1 2\n")) ==
        "x.net:9:1: error: expected '<number> <reactants> <products> <rate>'");
  CHECK(first_error(net(p + "2 k 3\n", s, r)) == "x.net:3:3: error: second definition of 'k'");
  CHECK(first_error(net("1 a 2*b\n2 b a\n", s, "1 1 2 a\n")).find("depends on itself") !=
        std::string::npos);
  CHECK(first_error(net(p, s + "3 A 1\n", r)) == "x.net:7:3: error: second species 'A'");
  CHECK(first_error(net(p, "2 A 1\n", "")) == "x.net:5:1: error: species number 2 where 1 follows");
  CHECK(first_error(net(p, "1 A -1\n", "")) == "x.net:5:5: error: negative initial amount");
  CHECK(first_error(net(p, s, r, "begin groups\n1 G 1,x*2\nend groups\n")) ==
        "x.net:12:7: error: the weight of a species is not a number");
  CHECK(first_error("begin species\nend species\n") == "x.net: error: no block 'reactions'");
  CHECK(
      first_error("begin model\nend model\n").rfind("x.net:1:1: error: unknown block 'model'", 0) ==
      0);
  CHECK(first_error("hello\n" + net(p, s, r)) ==
        "x.net:1:1: error: unexpected 'hello' outside a block");
  CHECK(first_error("begin species\n1 A 1\n")
            .rfind("x.net:1:1: error: block 'species' has no end", 0) == 0);
}

TEST_CASE("net reader: all mistakes of a file are reported together, up to a hundred", "[bngl]") {
  CHECK(errors_of(net("1 k 1\n", "1 A 1\n", "1 1 7 k\n2 1 8 k\n")).size() == 2);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "1 1 7 k\n";
  CHECK(errors_of(net("1 k 1\n", "1 A 1\n", many)).size() == 100);
}

TEST_CASE("net reader: rate laws it does not know are named", "[bngl]") {
  CHECK_THROWS_AS(parse_net(net("1 k 1\n2 K 1\n", "1 A 1\n", "1 1 0 Sat k K\n"), "x.net"),
                  UnsupportedError);
}

TEST_CASE("net reader: hostile text is refused, not crashed on", "[bngl]") {
  CHECK_FALSE(errors_of("").empty());
  CHECK_FALSE(errors_of(std::string(1'000'000, 'a')).empty());
  CHECK_FALSE(errors_of("begin\nend\nbegin begin\nend end\nend").empty());
  std::string molecules = "1";
  for (int i = 0; i < 1000; ++i) molecules += ",1";
  CHECK(first_error(net("1 k 1\n", "1 A 1\n", "1 " + molecules + " 0 k\n")) ==
        "x.net:8:3: error: more than 32 molecules on one side");
  CHECK_FALSE(errors_of(net("1 k 1\n", "1 A 1\n", "1 1,,1 0 k\n")).empty());
  CHECK_FALSE(errors_of(net("1 k 1e999\n", "1 A 1\n", "1 1 0 k\n")).empty());
  CHECK_FALSE(errors_of(net("1 k nan\n", "1 A 1\n", "1 1 0 k\n")).empty());
  CHECK_THROWS_AS(load_net(data + "no_such_file.net"), IoError);
}

}  // namespace
