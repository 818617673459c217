/// What each fuzz target defines, for libFuzzer and for the replay of the corpus alike.
///
/// A reader may refuse a text in the ways its header names. Anything else ends the process, and
/// with it the fuzzer or the test: another exception, a broken contract, a sanitizer's finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/diagnostic.hpp"

// The name and its spelling are libFuzzer's.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sigdyn {

inline std::string fuzz_text(const std::uint8_t* data, std::size_t size) {
  return {data, data + size};
}

/// Runs a reader; false where it refused the text.
template <class Read>
bool is_accepted(const Read& read) {
  try {
    read();
    return true;
  } catch (const InputError&) {
    return false;
  } catch (const UnsupportedError&) {
    return false;
  }
}

}  // namespace sigdyn
