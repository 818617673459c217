#include "cli/processors.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include <sched.h>

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

/// Version 2 keeps "quota period" in one file, "max" meaning none.
double quota_in_version_2(const fs::path& folder) {
  std::ifstream file(folder / "cpu.max");
  std::string quota;
  double period = 0.0;
  if (!(file >> quota >> period) || quota == "max" || !(period > 0.0)) return 0.0;
  return std::strtod(quota.c_str(), nullptr) / period;
}

/// Version 1 has a file for each, a negative quota meaning none.
double quota_in_version_1(const fs::path& folder) {
  double quota = 0.0;
  double period = 0.0;
  std::ifstream(folder / "cpu.cfs_quota_us") >> quota;
  std::ifstream(folder / "cpu.cfs_period_us") >> period;
  return quota > 0.0 && period > 0.0 ? quota / period : 0.0;
}

/// The least quota from `group` up to the root of its hierarchy: each of them holds. Inside a
/// container the lower ones may not be visible; its own is then the root.
double least_quota(const fs::path& hierarchy, const std::string& group,
                   double (*quota_in)(const fs::path&)) {
  double least = 0.0;
  fs::path inside = fs::path(group).relative_path();
  while (true) {
    const double quota = quota_in(hierarchy / inside);
    if (quota > 0.0 && (least == 0.0 || quota < least)) least = quota;
    if (inside.empty()) return least;
    inside = inside.parent_path();
  }
}

bool has_cpu(const std::string& controllers) {
  return ("," + controllers + ",").find(",cpu,") != std::string::npos;
}

}  // namespace

double cgroup_processors(const std::string& memberships, const fs::path& mount) {
  double least = 0.0;
  const auto consider = [&](double quota) {
    if (quota > 0.0 && (least == 0.0 || quota < least)) least = quota;
  };
  std::istringstream lines(memberships);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) consider(least_quota(mount, group, quota_in_version_2));
    if (!has_cpu(controllers)) continue;
    for (const fs::path& hierarchy : {mount / controllers, mount / "cpu"}) {
      consider(least_quota(hierarchy, group, quota_in_version_1));
    }
  }
  return least;
}

unsigned usable_processors() {
  cpu_set_t given;
  CPU_ZERO(&given);
  int n = sched_getaffinity(0, sizeof given, &given) == 0 ? CPU_COUNT(&given) : 1;
  std::ostringstream memberships;
  memberships << std::ifstream("/proc/self/cgroup").rdbuf();
  const double quota = cgroup_processors(memberships.str(), "/sys/fs/cgroup");
  if (quota > 0.0) n = std::min(n, static_cast<int>(std::ceil(quota)));
  return static_cast<unsigned>(std::max(1, n));
}

}  // namespace sigdyn
