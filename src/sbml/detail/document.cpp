#include "sbml/detail/document.hpp"

#include <cctype>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>
#include <sbml/conversion/ConversionProperties.h>
#include <sbml/extension/SBasePlugin.h>
#include <sbml/packages/comp/common/CompExtensionTypes.h>

#include "sbml/detail/read_in_parts.hpp"
#include "sbml/detail/screen.hpp"

namespace sigdyn::detail {
namespace {

/// libsbml's messages are paragraphs; ours are one line without a final period.
std::string as_one_line(const std::string& text) {
  constexpr std::size_t max_length = 300;
  std::string line;
  for (const char c : text) {
    const bool is_space = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  if (line.size() > max_length) line = line.substr(0, max_length) + " ...";
  return line;
}

/// The part of a message that speaks of this file: it follows the rule's text and its reference.
std::string specific_part(const std::string& message) {
  const std::size_t reference = message.find("Reference: ");
  if (reference == std::string::npos) return message;
  const std::size_t end = message.find('\n', reference);
  const bool has_more =
      end != std::string::npos && message.find_first_not_of(" \n\t", end) != std::string::npos;
  return has_more ? message.substr(end) : message.substr(0, reference);
}

Diagnostic as_diagnostic(const ::SBMLError& error, const std::string& file) {
  // A unit that is not defined leaves the mathematics as it is.
  const bool is_error =
      error.getSeverity() >= LIBSBML_SEV_ERROR && error.getErrorId() != DanglingUnitReference;
  // Columns are left out: they are those of the text without indentation.
  return {is_error ? Severity::error : Severity::warning,
          {file, static_cast<int>(error.getLine()), 0},
          fmt::format("{} (libsbml {}: {})", as_one_line(error.getShortMessage()),
                      error.getErrorId(), as_one_line(specific_part(error.getMessage())))};
}

/// Throws what is an error, passes on what is a warning, and empties libsbml's log.
void take_findings(::SBMLDocument& document, const std::string& file,
                   std::vector<Diagnostic>& warnings) {
  constexpr std::size_t max_reported = 50;  // a broken file can have one per element
  std::vector<Diagnostic> errors;
  for (unsigned i = 0; i < document.getNumErrors(); ++i) {
    Diagnostic found = as_diagnostic(*document.getError(i), file);
    if (document.getError(i)->getErrorId() == RequiredPackagePresent) {
      throw UnsupportedError(found.where, found.message);
    }
    auto& list = found.severity == Severity::error ? errors : warnings;
    if (list.size() < max_reported) list.push_back(std::move(found));
  }
  if (!errors.empty()) throw InputError(std::move(errors));
  document.getErrorLog()->clearLog();
}

/// Packages that change what the core means and that are not understood here.
void refuse_required_packages(::SBMLDocument& document, const std::string& file) {
  if (document.getLevel() < 3) return;
  for (unsigned i = 0; i < document.getNumPlugins(); ++i) {
    const std::string package = document.getPlugin(i)->getPackageName();
    if (package == "comp" || package == "l3v2extendedmath") continue;
    if (document.getPackageRequired(package)) {
      throw UnsupportedError({file, static_cast<int>(document.getLine()), 0},
                             fmt::format("SBML package '{}' is required by the model", package));
    }
  }
}

/// libsbml's flattening leaves rateOf as it is where the time of a submodel is converted.
void refuse_converted_rates(const std::string& text, const std::string& file) {
  const bool has_both = text.find("timeConversionFactor") != std::string::npos &&
                        text.find("sbml.org/sbml/symbols/rateOf") != std::string::npos;
  if (has_both) throw UnsupportedError({file, 0, 0}, "rateOf beside a timeConversionFactor (comp)");
}

bool has_malformed_rate_of(const ::ASTNode& math) {
  if (math.getType() == AST_FUNCTION_RATE_OF) {
    return math.getNumChildren() != 1 || math.getChild(0)->getType() != AST_NAME;
  }
  for (unsigned i = 0; i < math.getNumChildren(); ++i) {
    if (has_malformed_rate_of(*math.getChild(i))) return true;
  }
  return false;
}

/// libsbml 5.19 follows the operand of rateOf without looking whether it is a name.
void refuse_malformed_rate_of(::SBMLDocument& document, const std::string& text,
                              const std::string& file) {
  if (text.find("sbml.org/sbml/symbols/rateOf") == std::string::npos) return;
  const std::unique_ptr<::List> elements(document.getAllElements());
  for (unsigned i = 0; i < elements->getSize(); ++i) {
    const auto& element = *static_cast<const ::SBase*>(elements->get(i));
    if (element.getMath() == nullptr || !has_malformed_rate_of(*element.getMath())) continue;
    throw InputError({{Severity::error,
                       {file, static_cast<int>(element.getLine()), 0},
                       "rateOf takes one name"}});
  }
}

void check_consistency(::SBMLDocument& document) {
  // Units, style and annotation do not decide whether a model means something; the rest does.
  for (const auto category : {LIBSBML_CAT_UNITS_CONSISTENCY, LIBSBML_CAT_MODELING_PRACTICE,
                              LIBSBML_CAT_SBO_CONSISTENCY}) {
    document.setConsistencyChecks(category, false);
  }
  // libsbml looks for loops and surplus equations in quadratic time: minutes at 24 000 reactions.
  // Loops, unknown names, wrong operands and missing values are found by the import in any case.
  constexpr unsigned max_reactions = 2000;
  if (document.getModel()->getNumReactions() > max_reactions) {
    document.setConsistencyChecks(LIBSBML_CAT_GENERAL_CONSISTENCY, false);
    document.setConsistencyChecks(LIBSBML_CAT_MATHML_CONSISTENCY, false);
    document.setConsistencyChecks(LIBSBML_CAT_OVERDETERMINED_MODEL, false);
  }
  document.checkConsistency();
}

void require_conversion_factors(const ::Model& model, const std::string& file) {
  const auto* comp = static_cast<const ::CompModelPlugin*>(model.getPlugin("comp"));
  for (unsigned i = 0; comp != nullptr && i < comp->getNumSubmodels(); ++i) {
    const ::Submodel& submodel = *comp->getSubmodel(i);
    for (const std::string& factor :
         {submodel.getTimeConversionFactor(), submodel.getExtentConversionFactor()}) {
      if (factor.empty() || model.getParameter(factor) != nullptr) continue;
      throw InputError({{Severity::error,
                         {file, static_cast<int>(submodel.getLine()), 0},
                         fmt::format("submodel '{}' is converted by '{}', which is no parameter",
                                     submodel.getId(), factor)}});
    }
  }
}

/// libsbml 5.19 takes the factors of submodels for parameters without looking.
void require_conversion_factors(const ::SBMLDocument& document, const std::string& file) {
  require_conversion_factors(*document.getModel(), file);
  const auto* comp = static_cast<const ::CompSBMLDocumentPlugin*>(document.getPlugin("comp"));
  for (unsigned i = 0; comp != nullptr && i < comp->getNumModelDefinitions(); ++i) {
    require_conversion_factors(*comp->getModelDefinition(i), file);
  }
}

void flatten(::SBMLDocument& document, const std::string& file, std::vector<Diagnostic>& warnings) {
  if (!document.isPackageEnabled("comp")) return;
  require_conversion_factors(document, file);
  check_consistency(document);  // flattening what is not valid may crash libsbml
  take_findings(document, file, warnings);
  const auto folder = std::filesystem::absolute(file).parent_path();
  ::ConversionProperties how;
  how.addOption("flatten comp", true);
  how.addOption("basePath", folder.string());
  how.addOption("performValidation", false);  // the flat model is checked as any other
  how.addOption("abortIfUnflattenable", "requiredOnly");
  const int outcome = document.convert(how);
  take_findings(document, file, warnings);
  if (outcome != LIBSBML_OPERATION_SUCCESS) {
    throw InputError(
        {{Severity::error,
          {file, 0, 0},
          fmt::format("the hierarchical model cannot be flattened (libsbml status {})", outcome)}});
  }
}

DocumentPointer read_screened(const std::string& text, const std::string& name,
                              std::vector<Diagnostic>& warnings) {
  DocumentPointer document = read_in_parts(text, suggested_parts(text.size()));
  document->setLocationURI("file:" + std::filesystem::absolute(name).string());
  take_findings(*document, name, warnings);
  if (document->getModel() == nullptr) {
    throw InputError({{Severity::error, {name, 0, 0}, "has no <model> element"}});
  }
  refuse_required_packages(*document, name);
  refuse_converted_rates(text, name);
  refuse_malformed_rate_of(*document, text, name);
  flatten(*document, name, warnings);
  check_consistency(*document);
  take_findings(*document, name, warnings);
  return document;
}

}  // namespace

void DocumentDeleter::operator()(::SBMLDocument* document) const {
  delete document;
}

DocumentPointer read_document(const std::string& text, const std::string& name,
                              std::vector<Diagnostic>& warnings) {
  screen_text(text, name);
  try {
    return read_screened(text, name, warnings);
  } catch (const ::SBMLConstructorException& error) {  // elements that the level does not have
    throw InputError({{Severity::error, {name, 0, 0}, fmt::format("libsbml: {}", error.what())}});
  }
}

}  // namespace sigdyn::detail
