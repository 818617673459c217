/// BioNetGen networks: read and run shortly.
#include "bngl/load_net.hpp"
#include "fuzz/fuzz_target.hpp"
#include "fuzz/short_run.hpp"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sigdyn;
  Network network;
  const std::string text = fuzz_text(data, size);
  if (is_accepted([&] { network = parse_net(text, "fuzz.net"); })) run_shortly(network);
  return 0;
}
