/// The blocks of a .net file as lines and words with their places.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace sigdyn::detail {

/// A line without its comment. Views into the text of the file.
struct NetLine {
  int number = 0;
  std::string_view text;
};

struct NetWord {
  std::string_view text;
  int column = 0;  ///< from 1
};

/// Words between spaces and tabs.
std::vector<NetWord> words_of(std::string_view text);

struct NetBlock {
  int line = 0;  ///< of its `begin`
  std::vector<NetLine> lines;
};

/// Blocks by name. Blocks that say nothing about the dynamics of a generated network (molecule
/// types, reaction rules, ...) are skipped. Mistakes go to `log`.
std::map<std::string, NetBlock> split_blocks(std::string_view text, const std::string& file,
                                             DiagnosticLog& log);

}  // namespace sigdyn::detail
