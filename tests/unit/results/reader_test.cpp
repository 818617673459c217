#include "results/reader.hpp"

#include <algorithm>
#include <fstream>

#include <hdf5.h>

#include "base/diagnostic.hpp"
#include "results/writer.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace sigdyn;

TEST_CASE("result reader: a missing file is an IoError with the reason", "[results]") {
  CHECK_THROWS_WITH(ResultReader("no_such.h5"),
                    "no_such.h5: cannot read: No such file or directory");
}

TEST_CASE("result reader: a directory is an IoError", "[results]") {
  CHECK_THROWS_WITH(ResultReader("/tmp"), "/tmp: cannot read: it is a directory");
}

TEST_CASE("result reader: a file of another kind is an InputError", "[results]") {
  const TemporaryFolder folder;
  const std::string path = folder / "text.h5";
  std::ofstream(path) << "hello";

  CHECK_THROWS_WITH(ResultReader(path),
                    path + ": error: not a sigdyn result (it is not an HDF5 file)");
}

TEST_CASE("result reader: another major version is refused by name", "[results]") {
  const TemporaryFolder folder;
  const std::string path = folder / "version.h5";
  ResultWriter(path, {}, ExistingResult::replace).finish();
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t attribute = H5Aopen(file, "version", H5P_DEFAULT);
  const std::int64_t later[] = {2, 0};
  H5Awrite(attribute, H5T_NATIVE_INT64, later);
  H5Aclose(attribute);
  H5Fclose(file);

  CHECK_THROWS_AS(ResultReader(path), UnsupportedError);
}

TEST_CASE("result reader: asking for what is not there is an InputError", "[results]") {
  const TemporaryFolder folder;
  const std::string path = folder / "empty.h5";
  ResultWriter(path, {}, ExistingResult::replace).finish();
  const ResultReader reader(path);

  CHECK_FALSE(reader.has("amounts"));
  CHECK_THROWS_WITH(reader.reals("amounts"), path + ": error: has no 'amounts'");
  CHECK(reader.attribute("nothing").empty());
}

TEST_CASE("result reader: attributes come back as texts or numbers, for the next writer too",
          "[results]") {
  const TemporaryFolder folder;
  const std::string path = folder / "attributes.h5";
  const ResultSchema schema{.attributes = {{"rtol", 1e-6},
                                           {"max_steps", std::int64_t{7}},
                                           {"method", std::string("rock4")},
                                           {"files", std::vector<std::string>{"a", "b"}}},
                            .axes = {},
                            .variables = {}};
  ResultWriter(path, schema, ExistingResult::replace).finish();
  const ResultReader result(path);

  CHECK(result.number("rtol") == 1e-6);
  CHECK_FALSE(result.number("method"));
  CHECK_FALSE(result.number("version"));  // two numbers
  CHECK_FALSE(result.number("none"));
  const auto kept = result.provenance();
  REQUIRE(kept.size() == 4);
  for (const Attribute& attribute : schema.attributes) {
    const bool is_kept = std::any_of(kept.begin(), kept.end(), [&](const Attribute& other) {
      return other.name == attribute.name && other.value == attribute.value;
    });
    CHECK(is_kept);
  }
}
