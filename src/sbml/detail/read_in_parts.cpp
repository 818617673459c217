#include "sbml/detail/read_in_parts.hpp"

#include <algorithm>
#include <clocale>
#include <future>
#include <string_view>

#include <libxml/parser.h>
#include <sbml/SBMLTypes.h>
#include <sched.h>

#include "sbml/detail/markup.hpp"
#include "sbml/detail/squeeze.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t most_parts = 8;  // what is done alone takes as long as an eighth of this

/// Where a document has its reactions.
struct ReactionList {
  std::size_t end_of_root = 0;              ///< behind <sbml ...>
  std::size_t model = 0, end_of_model = 0;  ///< <model ...>
  std::size_t begin = 0, end_of_begin = 0;  ///< <listOfReactions ...>
  std::vector<std::size_t> reactions;       ///< each '<' of <reaction ...>
  std::size_t end = 0;                      ///< </listOfReactions>
};

std::string_view name_at(std::string_view text, std::size_t open) {
  const std::size_t end = text.find_first_of(" \t\r\n/>", open + 1);
  return text.substr(open + 1, end - open - 1);
}

/// Follows the tags down to the list. A '>' within an attribute puts it off the track: it then
/// finds no list, and the document is read as a whole.
ReactionList find_reactions(std::string_view text) {
  ReactionList list;
  std::size_t depth = 0;
  for (std::size_t open = text.find('<'); open != std::string_view::npos;
       open = text.find('<', open)) {
    const std::size_t close = end_of_markup(text, open);
    if (close == std::string_view::npos || open + 1 >= text.size()) return {};
    const char kind = text[open + 1];
    if (kind == '/') {
      if (depth == 0) return {};
      --depth;
      if (depth == 2 && list.begin > 0) {
        list.end = open;
        return list;
      }
    } else if (kind != '!' && kind != '?') {
      const std::string_view name = name_at(text, open);
      if (depth == 0 && name != "sbml") return {};
      if (depth == 0) list.end_of_root = close + 1;
      if (depth == 1 && name == "model") {
        list.model = open;
        list.end_of_model = close + 1;
      }
      if (depth == 2 && name == "listOfReactions") {
        list.begin = open;
        list.end_of_begin = close + 1;
      }
      if (depth == 3 && list.begin > 0 && name == "reaction") list.reactions.push_back(open);
      if (text[close - 1] != '/') ++depth;
    }
    open = close;
  }
  return {};
}

/// Processors that this process may use: a job has often fewer than its machine.
std::size_t count_processors() {
  ::cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
  return static_cast<std::size_t>(CPU_COUNT(&allowed));
}

std::string line_breaks_of(std::string_view text) {
  const auto count = std::count(text.begin(), text.end(), '\n');
  std::string breaks;
  breaks.append(static_cast<std::size_t>(count), '\n');
  return breaks;
}

bool has_findings(const DocumentPointer& document) {
  return document == nullptr || document->getNumErrors() > 0 || document->getModel() == nullptr;
}

DocumentPointer read_text(const std::string& text) {
  return DocumentPointer(::readSBMLFromString(without_indentation(text).c_str()));
}

/// libsbml sets the locale to "C" and back at every number; where it is "C" that changes nothing,
/// and nothing else that libsbml's reader shares between threads is written to. A first document
/// makes its registry of packages before there are threads.
bool may_read_in_threads() {
  if (std::string_view(std::setlocale(LC_ALL, nullptr)) != "C") return false;
  static const DocumentPointer first(::readSBMLFromString(
      "<sbml xmlns='http://www.sbml.org/sbml/level3/version2/core' level='3' version='2'/>"));
  return first != nullptr;
}

void move_reactions(::SBMLDocument& from, ::SBMLDocument& to) {
  ::ListOfReactions& source = *from.getModel()->getListOfReactions();
  std::vector<::SBase*> reactions(source.size());
  for (std::size_t i = reactions.size(); i-- > 0;) {
    reactions[i] = source.remove(static_cast<unsigned>(i));
  }
  for (::SBase* reaction : reactions) to.getModel()->getListOfReactions()->appendAndOwn(reaction);
}

}  // namespace

std::size_t suggested_parts(std::size_t text_size) {
  const std::size_t most = std::clamp<std::size_t>(count_processors(), 1, most_parts);
  return std::clamp<std::size_t>(text_size / smallest_part, 1, most);
}

std::vector<std::string> split_reactions(const std::string& text, std::size_t n_parts) {
  if (n_parts < 2) return {text};
  const std::string_view whole(text);
  const ReactionList list = find_reactions(whole);
  if (list.model == 0 || list.reactions.size() < n_parts) return {text};
  // The first part has the rest of the document too, about a share of the text if need be.
  const auto first_of = [&](std::size_t part) {
    const std::size_t position = text.size() / n_parts * part;
    const auto found = std::lower_bound(list.reactions.begin(), list.reactions.end(), position);
    return found == list.reactions.end() ? list.end : *found;
  };
  std::vector<std::string> parts(1);
  for (std::size_t part = 1; part < n_parts; ++part) {
    const std::size_t begin = first_of(part);
    const std::size_t end = part + 1 < n_parts ? first_of(part + 1) : list.end;
    if (begin >= end) continue;
    std::string document(whole.substr(0, list.end_of_root));
    const auto add_on_its_line = [&](std::size_t from, std::size_t to, std::size_t last) {
      document += line_breaks_of(whole.substr(last, from - last));
      document += whole.substr(from, to - from);
    };
    add_on_its_line(list.model, list.end_of_model, list.end_of_root);
    add_on_its_line(list.begin, list.end_of_begin, list.end_of_model);
    add_on_its_line(begin, end, list.end_of_begin);
    parts.push_back(document.append("</listOfReactions></model></sbml>"));
  }
  const std::size_t cut = first_of(1);
  parts[0] = whole.substr(0, cut);
  parts[0] += line_breaks_of(whole.substr(cut, list.end - cut));
  parts[0] += whole.substr(list.end);
  return parts;
}

DocumentPointer read_in_parts(const std::string& text, std::size_t n_parts) {
  if (n_parts < 2 || !may_read_in_threads()) return read_text(text);
  const std::vector<std::string> parts = split_reactions(text, n_parts);
  xmlInitParser();  // libxml2 asks for it before the first thread: what it sets up later is a race
  std::vector<std::future<DocumentPointer>> others;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    others.push_back(std::async([&part = parts[i]] { return read_text(part); }));
  }
  DocumentPointer document = read_text(parts[0]);
  if (others.empty()) return document;
  bool is_clean = !has_findings(document);
  for (auto& other : others) {
    const DocumentPointer part = other.get();
    is_clean = is_clean && !has_findings(part);
    if (is_clean) move_reactions(*part, *document);
  }
  return is_clean ? std::move(document) : read_text(text);
}

}  // namespace sigdyn::detail
