/// The subcommands. Each is a file of its own that declares its options and what it does.
#pragma once

#include "cli/command_line.hpp"

namespace sigdyn {

void add_convert_command(CommandLine& command_line);
void add_check_command(CommandLine& command_line);
void add_diff_command(CommandLine& command_line);
void add_plot_command(CommandLine& command_line);
void add_replay_command(CommandLine& command_line);
void add_report_command(CommandLine& command_line);
void add_reproduce_command(CommandLine& command_line);
void add_run_command(CommandLine& command_line);
void add_export_command(CommandLine& command_line);
void add_show_command(CommandLine& command_line);
void add_simulate_command(CommandLine& command_line);
void add_merge_command(CommandLine& command_line);
void add_plan_command(CommandLine& command_line);
void add_slurm_command(CommandLine& command_line);
void add_status_command(CommandLine& command_line);
void add_steady_command(CommandLine& command_line);
void add_sweep_command(CommandLine& command_line);

/// All of the above, in the order in which help lists them.
void add_all_commands(CommandLine& command_line);

}  // namespace sigdyn
