/// W doubles side by side, one per lane, in the vector registers of one instruction set.
///
/// For translation units that are compiled once per instruction set: a source named *_sse2.cpp,
/// *_avx2.cpp or *_avx512.cpp gets its flags from sigdyn_layer(). Everything lives in a namespace
/// of that set (sigdyn::SIGDYN_ISA), so that the linker cannot mix the copies; for the same reason
/// such a unit must not instantiate inline functions of the standard library.
///
/// Every operation acts on each lane alone and rounds once, as IEEE 754 says, so a lane has the
/// same bits for W = 1, 4 and 8. multiply_add is fused in avx2 and avx512 and rounds twice in sse2,
/// for every W alike; the compiler itself may not contract (-ffp-contract=off).
#pragma once

#include <cstddef>

#include <immintrin.h>

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define SIGDYN_ISA avx512
#define SIGDYN_ISA_BYTES 64
#elif defined(__AVX2__) && defined(__FMA__)
#define SIGDYN_ISA avx2
#define SIGDYN_ISA_BYTES 32
#else
#define SIGDYN_ISA sse2
#define SIGDYN_ISA_BYTES 16
#endif
#define SIGDYN_INLINE inline __attribute__((always_inline))

namespace sigdyn::SIGDYN_ISA {

/// A register of N doubles with the operators + - * / of the compiler's vector extension.
template <std::size_t N>
struct RegisterOf;
template <>
struct RegisterOf<1> {
  using Type = double;
};
template <>
struct RegisterOf<2> {
  using Type = __m128d;
};
#if SIGDYN_ISA_BYTES >= 32
template <>
struct RegisterOf<4> {
  using Type = __m256d;
};
#endif
#if SIGDYN_ISA_BYTES >= 64
template <>
struct RegisterOf<8> {
  using Type = __m512d;
};
#endif

// The few operations the extension lacks, one overload per register. maximum(a, b) is a < b ? b :
// a, hence a where b is NaN; select(c, a, b) is a where c holds.
SIGDYN_INLINE double fused(double a, double b, double c) {
#if defined(__FMA__)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}
SIGDYN_INLINE double maximum(double a, double b) {
  return a < b ? b : a;
}
SIGDYN_INLINE double magnitude(double a) {
  return __builtin_fabs(a);
}
SIGDYN_INLINE bool less(double a, double b) {
  return a < b;
}
SIGDYN_INLINE double choose(bool c, double a, double b) {
  return c ? a : b;
}
SIGDYN_INLINE void put(double& r, const double* p) {
  r = *p;
}
SIGDYN_INLINE void put(double& r, double x) {
  r = x;
}
SIGDYN_INLINE void get(double r, double* p) {
  *p = r;
}

SIGDYN_INLINE __m128d maximum(__m128d a, __m128d b) {
  return _mm_max_pd(b, a);
}
SIGDYN_INLINE __m128d magnitude(__m128d a) {
  return _mm_andnot_pd(_mm_set1_pd(-0.0), a);
}
SIGDYN_INLINE __m128d less(__m128d a, __m128d b) {
  return _mm_cmplt_pd(a, b);
}
SIGDYN_INLINE __m128d choose(__m128d c, __m128d a, __m128d b) {
  return _mm_or_pd(_mm_and_pd(c, a), _mm_andnot_pd(c, b));
}
SIGDYN_INLINE void put(__m128d& r, const double* p) {
  r = _mm_load_pd(p);
}
SIGDYN_INLINE void put(__m128d& r, double x) {
  r = _mm_set1_pd(x);
}
SIGDYN_INLINE void get(__m128d r, double* p) {
  _mm_store_pd(p, r);
}
#if SIGDYN_ISA_BYTES == 16
SIGDYN_INLINE __m128d fused(__m128d a, __m128d b, __m128d c) {
  return a * b + c;
}
#endif

#if SIGDYN_ISA_BYTES >= 32
SIGDYN_INLINE __m256d fused(__m256d a, __m256d b, __m256d c) {
  return _mm256_fmadd_pd(a, b, c);
}
SIGDYN_INLINE __m256d maximum(__m256d a, __m256d b) {
  return _mm256_max_pd(b, a);
}
SIGDYN_INLINE __m256d magnitude(__m256d a) {
  return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a);
}
SIGDYN_INLINE __m256d less(__m256d a, __m256d b) {
  return _mm256_cmp_pd(a, b, _CMP_LT_OQ);
}
SIGDYN_INLINE __m256d choose(__m256d c, __m256d a, __m256d b) {
  return _mm256_blendv_pd(b, a, c);
}
SIGDYN_INLINE void put(__m256d& r, const double* p) {
  r = _mm256_load_pd(p);
}
SIGDYN_INLINE void put(__m256d& r, double x) {
  r = _mm256_set1_pd(x);
}
SIGDYN_INLINE void get(__m256d r, double* p) {
  _mm256_store_pd(p, r);
}
#endif

#if SIGDYN_ISA_BYTES >= 64
SIGDYN_INLINE __m512d fused(__m512d a, __m512d b, __m512d c) {
  return _mm512_fmadd_pd(a, b, c);
}
SIGDYN_INLINE __m512d maximum(__m512d a, __m512d b) {
  return _mm512_max_pd(b, a);
}
SIGDYN_INLINE __m512d magnitude(__m512d a) {
  return _mm512_abs_pd(a);
}
SIGDYN_INLINE __mmask8 less(__m512d a, __m512d b) {
  return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
SIGDYN_INLINE __m512d choose(__mmask8 c, __m512d a, __m512d b) {
  return _mm512_mask_blend_pd(c, b, a);
}
SIGDYN_INLINE void put(__m512d& r, const double* p) {
  r = _mm512_load_pd(p);
}
SIGDYN_INLINE void put(__m512d& r, double x) {
  r = _mm512_set1_pd(x);
}
SIGDYN_INLINE void get(__m512d r, double* p) {
  _mm512_store_pd(p, r);
}
#endif

/// W in {1, 4, 8}. load and store expect 8 W-byte aligned addresses.
template <std::size_t W>
struct Pack {
  static constexpr std::size_t width = W * 8 < SIGDYN_ISA_BYTES ? W : SIGDYN_ISA_BYTES / 8;
  static constexpr std::size_t count = W / width;
  using Register = typename RegisterOf<width>::Type;
  using Condition = decltype(less(Register{}, Register{}));
  struct Mask {
    Condition part[count];
  };
  Register part[count];

  static SIGDYN_INLINE Pack load(const double* p) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the loop fills it
    Pack r;
    for (std::size_t i = 0; i < count; ++i) put(r.part[i], p + i * width);
    return r;
  }
  static SIGDYN_INLINE Pack all(double x) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the loop fills it
    Pack r;
    for (std::size_t i = 0; i < count; ++i) put(r.part[i], x);
    return r;
  }
  SIGDYN_INLINE void store(double* p) const {
    for (std::size_t i = 0; i < count; ++i) get(part[i], p + i * width);
  }

  friend SIGDYN_INLINE Pack operator+(Pack a, const Pack& b) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = a.part[i] + b.part[i];
    return a;
  }
  friend SIGDYN_INLINE Pack operator-(Pack a, const Pack& b) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = a.part[i] - b.part[i];
    return a;
  }
  friend SIGDYN_INLINE Pack operator*(Pack a, const Pack& b) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = a.part[i] * b.part[i];
    return a;
  }
  friend SIGDYN_INLINE Pack operator/(Pack a, const Pack& b) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = a.part[i] / b.part[i];
    return a;
  }
  friend SIGDYN_INLINE Pack operator-(Pack a) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = -a.part[i];
    return a;
  }
  /// a * b + c
  friend SIGDYN_INLINE Pack multiply_add(const Pack& a, const Pack& b, Pack c) {
    for (std::size_t i = 0; i < count; ++i) c.part[i] = fused(a.part[i], b.part[i], c.part[i]);
    return c;
  }
  /// c - a * b
  friend SIGDYN_INLINE Pack multiply_subtract(const Pack& a, const Pack& b, Pack c) {
    for (std::size_t i = 0; i < count; ++i) c.part[i] = fused(-a.part[i], b.part[i], c.part[i]);
    return c;
  }
  friend SIGDYN_INLINE Pack max(Pack a, const Pack& b) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = maximum(a.part[i], b.part[i]);
    return a;
  }
  friend SIGDYN_INLINE Pack abs(Pack a) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = magnitude(a.part[i]);
    return a;
  }
  friend SIGDYN_INLINE Mask operator<(const Pack& a, const Pack& b) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the loop fills it
    Mask m;
    for (std::size_t i = 0; i < count; ++i) m.part[i] = less(a.part[i], b.part[i]);
    return m;
  }
  friend SIGDYN_INLINE Pack select(const Mask& m, Pack a, const Pack& b) {
    for (std::size_t i = 0; i < count; ++i) a.part[i] = choose(m.part[i], a.part[i], b.part[i]);
    return a;
  }
};

}  // namespace sigdyn::SIGDYN_ISA
