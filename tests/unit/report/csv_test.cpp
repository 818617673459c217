#include "report/csv.hpp"

#include <limits>

#include "base/diagnostic.hpp"
#include "results/writer.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sigdyn;

namespace {

/// Two arms, two times, two observables with units of their own.
void write_result(const std::string& path) {
  ResultSchema schema;
  schema.axes = {
      {.name = "arm", .long_name = "", .labels = std::vector<std::string>{"control", "a,b"}},
      {.name = "time", .long_name = "", .units = "s", .labels = std::vector<double>{0.0, 0.1}},
      {.name = "observable", .long_name = "", .labels = std::vector<std::string>{"pAKT", "share"}}};
  schema.variables = {{.name = "observable_units",
                       .axes = {"observable"},
                       .long_name = "",
                       .type = ValueType::text},
                      {.name = "observables",
                       .axes = {"arm", "time", "observable"},
                       .units = "see observable_units",
                       .long_name = ""},
                      {.name = "t_reached", .axes = {"arm"}, .units = "s", .long_name = ""},
                      {.name = "status",
                       .axes = {"arm"},
                       .long_name = "",
                       .type = ValueType::flag,
                       .flags = {"success", "failed"}}};
  ResultWriter writer(path, schema, ExistingResult::replace);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  writer.write("observable_units", std::vector<std::string>{"nM", "1"});
  writer.write("observables", std::vector<double>{1.5, 0.1, 1.0 / 3.0, 0.2, 3, 0.3, nan, nan});
  writer.write("t_reached", std::vector<double>{0.1, 0.05});
  writer.write("status", std::vector<std::int64_t>{0, 1});
  writer.finish();
}

std::string csv_of(const std::string& array) {
  const TemporaryFolder folder;
  write_result(folder / "result.h5");
  const ResultReader result(folder / "result.h5");
  std::string text;
  write_csv(result, array, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace

TEST_CASE("csv: named columns with units, rows labelled by the other axes", "[report]") {
  CHECK(csv_of("observables") ==
        "arm,time [s],pAKT [nM],share\n"
        "control,0,1.5,0.1\n"
        "control,0.1,0.3333333333333333,0.2\n"
        "\"a,b\",0,3,0.3\n"
        "\"a,b\",0.1,NaN,NaN\n");
}

TEST_CASE("csv: an array over one axis has one column of values", "[report]") {
  CHECK(csv_of("t_reached") == "arm,t_reached [s]\ncontrol,0.1\n\"a,b\",0.05\n");
}

TEST_CASE("csv: flags are written as what they mean", "[report]") {
  CHECK(csv_of("status") == "arm,status\ncontrol,success\n\"a,b\",failed\n");
}

TEST_CASE("csv: an axis is written as its labels", "[report]") {
  CHECK(csv_of("time") == "time [s]\n0\n0.1\n");
}

TEST_CASE("csv: an array that is not there is an InputError", "[report]") {
  CHECK_THROWS_AS(csv_of("amounts"), InputError);
}
