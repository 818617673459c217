#include "store/shard_folder.hpp"

#include <vector>

#include "base/diagnostic.hpp"
#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("shard manifest: the parts of all shards make up the members, each once", "[store]") {
  const auto n_members = GENERATE(0U, 1U, 7U, 1000003U);
  const auto count = GENERATE(1U, 2U, 8U, 13U);
  std::uint64_t next = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    const MemberRange part = ShardManifest{"s", "h", n_members, index, count}.members();
    CHECK(part.begin == next);
    CHECK(part.size() <= n_members / count + 1);
    next = part.end;
  }
  CHECK(next == n_members);
}

TEST_CASE("shard manifest: text and back", "[store]") {
  const ShardManifest manifest{"igfbp3", "0123abcd", 625, 3, 8};
  CHECK(to_text(parse_manifest(to_text(manifest), "m")) == to_text(manifest));
}

TEST_CASE("shard manifest: damaged text is refused", "[store]") {
  CHECK_THROWS_AS(parse_manifest("", "m"), InputError);
  CHECK_THROWS_AS(parse_manifest("format: sigdyn-shard/2\n", "m"), InputError);
  CHECK_THROWS_AS(
      parse_manifest("format: sigdyn-shard/1\nsweep: s\nhash: h\nn_members: 10x\n", "m"),
      InputError);
}

TEST_CASE("missing members: gaps before, between and after what is committed", "[store]") {
  const std::vector<StoredBlock> blocks{{"a", {{4, 6}}}, {"b", {{8, 9}, {2, 3}}}};
  const auto missing = missing_members({1, 10}, blocks);
  std::vector<std::uint64_t> members;
  for (const MemberRange& range : missing) {
    for (std::uint64_t member = range.begin; member < range.end; ++member)
      members.push_back(member);
  }
  CHECK(members == std::vector<std::uint64_t>{1, 3, 6, 7, 9});
}

}  // namespace
