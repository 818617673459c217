#include "cli/processors.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include <sched.h>

namespace sigdyn {
namespace {

/// CPUs a cgroup's quota is worth; 0 where there is none. Version 2 keeps "quota period" in one
/// file, "max" meaning none.
double quota_of_cgroup() {
  std::ifstream self("/proc/self/cgroup");
  std::string line;
  while (std::getline(self, line)) {
    if (!line.starts_with("0::")) continue;
    std::ifstream file("/sys/fs/cgroup" + line.substr(3) + "/cpu.max");
    std::string quota;
    double period = 0.0;
    if (file >> quota >> period && quota != "max" && period > 0.0) {
      return std::stod(quota) / period;
    }
  }
  return 0.0;
}

}  // namespace

unsigned usable_processors() {
  cpu_set_t given;
  CPU_ZERO(&given);
  int n = sched_getaffinity(0, sizeof given, &given) == 0 ? CPU_COUNT(&given) : 1;
  const double quota = quota_of_cgroup();
  if (quota > 0.0) n = std::min(n, static_cast<int>(std::ceil(quota)));
  return static_cast<unsigned>(std::max(1, n));
}

}  // namespace sigdyn
