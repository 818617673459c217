#include "cli/commands.hpp"

namespace sigdyn {

void add_all_commands(CommandLine& command_line) {
  add_run_command(command_line);
  add_simulate_command(command_line);
  add_steady_command(command_line);
  add_check_command(command_line);
  add_convert_command(command_line);
  add_show_command(command_line);
  add_sweep_command(command_line);
  add_plan_command(command_line);
  add_slurm_command(command_line);
  add_status_command(command_line);
  add_merge_command(command_line);
  add_plot_command(command_line);
  add_report_command(command_line);
  add_export_command(command_line);
  add_diff_command(command_line);
  add_reproduce_command(command_line);
  add_replay_command(command_line);
}

}  // namespace sigdyn
