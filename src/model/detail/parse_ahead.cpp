#include "model/detail/parse_ahead.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/contract.hpp"
#include "yaml/parse.hpp"

namespace sigdyn::detail {

ParseAhead::~ParseAhead() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  has_changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ParseAhead::add(std::vector<Text> texts) {
  if (texts.empty()) return;
  constexpr std::size_t worth_threads = 8 << 10;  // bytes: 2 ms; a thread starts in a tenth of that
  std::size_t n_waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    for (Text& text : texts) {
      SIGDYN_EXPECTS(!contains(text.path));
      std::string path = text.path;
      n_bytes_ += text.text.size();
      Parse parse([mine = std::move(text)]() mutable {
        ParsedYaml parsed;
        parsed.root = parse_yaml(mine.text, mine.name, parsed.log);
        parsed.text = std::move(mine.text);
        return parsed;
      });
      parsed_.emplace(path, parse.get_future());
      queue_.emplace_back(std::move(path), std::move(parse));
    }
    n_waiting = queue_.size();
  }
  has_changed_.notify_all();
  if (!threads_.empty() || n_bytes_ < worth_threads) return;
  const std::size_t n_threads =
      std::min<std::size_t>(n_waiting, std::thread::hardware_concurrency());
  for (std::size_t i = 1; i < n_threads; ++i) threads_.emplace_back([this] { work(); });
}

std::optional<ParsedYaml> ParseAhead::take(const std::string& path) {
  auto parsed = parsed_.extract(path);
  if (parsed.empty()) return std::nullopt;
  if (auto parse = withdraw(path)) (*parse)();
  return parsed.mapped().get();
}

/// Nothing if it is begun.
std::optional<ParseAhead::Parse> ParseAhead::withdraw(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(queue_.begin(), queue_.end(),
                                  [&](const auto& waiting) { return waiting.first == path; });
  if (found == queue_.end()) return std::nullopt;
  std::optional parse = std::move(found->second);
  queue_.erase(found);
  return parse;
}

void ParseAhead::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    has_changed_.wait(lock, [&] { return is_over_ || !queue_.empty(); });
    if (is_over_) return;
    Parse parse = std::move(queue_.back().second);
    queue_.pop_back();
    lock.unlock();
    parse();
    lock.lock();
  }
}

}  // namespace sigdyn::detail
