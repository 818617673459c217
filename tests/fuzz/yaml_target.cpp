/// The YAML files: one text offered as a model and as a scenario.
#include "fuzz/fuzz_target.hpp"
#include "fuzz/short_run.hpp"
#include "model/model.hpp"
#include "scenario/load_scenario.hpp"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sigdyn;
  const std::string text = fuzz_text(data, size);
  Model model;
  if (is_accepted([&] { model = load_model({"", {{"fuzz.yaml", text}}}); })) {
    run_shortly(model.network);
  }
  is_accepted([&] { parse_scenario(text, "fuzz.yaml"); });
  return 0;
}
