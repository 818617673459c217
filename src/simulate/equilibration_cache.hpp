/// Equilibrations, each computed once for all runs that have the same one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "simulate/job.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// One equilibration. Runs have the same one if all that it depends on is equal.
struct EquilibrationEntry {
  NetworkValues from;  ///< values before
  Equilibration how;
  double t_begin = 0.0;

  bool is_done = false;
  RunResult outcome;                          ///< status, message, stats, rung
  NetworkValues settled;                      ///< values after, on success
  std::vector<std::unique_ptr<Job>> waiting;  ///< runs that came while it was being computed
};

/// Not thread-safe. Holds the entries in work and, up to a limit of memory, those done: one that
/// was dropped and is asked for again is computed again, with the same bits.
class EquilibrationCache {
 public:
  struct Lookup {
    std::shared_ptr<EquilibrationEntry> entry;
    bool is_new = false;
  };

  /// The entry that `job` needs, made if there is none. Expects job.plan.equilibration.
  Lookup find_or_add(const Job& job);

 private:
  void drop_old_entries();

  std::unordered_multimap<std::uint64_t, std::shared_ptr<EquilibrationEntry>> entries_;
  std::deque<std::uint64_t> order_of_entry_;  // hashes, oldest first
};

}  // namespace sigdyn
