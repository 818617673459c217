/// The command line: what all subcommands share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/exit_code.hpp"
#include "cli/terminal.hpp"

namespace sigdyn {

/// What holds for the whole program, whatever the subcommand.
struct GlobalOptions {
  Verbosity verbosity = Verbosity::normal;
  std::string command_line;  ///< as typed, for the record in results
  std::string isa;           ///< instruction set the user asked for; empty if none
};

struct CommandLine {
  CLI::App app;
  GlobalOptions global;
  std::function<ExitCode()> action;  ///< what the chosen subcommand does
};

/// Declares a subcommand with options of its own; returns it for adding them. If it is chosen,
/// `run(options, global)` is called.
template <class Options>
CLI::App& add_command(CommandLine& command_line, const std::string& name,
                      const std::string& description, const std::shared_ptr<Options>& options,
                      ExitCode (*run)(const Options&, const GlobalOptions&)) {
  CLI::App* command = command_line.app.add_subcommand(name, description);
  command->callback([&command_line, options, run] {
    command_line.action = [&command_line, options, run] {
      return run(*options, command_line.global);
    };
  });
  return *command;
}

/// Parses, runs the subcommand, prints; throws nothing.
ExitCode run_command_line(int argc, const char* const* argv);

}  // namespace sigdyn
