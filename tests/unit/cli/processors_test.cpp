#include "cli/processors.hpp"

#include <fstream>

#include <unistd.h>

#include "support/catch.hpp"

namespace {

using namespace sigdyn;
namespace fs = std::filesystem;

/// A mounted hierarchy of cgroups, in a folder.
class CgroupTree {
 public:
  CgroupTree() : root_(fs::temp_directory_path() / ("sigdyn_cgroup_" + std::to_string(getpid()))) {
    fs::create_directories(root_);
  }
  ~CgroupTree() { fs::remove_all(root_); }
  CgroupTree(const CgroupTree&) = delete;
  CgroupTree& operator=(const CgroupTree&) = delete;

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  const fs::path& root() const { return root_; }

 private:
  fs::path root_;
};

TEST_CASE("cgroup version 2: the quota over its period, none where it is max", "[cli]") {
  const CgroupTree tree;
  tree.write("job/cpu.max", "max 100000\n");
  CHECK(cgroup_processors("0::/job\n", tree.root()) == 0.0);
  tree.write("job/cpu.max", "250000 100000\n");
  CHECK(cgroup_processors("0::/job\n", tree.root()) == 2.5);
}

TEST_CASE("cgroups: a group is held to the quotas of those around it too", "[cli]") {
  const CgroupTree tree;
  tree.write("job/cpu.max", "150000 100000\n");
  tree.write("job/step/cpu.max", "400000 100000\n");
  CHECK(cgroup_processors("0::/job/step/task\n", tree.root()) == 1.5);
}

TEST_CASE("cgroup version 1: quota and period in two files, -1 for none", "[cli]") {
  const CgroupTree tree;
  const std::string groups = "3:cpuset:/\n2:cpu,cpuacct:/job\n0::/\n";
  tree.write("cpu,cpuacct/job/cpu.cfs_quota_us", "-1\n");
  tree.write("cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  CHECK(cgroup_processors(groups, tree.root()) == 0.0);
  tree.write("cpu,cpuacct/job/cpu.cfs_quota_us", "300000\n");
  CHECK(cgroup_processors(groups, tree.root()) == 3.0);
}

TEST_CASE("cgroups: a container sees its own quota at the root of the hierarchy", "[cli]") {
  const CgroupTree tree;
  tree.write("cpu.max", "50000 100000\n");
  CHECK(cgroup_processors("0::/not/visible/in/here\n", tree.root()) == 0.5);
}

TEST_CASE("cgroups: text that is none gives no quota", "[cli]") {
  const CgroupTree tree;
  CHECK(cgroup_processors("", tree.root()) == 0.0);
  CHECK(cgroup_processors("nonsense\n1:cpu\n", tree.root()) == 0.0);
}

}  // namespace
