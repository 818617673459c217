/// What a merge found, in words.
#pragma once

#include <string>

#include "store/merge.hpp"

namespace sigdyn {

/// To stdout: members, failed runs, gaps and the file written.
void print_merge_report(const MergeReport& report, const std::string& output);

}  // namespace sigdyn
