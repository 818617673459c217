#include "base/flush_to_disk.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/diagnostic.hpp"

namespace sigdyn {

void flush_to_disk(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw IoError(path, "open", std::system_category().message(errno));
  const int result = ::fsync(descriptor);
  const int reason = errno;
  ::close(descriptor);
  if (result != 0) throw IoError(path, "flush", std::system_category().message(reason));
}

}  // namespace sigdyn
