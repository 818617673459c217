/// How many processors this process may use.
#pragma once

#include <filesystem>
#include <string>

namespace sigdyn {

/// The CPUs it was given: those of its affinity mask (taskset, Slurm), at most the quota of its
/// cgroups (containers, batch systems), at least 1.
unsigned usable_processors();

/// The processors that the quotas of some cgroups are worth; 0 where none has one. `memberships` is
/// what /proc/self/cgroup says, `mount` where the hierarchies are mounted; versions 1 and 2.
double cgroup_processors(const std::string& memberships, const std::filesystem::path& mount);

}  // namespace sigdyn
