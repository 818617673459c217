#include "cli/merge_report.hpp"

#include <fmt/format.h>

#include "cli/terminal.hpp"

namespace sigdyn {

void print_merge_report(const MergeReport& report, const std::string& output) {
  print_result(fmt::format("members: {} of {}\n", report.n_found, report.n_members));
  print_result(fmt::format("failed runs: {}\n", report.n_failed_runs));
  constexpr std::size_t max_listed = 20;
  for (std::size_t i = 0; i < report.gaps.size() && i < max_listed; ++i) {
    print_result(
        fmt::format("missing: members {} to {}\n", report.gaps[i].begin, report.gaps[i].end - 1));
  }
  if (report.gaps.size() > max_listed) {
    print_result(fmt::format("missing: {} more gaps\n", report.gaps.size() - max_listed));
  }
  print_result("written: " + output + "\n");
  if (!report.sources.empty()) {
    print_result(fmt::format("needs: {} block files from '{}' on, at their places beside it\n",
                             report.sources.size(), report.sources.front()));
  }
}

}  // namespace sigdyn
