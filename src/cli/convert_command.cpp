/// sigdyn convert MODEL -o OUT: a model in another format.
#include <filesystem>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "cli/commands.hpp"
#include "cli/load_model_file.hpp"
#include "cli/output_file.hpp"
#include "sbml/write_sbml.hpp"

namespace sigdyn {
namespace {

struct ConvertOptions {
  std::string model;
  std::string output;
  bool may_replace = false;
};

ExitCode run_convert(const ConvertOptions& options, const GlobalOptions& /*global*/) {
  const std::string ending = std::filesystem::path(options.output).extension().string();
  if (ending != ".xml" && ending != ".sbml") {
    throw UsageError(
        fmt::format("-o {}: expected a name that ends in .xml or .sbml", options.output));
  }
  const LoadedModel loaded = load_model_file(options.model);
  write_text_file(options.output, write_sbml(loaded.network),
                  options.may_replace ? ExistingResult::replace : ExistingResult::keep);
  return exit_success;
}

}  // namespace

void add_convert_command(CommandLine& command_line) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App& command =
      add_command(command_line, "convert", "write a model as SBML (L3V2)", options, run_convert);
  command.add_option("model", options->model, "model file: .yaml, .xml (SBML), .net")->required();
  command.add_option("-o,--output", options->output, "file to write: .xml or .sbml")->required();
  command.add_flag("--force", options->may_replace, "replace an existing file");
}

}  // namespace sigdyn
