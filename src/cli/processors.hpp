/// How many processors this process may use.
#pragma once

namespace sigdyn {

/// The CPUs it was given: those of its affinity mask (taskset, Slurm), at most the quota of its
/// cgroup (containers), at least 1.
unsigned usable_processors();

}  // namespace sigdyn
