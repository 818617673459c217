/// The text of an SBML document turned into libsbml's objects, by several threads if it is long.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sbml/detail/document.hpp"

namespace sigdyn::detail {

/// Texts shorter than this are not worth a thread: libsbml reads 20 MB per second.
inline constexpr std::size_t smallest_part = 2'000'000;

/// How many threads read a text of that length here.
std::size_t suggested_parts(std::size_t text_size);

/// `text` as up to `n_parts` documents: the first has all but a stretch of the reactions, the
/// others hold one piece of that stretch each, on the lines that it has in `text`. Only `text`
/// itself where its list of reactions is not found or too short.
std::vector<std::string> split_reactions(const std::string& text, std::size_t n_parts);

/// What readSBMLFromString makes of `text`, whatever `n_parts` is; with libsbml's findings in its
/// log. The parts are read at the same time and then put together; where libsbml has anything to
/// say about one of them, it reads the text again as a whole, so that messages do not depend on it.
DocumentPointer read_in_parts(const std::string& text, std::size_t n_parts);

}  // namespace sigdyn::detail
