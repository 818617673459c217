/// Files parsed by several threads before they are asked for.
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "yaml/node.hpp"

namespace sigdyn::detail {

/// A file's text, what it is as YAML, and what is wrong in it.
struct ParsedYaml {
  std::string text;
  YamlNode root;
  DiagnosticLog log;
};

/// Most of the time of loading a model of many files goes into yaml-cpp. The reader takes the files
/// from the front of the queue; threads beside it begin at its end, so that none waits for another
/// but at the last file. What is found in a file comes out when the file is taken.
class ParseAhead {
 public:
  struct Text {
    std::string path, name, text;  ///< `name` stands in messages
  };

  ParseAhead() = default;
  ParseAhead(const ParseAhead&) = delete;
  ParseAhead& operator=(const ParseAhead&) = delete;
  ~ParseAhead();  ///< what has not been begun is dropped

  bool contains(const std::string& path) const { return parsed_.contains(path); }

  /// Expects paths that were not added before. Threads start when there is enough to do for them.
  void add(std::vector<Text> texts);

  /// Waits for the file, or parses it here if no thread has begun it. Nothing if it was not added
  /// or is taken already.
  std::optional<ParsedYaml> take(const std::string& path);

 private:
  using Parse = std::packaged_task<ParsedYaml()>;

  std::optional<Parse> withdraw(const std::string& path);
  void work();

  std::map<std::string, std::future<ParsedYaml>> parsed_;  // not yet taken, by path
  std::mutex mutex_;                                       // of the queue and the end
  std::condition_variable has_changed_;
  std::deque<std::pair<std::string, Parse>> queue_;  // not yet begun
  bool is_over_ = false;
  std::size_t n_bytes_ = 0;  // added so far
  std::vector<std::thread> threads_;
};

}  // namespace sigdyn::detail
