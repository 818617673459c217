#include "sbml/detail/rehearsal.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include <unistd.h>

#include "support/catch.hpp"

namespace {

using namespace sigdyn::detail;

constexpr RehearsalLimits limits{5.0, 200'000'000};

TEST_CASE("rehearsal: work that ends well leaves nothing behind", "[sbml]") {
  int value = 1;
  CHECK(rehearse([&] { value = 2; }, limits) == RehearsalEnd::done);
  CHECK(value == 1);
}

TEST_CASE("rehearsal: an exception is an end like any other", "[sbml]") {
  CHECK(rehearse([] { throw std::runtime_error("no"); }, limits) == RehearsalEnd::done);
}

TEST_CASE("rehearsal: a signal ends the child only", "[sbml]") {
  const int signal = GENERATE(SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGKILL);
  CHECK(rehearse([&] { std::raise(signal); }, limits) == RehearsalEnd::crashed);
}

TEST_CASE("rehearsal: so does leaving without an end", "[sbml]") {
  CHECK(rehearse([] { ::_exit(0); }, limits) == RehearsalEnd::crashed);
}

TEST_CASE("rehearsal: its time is limited, be it spent or waited", "[sbml]") {
  CHECK(rehearse(
            [] {
              for (;;) ::getpid();
            },
            {0.02, 1'000'000}) == RehearsalEnd::too_long);
  CHECK(rehearse(
            [] {
              for (;;) ::pause();
            },
            {0.005, 1'000'000}) == RehearsalEnd::too_long);
}

TEST_CASE("rehearsal: its memory is limited", "[sbml]") {
  const auto fill = [] {
    std::vector<std::vector<char>> blocks;
    for (;;) blocks.emplace_back(10'000'000, 'x');
  };
  CHECK(rehearse(fill, limits) == RehearsalEnd::crashed);
}

TEST_CASE("rehearsal: works where the system throws away how children end", "[sbml]") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  CHECK(rehearse([] {}, limits) == RehearsalEnd::done);
  CHECK(rehearse([] { std::raise(SIGSEGV); }, limits) == RehearsalEnd::crashed);
  std::signal(SIGCHLD, before);
}

TEST_CASE("rehearsal: memory can be had while other threads ask for it", "[sbml]") {
  std::atomic<bool> is_over{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&is_over] {
      while (!is_over) std::free(std::malloc(1'000'000));
    });
  }
  for (int i = 0; i < 20; ++i) {
    const auto allocate = [] {
      std::vector<std::vector<char>> blocks;
      for (int block = 0; block < 100; ++block) blocks.emplace_back(20'000, 'x');
    };
    CHECK(rehearse(allocate, limits) == RehearsalEnd::done);
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
