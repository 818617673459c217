#include "bngl/load_net.hpp"

#include "base/text_file.hpp"
#include "bngl/detail/net_reader.hpp"

namespace sigdyn {

Network load_net(const std::string& path) {
  return parse_net(read_text_file(path, std::size_t{256} << 20), path);
}

Network parse_net(const std::string& text, const std::string& name) {
  return detail::NetReader(text, name).read();
}

}  // namespace sigdyn
