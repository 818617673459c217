/// A vector of doubles that starts on a cache line, as vector registers want it.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace sigdyn {

template <class Item>
struct CacheLineAllocator {
  using value_type = Item;
  static constexpr std::align_val_t alignment{64};

  CacheLineAllocator() = default;
  template <class Other>
  CacheLineAllocator(const CacheLineAllocator<Other>& /*other*/) {}  // NOLINT: allocators convert

  Item* allocate(std::size_t n) {
    return static_cast<Item*>(::operator new(n * sizeof(Item), alignment));
  }
  void deallocate(Item* p, std::size_t /*n*/) { ::operator delete(p, alignment); }

  friend bool operator==(const CacheLineAllocator& /*a*/, const CacheLineAllocator& /*b*/) {
    return true;
  }
};

using AlignedVector = std::vector<double, CacheLineAllocator<double>>;

}  // namespace sigdyn
