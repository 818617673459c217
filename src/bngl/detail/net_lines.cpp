#include "bngl/detail/net_lines.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "base/closest_match.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::array<std::string_view, 5> read_blocks{"parameters", "functions", "species",
                                                      "reactions", "groups"};
constexpr std::array<std::string_view, 8> skipped_blocks{
    "molecule types",   "observables",     "compartments",   "energy patterns",
    "population types", "population maps", "reaction rules", "seed species"};
constexpr std::array<std::string_view, 3> known_statements{"substanceUnits", "setOption",
                                                           "version"};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool is_one_of(std::string_view name, const auto& names) {
  return std::ranges::find(names, name) != names.end();
}

/// Words joined by single spaces, from the second on.
std::string block_name(const std::vector<NetWord>& words) {
  std::string name;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (i > 1) name += ' ';
    name += words[i].text;
  }
  return name;
}

class Splitter {
 public:
  Splitter(std::string_view text, const std::string& file, DiagnosticLog& log)
      : text_(text), file_(file), log_(log) {}

  std::map<std::string, NetBlock> run() {
    int number = 0;
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      const std::string_view line = text_.substr(0, std::min(text_.substr(0, end).find('#'), end));
      text_.remove_prefix(std::min(end + 1, text_.size()));
      add({++number, line});
    }
    if (!open_.empty()) {
      log_.error({file_, open_line_, 1}, fmt::format("block '{}' has no end", open_));
    }
    return std::move(blocks_);
  }

 private:
  void add(const NetLine& line) {
    const std::vector<NetWord> words = words_of(line.text);
    if (words.empty()) return;
    if (words[0].text == "begin") {
      begin(line, words);
    } else if (words[0].text == "end") {
      end(line, words);
    } else if (!open_.empty()) {
      if (current_ != nullptr) current_->lines.push_back(line);
    } else {
      check_statement(line, words[0]);
    }
  }

  void begin(const NetLine& line, const std::vector<NetWord>& words) {
    const std::string name = block_name(words);
    const SourceLocation where{file_, line.number, words[0].column};
    if (!open_.empty()) {
      log_.error(where, fmt::format("block '{}' begins inside block '{}'", name, open_));
    }
    open_ = name.empty() ? "?" : name;
    open_line_ = line.number;
    current_ = nullptr;
    if (is_one_of(name, skipped_blocks)) return;
    if (!is_one_of(name, read_blocks)) {
      const std::vector<std::string> known(read_blocks.begin(), read_blocks.end());
      log_.error(where, fmt::format("unknown block '{}'{}", name, suggestion(name, known)));
      return;
    }
    const auto [block, is_new] = blocks_.try_emplace(name);
    if (!is_new) {
      log_.error(where, fmt::format("second block '{}'", name));
      log_.note({file_, block->second.line, 1}, "first one here");
      return;
    }
    block->second.line = line.number;
    current_ = &block->second;
  }

  void end(const NetLine& line, const std::vector<NetWord>& words) {
    const std::string name = block_name(words);
    if (name != open_) {
      log_.error({file_, line.number, words[0].column},
                 open_.empty() ? fmt::format("end of block '{}', which was not begun", name)
                               : fmt::format("end of block '{}' where '{}' is open", name, open_));
    }
    open_.clear();
    current_ = nullptr;
  }

  void check_statement(const NetLine& line, const NetWord& word) {
    const std::string_view name = word.text.substr(0, word.text.find('('));
    if (is_one_of(name, known_statements)) return;
    log_.error({file_, line.number, word.column},
               fmt::format("unexpected '{}' outside a block", word.text.substr(0, 40)));
  }

  std::string_view text_;
  FileName file_;
  DiagnosticLog& log_;
  std::map<std::string, NetBlock> blocks_;
  std::string open_;
  int open_line_ = 0;
  NetBlock* current_ = nullptr;
};

}  // namespace

std::vector<NetWord> words_of(std::string_view text) {
  std::vector<NetWord> words;
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    words.push_back({text.substr(at, end - at), static_cast<int>(at) + 1});
    at = end;
  }
  return words;
}

std::map<std::string, NetBlock> split_blocks(std::string_view text, const std::string& file,
                                             DiagnosticLog& log) {
  return Splitter(text, file, log).run();
}

}  // namespace sigdyn::detail
