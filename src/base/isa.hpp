/// Which vector instruction set the lane code runs on, chosen at run time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sigdyn {

enum class Isa : std::uint8_t { sse2, avx2, avx512 };

const char* to_string(Isa isa);

/// The best one that this processor has.
Isa best_isa();

/// The one in force: best_isa() unless set_isa() lowered it. One value per process, set once at
/// start-up (by the command line or a test) before any kernel is made.
Isa current_isa();

/// Forces a set this processor has; returns false (and changes nothing) if it has not, or if the
/// name is not one of sse2, avx2, avx512.
bool set_isa(std::string_view name);

}  // namespace sigdyn
