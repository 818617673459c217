#include "base/isa.hpp"

#include <atomic>

namespace sigdyn {
namespace {

bool has(Isa isa) {
  switch (isa) {
    case Isa::sse2:
      return true;  // part of x86-64
    case Isa::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case Isa::avx512:
      return has(Isa::avx2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
  return false;
}

std::atomic<Isa>& isa_in_force() {
  static std::atomic<Isa> isa{best_isa()};
  return isa;
}

}  // namespace

const char* to_string(Isa isa) {
  switch (isa) {
    case Isa::sse2:
      return "sse2";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
  }
  return "unknown";
}

Isa best_isa() {
  if (has(Isa::avx512)) return Isa::avx512;
  return has(Isa::avx2) ? Isa::avx2 : Isa::sse2;
}

Isa current_isa() {
  return isa_in_force().load(std::memory_order_relaxed);
}

bool set_isa(std::string_view name) {
  for (const Isa isa : {Isa::sse2, Isa::avx2, Isa::avx512}) {
    if (name == to_string(isa) && has(isa)) {
      isa_in_force().store(isa, std::memory_order_relaxed);
      return true;
    }
  }
  return false;
}

}  // namespace sigdyn
