#include "sbml/detail/document.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sbml/SBMLTypes.h>
#include <sbml/conversion/ConversionProperties.h>
#include <sbml/extension/SBasePlugin.h>
#include <sbml/packages/comp/common/CompExtensionTypes.h>

#include "sbml/detail/findings.hpp"
#include "sbml/detail/read_in_parts.hpp"
#include "sbml/detail/rehearsal.hpp"
#include "sbml/detail/screen.hpp"

namespace sigdyn::detail {
namespace {

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

constexpr std::string_view comp_namespace = "http://www.sbml.org/sbml/level3/version1/comp/";

bool is_hierarchical(const std::string& text) {
  return text.find(comp_namespace) != std::string::npos;
}

DocumentPointer read_screened(const std::string& text, const std::string& name, std::size_t n_parts,
                              std::vector<Diagnostic>& warnings) {
  DocumentPointer document = read_in_parts(text, n_parts);
  document->setLocationURI("file:" + std::filesystem::absolute(name).string());
  take_findings(*document, name, warnings);
  if (document->getModel() == nullptr) {
    throw InputError({{Severity::error, {name, 0, 0}, "has no <model> element"}});
  }
  refuse_required_packages(*document, name);
  refuse_converted_rates(text, name);
  refuse_malformed_rate_of(*document, text, name);
  if (document->isPackageEnabled("comp")) {
    if (!is_hierarchical(text)) {
      const SourceLocation where{name, static_cast<int>(document->getLine()), 0};
      throw InputError({{Severity::error, where, "the namespace of comp is not written out"}});
    }
    flatten(*document, name, warnings);
  }
  check_consistency(*document);
  take_findings(*document, name, warnings);
  return document;
}

/// libsbml 5.19 crashes on many malformed models of models. It tries each one in a copy of this
/// process first.
void require_survival(const std::string& text, const std::string& name) {
  const auto size = static_cast<double>(text.size());
  // Far more than any model of the test suite takes (0.1 s, 20 MB); a small text can describe
  // billions of submodels.
  const RehearsalLimits limits{30.0 + 1e-5 * size, 2'000'000'000 + 500 * text.size()};
  const RehearsalEnd end = rehearse(
      [&] {
        std::vector<Diagnostic> unused;
        read_screened(text, name, 1, unused);
      },
      limits);
  if (end == RehearsalEnd::done) return;
  const auto place = text.begin() + static_cast<std::ptrdiff_t>(text.find(comp_namespace));
  const SourceLocation where{name, 1 + static_cast<int>(std::count(text.begin(), place, '\n')), 0};
  throw InputError(
      {{Severity::error, where,
        end == RehearsalEnd::too_long
            ? fmt::format("libsbml takes over {:.0f} s to flatten this hierarchical model (comp)",
                          limits.seconds)
            : std::string("libsbml crashes when it flattens this hierarchical model (comp), or "
                          "takes too much memory")}});
}

}  // namespace

void DocumentDeleter::operator()(::SBMLDocument* document) const {
  delete document;
}

DocumentPointer read_document(const std::string& text, const std::string& name,
                              std::vector<Diagnostic>& warnings) {
  screen_text(text, name);
  try {
    const bool is_whole = is_hierarchical(text);
    if (is_whole) require_survival(text, name);
    return read_screened(text, name, is_whole ? 1 : suggested_parts(text.size()), warnings);
  } catch (const ::SBMLConstructorException& error) {  // elements that the level does not have
    throw InputError({{Severity::error, {name, 0, 0}, fmt::format("libsbml: {}", error.what())}});
  }
}

}  // namespace sigdyn::detail
