#include "store/detail/member_rows.hpp"

#include <algorithm>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;

TEST_CASE("member rows: a member in two blocks is taken once", "[store]") {
  // Block a: rows 0-2 are members 0-2, rows 3-4 members 7-8. Block b: members 1-5.
  const std::vector<StoredBlock> blocks{{"a", {{0, 3}, {7, 9}}}, {"b", {{1, 6}}}};
  std::vector<std::uint64_t> members;
  for (const auto& rows : detail::find_member_rows(blocks, 9)) {
    for (std::uint64_t i = 0; i < rows.n_rows; ++i) members.push_back(rows.member + i);
    if (rows.block == 1) CHECK(rows.member == 1 + rows.first_row);
  }
  std::sort(members.begin(), members.end());
  CHECK(members == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 7, 8});
}

}  // namespace
