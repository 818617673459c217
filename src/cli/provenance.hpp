/// Where a result comes from: all that is needed to make it again, as attributes of the file.
#pragma once

#include <string>
#include <vector>

#include "cli/load_model_file.hpp"
#include "ode/integrator.hpp"
#include "results/reader.hpp"
#include "results/schema.hpp"
#include "simulate/run.hpp"

namespace sigdyn {

/// Program, command line, instruction set, model texts, tolerances and method, with their KiSAO
/// terms. Callers append what else made the runs: the scenario, the sweep, its seed.
std::vector<Attribute> make_provenance(const std::string& command_line, const LoadedModel& model,
                                       const IntegratorOptions& integrator);

/// <name>_file and <name>_text: one of the files a run was made from ("scenario", "sweep").
void add_input(std::vector<Attribute>& provenance, const std::string& name, const InputFile& file);

/// What add_input() wrote; empty text if the result has none.
InputFile stored_input(const ResultReader& result, const std::string& name);

/// The texts of the model, the top file first. Throws InputError if the result lacks them.
std::vector<InputFile> stored_model(const ResultReader& result);

}  // namespace sigdyn
