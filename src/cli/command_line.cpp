#include "cli/command_line.hpp"

#include <algorithm>
#include <span>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include "base/closest_match.hpp"
#include "base/diagnostic.hpp"
#include "base/isa.hpp"
#include "cli/build_facts.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"

namespace sigdyn {
namespace {

constexpr const char* footer =
    "Results go to standard output, all else to standard error. Exit codes: 0 all well, 1 some "
    "run\n"
    "failed, 2 wrong command line, 3 invalid input, 4 not supported, 5 file error, 6 interrupted.";

struct SharedOptions {
  bool is_quiet = false;
  bool is_verbose = false;
  std::string isa;
};

std::string version_text() {
  const BuildFacts& facts = build_facts();
  return fmt::format(
      "sigdyn {} (commit {})\ncompiler   {}, {}\nprocessor  {} in use, {} is the best it has\n"
      "libraries  {}",
      facts.version, facts.commit, facts.compiler, facts.build, to_string(current_isa()),
      to_string(best_isa()), facts.libraries);
}

void add_shared_options(CommandLine& command_line, SharedOptions& shared) {
  CLI::App& app = command_line.app;
  app.description("sigdyn simulates the dynamics of cell signalling");
  app.footer(footer);
  app.name("sigdyn");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", version_text, "version, compiler, libraries");
  app.add_flag("-q,--quiet", shared.is_quiet, "no progress, no remarks");
  app.add_flag("-v,--verbose", shared.is_verbose, "say what is done and why");
  app.add_option("--isa", shared.isa, "vector instructions to use: sse2, avx2 or avx512")
      ->envname("SIGDYN_ISA")
      ->type_name("NAME");
}

void apply(const SharedOptions& shared, GlobalOptions& global) {
  if (shared.is_quiet && shared.is_verbose) {
    throw UsageError("--quiet and --verbose exclude each other");
  }
  if (shared.is_quiet) global.verbosity = Verbosity::quiet;
  if (shared.is_verbose) global.verbosity = Verbosity::verbose;
  global.isa = shared.isa;
  if (!shared.isa.empty() && !set_isa(shared.isa)) {
    throw UsageError(fmt::format(
        "instruction set '{}' is not one of sse2, avx2, avx512, or this processor lacks it",
        shared.isa));
  }
}

/// CLI11 would only say that an argument was not expected.
void suggest_command(const CLI::App& app, std::span<const char* const> words) {
  if (words.size() < 2 || words[1][0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  const std::string word = words[1];
  if (std::find(names.begin(), names.end(), word) == names.end()) {
    throw UsageError(fmt::format("unknown command '{}'{} (sigdyn --help lists them)", word,
                                 suggestion(word, names)));
  }
}

std::string joined(std::span<const char* const> words) {
  std::string text;
  for (const char* word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

/// Help and version are results; anything else CLI11 throws is a wrong command line.
ExitCode finish_parse(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {
    std::ostringstream text;
    app.exit(error, text, text);
    print_result(text.str());
    return exit_success;
  }
  std::string message = error.what();
  if (const auto line_end = message.find('\n'); line_end != std::string::npos) {
    message.resize(line_end);
  }
  const auto chosen = app.get_subcommands();
  throw UsageError(message + " (sigdyn " + (chosen.empty() ? "" : chosen[0]->get_name() + " ") +
                   "--help lists the options)");
}

ExitCode parse_and_run(CommandLine& command_line, SharedOptions& shared, int argc,
                       const char* const* argv) {
  const std::span words(argv, static_cast<std::size_t>(argc));
  suggest_command(command_line.app, words);
  command_line.global.command_line = joined(words);
  try {
    command_line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return finish_parse(command_line.app, error);
  }
  apply(shared, command_line.global);
  return command_line.action();
}

}  // namespace

ExitCode run_command_line(int argc, const char* const* argv) {
  try {
    CommandLine command_line;
    SharedOptions shared;
    add_shared_options(command_line, shared);
    add_all_commands(command_line);
    const ExitCode code = parse_and_run(command_line, shared, argc, argv);
    flush_results();
    return code;
  } catch (...) {
    return report_current_failure();
  }
}

}  // namespace sigdyn
