/// How this program was built; filled in by CMake (build_facts.cpp.in) at configure and build time.
#pragma once

namespace sigdyn {

struct BuildFacts {
  const char* version;  ///< "0.1.0"
  const char*
      commit;  ///< of git, "-dirty" appended where the tree was changed; "unknown" without git
  const char* compiler;   ///< "GNU 12.2.0"
  const char* build;      ///< "Release, contracts off"
  const char* libraries;  ///< "Boost 1.74.0, Eigen 3.4.0, ..."
};

const BuildFacts& build_facts();

}  // namespace sigdyn
