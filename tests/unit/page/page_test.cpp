#include "page/page.hpp"

#include <limits>

#include "base/diagnostic.hpp"
#include "page/assets.hpp"
#include "results/writer.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sigdyn;

namespace {

const std::string evil = "</script><script>alert('\xE2\x80\xA8\"')</script>";

ResultSchema schema_of(std::size_t n_times, std::size_t n_observables) {
  std::vector<double> times(n_times);
  for (std::size_t i = 0; i < n_times; ++i) times[i] = static_cast<double>(i);
  std::vector<std::string> names{evil};
  for (std::size_t i = 1; i < n_observables; ++i) names.push_back("obs" + std::to_string(i));
  const auto text = [](const char* name, const char* axis) {
    return Variable{.name = name, .axes = {axis}, .long_name = "", .type = ValueType::text};
  };
  ResultSchema schema;
  schema.axes = {
      {.name = "arm", .long_name = "", .labels = std::vector<std::string>{"control", evil}},
      {.name = "time", .long_name = "", .units = "s", .labels = times},
      {.name = "observable", .long_name = "", .labels = names}};
  schema.variables = {text("observable_units", "observable"),
                      text("observable_title", "observable"),
                      {.name = "observables",
                       .axes = {"arm", "time", "observable"},
                       .units = "see observable_units",
                       .long_name = ""},
                      {.name = "t_reached", .axes = {"arm"}, .units = "s", .long_name = ""},
                      text("status_message", "arm"),
                      {.name = "status",
                       .axes = {"arm"},
                       .long_name = "",
                       .type = ValueType::flag,
                       .flags = {"success", "failed"}}};
  return schema;
}

std::string write_result(const TemporaryFolder& folder, std::size_t n_times = 3,
                         std::size_t n_observables = 1) {
  std::string path = folder / "result.h5";
  ResultWriter writer(path, schema_of(n_times, n_observables), ExistingResult::replace);
  std::vector<double> values(2 * n_times * n_observables);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  writer.write("observables", values);
  writer.write("observable_units", std::vector<std::string>(n_observables, "nM"));
  writer.write("observable_title", std::vector<std::string>(n_observables, evil));
  writer.write("t_reached", std::vector<double>{2.0, std::numeric_limits<double>::quiet_NaN()});
  writer.write("status", std::vector<std::int64_t>{0, 1});
  writer.write("status_message", std::vector<std::string>{"", evil});
  writer.finish();
  return path;
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("page: names, titles and messages cannot become markup", "[page]") {
  const TemporaryFolder folder;
  const ResultReader result(write_result(folder));
  const PageContext context{.title = evil,
                            .subtitle = evil,
                            .expected = evil,
                            .facts = {{evil, evil}},
                            .inputs = {{evil, evil}}};

  const std::string page = make_page(result, context);

  CHECK(count_of(page, "<script>alert") == 0);
  CHECK(count_of(page, "alert('") > 5);  // it is there, as text
  CHECK(count_of(page, "<script") == count_of(page, "</script>"));
}

TEST_CASE("page: a policy lets nothing run or load but the page's own script", "[page]") {
  const TemporaryFolder folder;
  const ResultReader result(write_result(folder));

  const std::string page = make_page(result, {.title = "x"});

  CHECK(page.find("default-src 'none'; script-src '" + std::string(page_script_hash()) + "'") !=
        std::string::npos);
  CHECK(count_of(page, "<script>") == 1);
  CHECK(page.find("<link") == std::string::npos);
}

TEST_CASE("page: two hundred observables at two thousand times stay below 15 MB", "[page]") {
  const TemporaryFolder folder;
  const ResultReader result(
      write_result(folder, 20000, 200));  // two arms here for twenty of 2000 times

  const std::string page = make_page(result, {.title = "x"});

  CHECK(page.size() < 15'000'000);
  CHECK(page.find("\"stride\":5,\"of\":20000,\"single\":true") != std::string::npos);
}

TEST_CASE("page: what is neither a scenario's result nor a sweep's is an InputError", "[page]") {
  const TemporaryFolder folder;
  const std::string path = folder / "other.h5";
  ResultSchema schema;
  schema.axes = {{.name = "run", .long_name = "", .labels = std::vector<std::string>{"a"}}};
  ResultWriter(path, schema, ExistingResult::replace).finish();
  const ResultReader result(path);

  CHECK_THROWS_AS(make_page(result, {.title = "x"}), InputError);
}
