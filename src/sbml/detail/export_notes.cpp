#include "sbml/detail/export_notes.hpp"

#include <sbml/SBMLTypes.h>
#include <sbml/annotation/CVTerm.h>

#include "network/evidence_name.hpp"

namespace sigdyn::detail {
namespace {

std::string escape(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

void set_notes(::SBase& element, const std::string& paragraphs) {
  element.setNotes("<body xmlns=\"http://www.w3.org/1999/xhtml\">" + paragraphs + "</body>");
}

}  // namespace

void add_notes(::SBase& element, Evidence evidence, const std::string& source,
               const std::string& note) {
  std::string text;
  const auto add = [&text](const char* key, const std::string& value) {
    if (value.empty()) return;
    text += std::string(text.empty() ? "" : "; ") + key + ": " + escape(value);
  };
  add("evidence", to_string(evidence));
  add("source", source);
  add("note", note);
  if (!text.empty()) set_notes(element, "<p>" + text + "</p>");
}

void add_identity(::SBase& element, const std::string& id, const std::string& compact_identifier) {
  if (compact_identifier.empty()) return;
  element.setMetaId("meta_" + id);
  ::CVTerm term(BIOLOGICAL_QUALIFIER);
  term.setBiologicalQualifierType(BQB_IS);
  term.addResource("https://identifiers.org/" + compact_identifier);
  element.addCVTerm(&term);
}

void add_sources(::SBase& element, const Network& network) {
  std::string paragraphs;
  for (const Source& source : network.sources) {
    paragraphs += "<p>" + escape(source.key + ": " + source.text) + "</p>";
  }
  if (!paragraphs.empty()) set_notes(element, paragraphs);
}

}  // namespace sigdyn::detail
