/// A run made ready again from the texts that its result keeps.
#pragma once

#include <memory>

#include "cli/command_line.hpp"
#include "cli/scenario_run.hpp"
#include "cli/sweep_job.hpp"
#include "results/reader.hpp"

namespace sigdyn {

/// True for the result of a sweep.
bool is_sweep(const ResultReader& result);

/// Takes the instruction set of the result too, unless the user chose one, and says on stderr what
/// may keep the bits from being the same: another version, compiler or instruction set. Throws
/// InputError if the result lacks its texts.
std::unique_ptr<ScenarioRun> restore_run(const ResultReader& result, const GlobalOptions& global);

/// The same for the result of a sweep.
std::unique_ptr<SweepJob> restore_sweep(const ResultReader& result, const GlobalOptions& global);

}  // namespace sigdyn
