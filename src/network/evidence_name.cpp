#include "network/evidence_name.hpp"

namespace sigdyn {

const char* to_string(Evidence evidence) {
  switch (evidence) {
    case Evidence::reported:
      return "reported";
    case Evidence::derived:
      return "derived";
    case Evidence::assumed:
      return "assumed";
    case Evidence::none:
      break;
  }
  return "";
}

}  // namespace sigdyn
