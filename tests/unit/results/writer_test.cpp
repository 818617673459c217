#include "results/writer.hpp"

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <sys/stat.h>

#include "base/diagnostic.hpp"
#include "results/reader.hpp"
#include "support/catch.hpp"

using namespace sigdyn;

namespace {

namespace fs = std::filesystem;

/// A folder of its own for one test, removed afterwards.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "sigdyn_results_XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
};

ResultSchema two_arms() {
  ResultSchema schema;
  schema.attributes = {{"title", std::string("caf\u00e9")},
                       {"model_file", std::vector<std::string>{"a.yaml", "b.yaml"}},
                       {"rtol", 1e-6}};
  schema.axes = {{.name = "arm", .long_name = "arm", .labels = std::vector<std::string>{"a", "b"}},
                 {.name = "time",
                  .long_name = "time",
                  .units = "s",
                  .labels = std::vector<double>{0.0, 0.5, 2.0}}};
  schema.variables = {
      {.name = "amounts", .axes = {"arm", "time"}, .units = "molecules", .long_name = "amount"},
      {.name = "status",
       .axes = {"arm"},
       .long_name = "status",
       .type = ValueType::flag,
       .flags = {"success", "failed"}},
      {.name = "message", .axes = {"arm"}, .long_name = "message", .type = ValueType::text}};
  return schema;
}

ResultSchema growing_runs() {
  ResultSchema schema;
  schema.axes = {{.name = "run",
                  .long_name = "run",
                  .labels = std::vector<std::int64_t>{},
                  .is_growing = true},
                 {.name = "observable",
                  .long_name = "observable",
                  .labels = std::vector<std::string>{"x", "y"}}};
  schema.variables = {
      {.name = "final", .axes = {"run", "observable"}, .long_name = "last value"},
      {.name = "note", .axes = {"run"}, .long_name = "note", .type = ValueType::text}};
  return schema;
}

}  // namespace

TEST_CASE("result writer: what is written is read back, with axes, units and flags", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";
  const std::vector<double> amounts{1, 2, 3, 4, 5, 6};
  ResultWriter writer(path, two_arms(), ExistingResult::keep);

  writer.write("amounts", amounts);
  writer.write("status", std::vector<std::int64_t>{0, 1});
  writer.write("message", std::vector<std::string>{"", "step too small \u03bcs"});
  writer.finish();

  const ResultReader reader(path);
  CHECK(reader.reals("amounts") == amounts);
  CHECK(reader.reals("amounts", {.first = 1}) == std::vector<double>{4, 5, 6});
  CHECK(reader.integers("status") == std::vector<std::int64_t>{0, 1});
  CHECK(reader.texts("message") == std::vector<std::string>{"", "step too small \u03bcs"});
  CHECK(reader.texts("arm") == std::vector<std::string>{"a", "b"});
  CHECK(reader.array("amounts").axes == std::vector<std::string>{"arm", "time"});
  CHECK(reader.array("amounts").units == "molecules");
  CHECK(reader.array("status").flags == std::vector<std::string>{"success", "failed"});
  CHECK(reader.attribute("title") == "caf\u00e9");
  CHECK(reader.attributes("model_file") == std::vector<std::string>{"a.yaml", "b.yaml"});
}

TEST_CASE("result writer: values never written read as NaN", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";
  ResultWriter writer(path, two_arms(), ExistingResult::keep);

  writer.write("amounts", std::vector<double>{1, 2, 3});
  writer.finish();

  const auto amounts = ResultReader(path).reals("amounts");
  CHECK(amounts[2] == 3.0);
  CHECK(std::isnan(amounts[3]));
  CHECK(std::isnan(amounts[5]));
}

TEST_CASE("result writer: rows of a growing axis come in blocks, in any order", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";
  ResultWriter writer(path, growing_runs(), ExistingResult::keep);

  writer.write("final", std::vector<double>{5, 6}, 2);
  writer.write("run", std::vector<std::int64_t>{10, 11, 12, 13});
  writer.write("final", std::vector<double>{1, 2, 3, 4}, 0);
  writer.finish();

  const ResultReader reader(path);
  CHECK(reader.array("final").shape == std::vector<std::size_t>{4, 2});
  CHECK(reader.array("note").shape == std::vector<std::size_t>{4});
  const auto values = reader.reals("final");
  CHECK(std::vector<double>(values.begin(), values.begin() + 6) ==
        std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(std::isnan(values[6]));
  CHECK(reader.reals("final", {.first = 1, .count = 2}) == std::vector<double>{3, 4, 5, 6});
  CHECK(reader.texts("note") == std::vector<std::string>(4));
}

TEST_CASE("result writer: a text of megabytes fits into an attribute", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";
  const std::string text(std::size_t{5} << 20, 'x');
  ResultSchema schema = two_arms();
  schema.attributes.push_back({"model_text", text});

  ResultWriter(path, schema, ExistingResult::keep).finish();

  CHECK(ResultReader(path).attribute("model_text") == text);
}

TEST_CASE("result writer: without finish nothing is left behind", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";

  {
    ResultWriter writer(path, two_arms(), ExistingResult::keep);
    CHECK(fs::exists(path + ".part"));
  }

  CHECK(fs::is_empty(folder.path));
}

TEST_CASE("result writer: an existing file is kept unless it may be replaced", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";
  std::ofstream(path) << "precious";

  CHECK_THROWS_WITH(
      ResultWriter(path, two_arms(), ExistingResult::keep),
      path + ": cannot write the result: the file exists already (--force replaces it)");
  CHECK(fs::file_size(path) == 8);
  ResultWriter(path, two_arms(), ExistingResult::replace).finish();

  CHECK(ResultReader(path).texts("arm").size() == 2);
}

TEST_CASE("result writer: a file that appears meanwhile is kept, too", "[results]") {
  const Folder folder;
  const std::string path = folder / "out.h5";
  ResultWriter writer(path, two_arms(), ExistingResult::keep);
  std::ofstream(path) << "precious";

  CHECK_THROWS_AS(writer.finish(), IoError);

  CHECK(fs::file_size(path) == 8);
}

TEST_CASE("result writer: a missing folder and a folder in the way are named", "[results]") {
  const Folder folder;
  fs::create_directory(folder.path / "out.h5");

  CHECK_THROWS_WITH(ResultWriter(folder / "no/out.h5", two_arms(), ExistingResult::keep),
                    folder / "no/out.h5" + ": cannot write the result: there is no folder '" +
                        (folder / "no") + "'");
  CHECK_THROWS_AS(ResultWriter(folder / "out.h5", two_arms(), ExistingResult::replace), IoError);
}

TEST_CASE("result writer: a device is not replaced by a file", "[results]") {
  const Folder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);

  CHECK_THROWS_WITH(ResultWriter(pipe, two_arms(), ExistingResult::replace),
                    pipe + ": cannot write the result: it is no regular file");
  CHECK(fs::is_fifo(pipe));
}

TEST_CASE("result writer: a full disk is an IoError and leaves nothing behind", "[results]") {
  const Folder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  getrlimit(RLIMIT_FSIZE, &old_limit);
  const rlimit small{100'000,
                     old_limit.rlim_max};  // stands for the full disk: writes beyond it fail
  ResultSchema schema = two_arms();
  schema.axes[1].labels = std::vector<double>(50'000, 1.0);

  setrlimit(RLIMIT_FSIZE, &small);
  const auto write_all = [&] {
    ResultWriter writer(folder / "out.h5", schema, ExistingResult::keep);
    writer.write("amounts", std::vector<double>(100'000, 1.5));
    writer.finish();
  };
  CHECK_THROWS_AS(write_all(), IoError);
  setrlimit(RLIMIT_FSIZE, &old_limit);

  CHECK(fs::is_empty(folder.path));
  write_all();  // the library is still in order
  CHECK(ResultReader(folder / "out.h5").reals("amounts").size() == 100'000);
}
