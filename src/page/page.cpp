#include "page/page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "page/assets.hpp"
#include "page/detail/content.hpp"

namespace sigdyn {
namespace {

using detail::html_text;

constexpr std::size_t longest_input = std::size_t{200} << 10;  ///< bytes of a file that is shown

std::string joined(std::span<const std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

std::string facts_json(const std::vector<PageFact>& facts) {
  std::vector<std::string> items;
  items.reserve(facts.size());
  for (const PageFact& fact : facts) {
    items.push_back(
        json_object({{"label", json_string(fact.label)}, {"value", json_string(fact.value)}}));
  }
  return json_array(items);
}

std::vector<PageFact> shortened(std::vector<PageFact> inputs) {
  for (PageFact& input : inputs) {
    if (input.value.size() <= longest_input) continue;
    std::size_t end = longest_input;  // not inside a character: its later bytes are 10xxxxxx
    while (end > 0 && (static_cast<unsigned char>(input.value[end]) & 0xC0U) == 0x80U) --end;
    input.value.resize(end);
    input.value += "\n... (the result file holds all of it)\n";
  }
  return inputs;
}

void expect_shape(const ResultReader& result) {
  const bool is_sweep = result.has("member");
  for (const char* array : {"arm", "status", "status_message", is_sweep ? "parameters" : "time",
                            is_sweep ? "varied" : "observables"}) {
    if (result.has(array)) continue;
    throw InputError(
        {{Severity::error,
          {result.path(), 0, 0},
          fmt::format("holds no '{}' (expected the result of a scenario or a sweep)", array)}});
  }
}

/// Nothing may be loaded, nothing run but the page's own script, wherever the page is put.
std::string head_of(const PageContext& context) {
  return fmt::format(
      R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<title>{} · sigdyn</title>
<style>{}</style>
</head>
)",
      page_script_hash(), html_text(context.title), joined(page_style()));
}

}  // namespace

std::vector<std::string> page_observables(const ResultReader& result) {
  std::vector<std::string> names;
  if (result.has("observable")) names = result.texts("observable");
  if (!result.has("member")) {
    return names.empty() && result.has("amounts") ? result.texts("species") : names;
  }
  for (const StoredArray& array : result.arrays()) {
    const std::string separator = " of ";  // "max of pAKT"
    const auto of = array.long_name.rfind(separator);
    if (!array.name.starts_with("summary_") || of == std::string::npos) continue;
    const std::string name = array.long_name.substr(of + separator.size());
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<std::size_t> detail::chosen_among(const std::vector<std::string>& names,
                                              const PageContext& context) {
  std::vector<std::size_t> chosen;
  for (const std::string& name : context.observables.empty() ? names : context.observables) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) chosen.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  return chosen;
}

std::string detail::sampling_json(const Sampling& sampling, std::size_t n_items) {
  return json_object({{"kept", std::to_string(sampling.items.size())},
                      {"stride", std::to_string(sampling.stride)},
                      {"of", std::to_string(n_items)},
                      {"single", sampling.precision == Precision::single ? "true" : "false"}});
}

std::string make_page(const ResultReader& result, const PageContext& context) {
  expect_shape(result);
  const bool is_sweep = result.has("member");
  detail::Payload payload;
  std::string run = "null";
  std::string sweep = "null";
  if (is_sweep) sweep = detail::sweep_content(result, context, payload);
  if (!is_sweep) run = detail::run_content(result, context, payload);
  const std::string data = json_object({{"title", json_string(context.title)},
                                        {"subtitle", json_string(context.subtitle)},
                                        {"expected", json_string(context.expected)},
                                        {"facts", facts_json(context.facts)},
                                        {"inputs", facts_json(shortened(context.inputs))},
                                        {"run", std::move(run)},
                                        {"sweep", std::move(sweep)}});
  std::string page = head_of(context);
  page += R"(<body>
<noscript><p>This page draws its charts by script, which is switched off here.</p></noscript>
<div id="page"></div>
<script type="application/json" id="page-data">)";
  page += detail::script_safe(data) + "</script>\n" + payload.html();
  page += R"(<script type="text/plain" id="licences">)" + joined(page_licences()) + "</script>\n";
  page += "<script>" + joined(page_script()) + "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace sigdyn
