/// SBML: read, run shortly, written and read again, as YAML too.
#include "fuzz/fuzz_target.hpp"
#include "fuzz/short_run.hpp"
#include "model/model.hpp"
#include "model/write_model.hpp"
#include "sbml/load_sbml.hpp"
#include "sbml/write_sbml.hpp"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sigdyn;
  SbmlModel model;
  const std::string text = fuzz_text(data, size);
  if (!is_accepted([&] { model = parse_sbml(text, "fuzz.xml"); })) return 0;
  run_shortly(model.network);
  is_accepted([&] { parse_sbml(write_sbml(model.network), "again.xml"); });
  is_accepted([&] { load_model({"", {{"again.yaml", write_model(model.network)}}}); });
  return 0;
}
