/// The instruction set as it was, when a test that changes it is over.
#pragma once

#include "base/isa.hpp"

namespace sigdyn::test {

class RestoreIsa {
 public:
  RestoreIsa() = default;
  RestoreIsa(const RestoreIsa&) = delete;
  RestoreIsa& operator=(const RestoreIsa&) = delete;
  ~RestoreIsa() { set_isa(to_string(isa_)); }

 private:
  Isa isa_ = current_isa();
};

}  // namespace sigdyn::test
