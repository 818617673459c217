/// sigdyn slurm SWEEP: a sweep as a job array on a cluster, with a merge behind it.
#include <array>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/write_text_file.hpp"
#include "cli/commands.hpp"
#include "cli/sweep_job.hpp"

namespace sigdyn {
namespace {

namespace fs = std::filesystem;

struct SlurmOptions {
  std::string sweep;
  std::string output;
  unsigned n_tasks = 0;
  unsigned n_threads = 1;
  std::string time;
  std::string partition;
  std::string memory;
  bool is_dry_run = false;
};

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string program_path() {
  std::error_code error;
  const fs::path path = fs::read_symlink("/proc/self/exe", error);
  return error ? "sigdyn" : path.string();
}

/// Lines that both jobs have.
std::string common_header(const SlurmOptions& options, const std::string& name,
                          const fs::path& log) {
  std::string text = "#!/bin/bash\n";
  text += fmt::format("#SBATCH --job-name={}\n", name);
  text += fmt::format("#SBATCH --output={}\n", log.string());
  text += "#SBATCH --open-mode=append\n";
  if (!options.partition.empty())
    text += fmt::format("#SBATCH --partition={}\n", options.partition);
  if (!options.memory.empty()) text += fmt::format("#SBATCH --mem={}\n", options.memory);
  return text;
}

/// One task per shard. A minute before its time is up Slurm sends USR1 (--signal): the program
/// commits and exits with 6, and the script puts the task back into the queue. With TERM Slurm ends
/// a task: the program commits as well, but whether the task comes back is for Slurm to say (it
/// requeues what was preempted or lost its node by itself, and a cancelled task stays away).
std::string array_script(const SlurmOptions& options, const std::string& id,
                         const fs::path& output) {
  const fs::path folder = output.string() + ".shards";
  std::string text = common_header(options, "sigdyn-" + id, folder / "task-%a.log");
  text += fmt::format("#SBATCH --array=0-{}\n", options.n_tasks - 1);
  text += fmt::format("#SBATCH --cpus-per-task={}\n", options.n_threads);
  text += "#SBATCH --requeue\n#SBATCH --signal=B:USR1@60\n";
  if (!options.time.empty()) text += fmt::format("#SBATCH --time={}\n", options.time);
  text += fmt::format("\n{} sweep {} -o {} -j {} --shard \"$SLURM_ARRAY_TASK_ID/{}\" --resume &\n",
                      quoted(program_path()), quoted(fs::absolute(options.sweep).string()),
                      quoted(output.string()), options.n_threads, options.n_tasks);
  text +=
      "pid=$!\n"
      "again=no\n"
      "trap 'again=yes; kill -USR1 $pid' USR1\n"
      "trap 'again=no; kill -TERM $pid' TERM\n"
      "wait $pid; code=$?\n"
      "while kill -0 $pid 2>/dev/null; do wait $pid; code=$?; done\n"
      "if [ $code -eq 6 ] && [ $again = yes ]; then\n"
      "  scontrol requeue \"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"\n"
      "fi\n"
      "exit $code\n";
  return text;
}

std::string merge_script(const SlurmOptions& options, const std::string& id,
                         const fs::path& output) {
  const fs::path folder = output.string() + ".shards";
  std::string text = common_header(options, "sigdyn-merge-" + id, folder / "merge.log");
  text += fmt::format("\nexec {} merge {} -o {} --force\n", quoted(program_path()),
                      quoted(folder.string()), quoted(output.string()));
  return text;
}

/// Runs sbatch and returns the job id it prints. Throws IoError with what it said.
std::string submit(const std::string& arguments) {
  const std::string command = "sbatch --parsable " + arguments + " 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw IoError("sbatch", "start", std::system_category().message(errno));
  std::string said;
  std::array<char, 256> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) said += buffer.data();
  const int status = ::pclose(pipe);
  while (!said.empty() && said.back() == '\n') said.pop_back();
  if (status != 0) throw IoError("sbatch", "submit", said.empty() ? "it failed" : said);
  return said.substr(0, said.find(';'));
}

ExitCode run_slurm(const SlurmOptions& options, const GlobalOptions& /*global*/) {
  const SweepJob job(options.sweep);  // a wrong file is found here, not by a thousand tasks
  if (options.n_tasks > job.plan().n_members()) {
    throw UsageError(fmt::format("--tasks {} is more than the {} members of the sweep",
                                 options.n_tasks, job.plan().n_members()));
  }
  const fs::path output = fs::absolute(
      options.output.empty() ? fs::path(options.sweep).stem().string() + ".h5" : options.output);
  const std::string array = array_script(options, job.file().id, output);
  const std::string merge = merge_script(options, job.file().id, output);
  if (options.is_dry_run) {
    print_result(array + "\n# then, when all tasks have ended:\n\n" + merge);
    return exit_success;
  }
  const fs::path folder = output.string() + ".shards";
  fs::create_directories(folder);
  write_text_file(folder / "array.sh", array);
  write_text_file(folder / "merge.sh", merge);
  const std::string array_id = submit(quoted((folder / "array.sh").string()));
  const std::string merge_id =
      submit("--dependency=afterany:" + array_id + " " + quoted((folder / "merge.sh").string()));
  print_result(fmt::format("array: {}\nmerge: {}\nresult: {}\nprogress: sigdyn status {}\n",
                           array_id, merge_id, output.string(), folder.string()));
  return exit_success;
}

}  // namespace

void add_slurm_command(CommandLine& command_line) {
  const auto options = std::make_shared<SlurmOptions>();
  CLI::App& command =
      add_command(command_line, "slurm", "submit a sweep as a Slurm job array", options, run_slurm);
  command.add_option("sweep", options->sweep, "sweep file")->required();
  command.add_option("--tasks", options->n_tasks, "shards, one task each")
      ->required()
      ->check(CLI::PositiveNumber);
  command.add_option("-o,--output", options->output, "result file [SWEEP.h5 here]");
  command.add_option("-j,--threads", options->n_threads, "threads, and CPUs, of a task")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--time", options->time, "time limit of a task, as sbatch takes it");
  command.add_option("--partition", options->partition, "partition");
  command.add_option("--mem", options->memory, "memory of a task, as sbatch takes it");
  command.add_flag("--dry-run", options->is_dry_run, "print the scripts, submit nothing");
}

}  // namespace sigdyn
