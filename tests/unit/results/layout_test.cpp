#include "results/detail/layout.hpp"

#include "support/catch.hpp"

using namespace sigdyn;

namespace {
using Shape = std::vector<hsize_t>;
}

TEST_CASE("chunks: whole inner axes first, at most 256 KiB", "[results]") {
  CHECK(detail::chunk_shape({100, 577, 80}, 8, false) == Shape{1, 409, 80});  // 409 * 80 <= 32768
  CHECK(detail::chunk_shape({100, 10, 80}, 8, false) == Shape{40, 10, 80});
  CHECK(detail::chunk_shape({4, 100'000}, 8, false) == Shape{1, 32768});
}

TEST_CASE("chunks: a growing axis starts with blocks of rows", "[results]") {
  CHECK(detail::chunk_shape({0}, 8, true) == Shape{1024});
  CHECK(detail::chunk_shape({0, 4}, 8, true) == Shape{1024, 4});
  CHECK(detail::chunk_shape({0, 40'000}, 8, true) == Shape{1, 32768});
}

TEST_CASE("chunks: an axis without entries still has a chunk", "[results]") {
  CHECK(detail::chunk_shape({0, 3}, 8, false) == Shape{1, 3});
}
