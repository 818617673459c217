#include "model/detail/read_includes.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "model/detail/parse_ahead.hpp"
#include "yaml/parse.hpp"

namespace sigdyn::detail {
namespace {

constexpr std::size_t max_files = 1000;  // of one model
constexpr std::string_view format = "sigdyn-model/1";

class IncludeReader {
 public:
  IncludeReader(const FileSource& source, ModelFiles& files, DiagnosticLog& log)
      : source_(source), files_(files), log_(log) {}

  void read(const std::string& path, const SourceLocation* included_at) {
    const auto root = root_of(path, included_at);
    if (!root || root->is_null()) return;
    YamlMapping top(
        *root, "the model",
        {"format", "id", "title", "description", "include", "compartments", "species", "parameters",
         "reactions", "topology", "observables", "perturbations", "sources", "generated"},
        log_);
    check_format(top);
    open_.push_back(path);
    if (const YamlNode* include = top.find("include", Need::optional)) read_list_of(*include, path);
    open_.pop_back();
    parsed_.push_back({std::move(top), included_at != nullptr});
  }

  std::vector<ParsedFile> parsed() && { return std::move(parsed_); }

 private:
  std::optional<YamlNode> root_of(const std::string& path, const SourceLocation* included_at) {
    if (std::optional<ParsedYaml> ahead = ahead_.take(path)) {
      files_.files.push_back({path, std::move(ahead->text)});
      for (const Diagnostic& found : ahead->log.diagnostics()) repeat(found);
      return std::move(ahead->root);
    }
    const auto text = text_of(path, included_at);
    if (!text) return std::nullopt;
    files_.files.push_back({path, *text});
    return parse_yaml(*text, display_name(files_, path), log_);
  }

  void repeat(const Diagnostic& found) {
    switch (found.severity) {
      case Severity::error:
        return log_.error(found.where, found.message);
      case Severity::warning:
        return log_.warning(found.where, found.message);
      case Severity::note:
        return log_.note(found.where, found.message);
    }
  }

  /// What cannot be read is left to root_of(), which says so.
  void parse_ahead(const std::vector<Located<std::string>>& list, const std::string& includer) {
    std::vector<ParseAhead::Text> texts;
    DiagnosticLog unused;
    for (const Located<std::string>& written : list) {
      const auto path = resolve(written, includer, unused);
      const bool is_known = !path || find_file(files_, *path) != nullptr ||
                            ahead_.contains(*path) ||
                            std::any_of(texts.begin(), texts.end(),
                                        [&](const auto& text) { return text.path == *path; });
      if (is_known || files_.files.size() + texts.size() >= max_files) continue;
      try {
        texts.push_back({*path, display_name(files_, *path), source_(*path)});
      } catch (const InputError&) {
        continue;
      } catch (const IoError&) {
        continue;
      }
    }
    ahead_.add(std::move(texts));
  }

  /// A file that cannot be read is the user's mistake in the file that includes it; for the top
  /// file the exception goes to the caller.
  std::optional<std::string> text_of(const std::string& path, const SourceLocation* included_at) {
    if (included_at == nullptr) return source_(path);
    try {
      return source_(path);
    } catch (const InputError& error) {
      for (const Diagnostic& d : error.diagnostics()) log_.error(d.where, d.message);
      log_.note(*included_at, "included here");
    } catch (const IoError& error) {
      log_.error(*included_at, error.what());
    }
    return std::nullopt;
  }

  void check_format(const YamlMapping& top) {
    const auto found = top.text("format", Need::required);
    if (!found || found->value == format) return;
    log_.error(found->where,
               fmt::format("the format is '{}', expected '{}'", found->value, format));
  }

  void read_list_of(const YamlNode& include, const std::string& includer) {
    std::vector<Located<std::string>> list;
    for (const YamlNode& item : read_list(include)) {
      auto written = read_text(item, "'include' of the model", log_);
      if (written) list.push_back(std::move(*written));
    }
    parse_ahead(list, includer);
    std::set<std::string> listed;
    for (const Located<std::string>& written : list) {
      const auto path = resolve(written, includer, log_);
      if (!path) continue;
      if (!listed.insert(*path).second) {
        log_.error(written.where, "'" + written.value + "' is included twice");
      } else if (const auto open = std::find(open_.begin(), open_.end(), *path);
                 open != open_.end()) {
        log_.error(written.where, "circular include: " + cycle(open) + " -> " + *path);
      } else if (files_.files.size() >= max_files) {
        log_.error(written.where, fmt::format("too many files (the limit is {})", max_files));
      } else if (find_file(files_, *path) == nullptr) {
        read(*path, &written.where);
      }
    }
  }

  /// The path relative to the top file's folder, which it may not leave.
  static std::optional<std::string> resolve(const Located<std::string>& written,
                                            const std::string& includer, DiagnosticLog& log) {
    const std::filesystem::path path(written.value);
    const auto normal = (std::filesystem::path(includer).parent_path() / path).lexically_normal();
    if (path.is_absolute() || normal.empty() || *normal.begin() == "..") {
      log.error(written.where, "'" + written.value +
                                   "' lies outside the model's folder (an include is a relative "
                                   "path inside the folder of the top file)");
      return std::nullopt;
    }
    return normal.generic_string();
  }

  std::string cycle(std::vector<std::string>::const_iterator from) const {
    std::string text = *from;
    for (++from; from != open_.end(); ++from) text += " -> " + *from;
    return text;
  }

  const FileSource& source_;
  ModelFiles& files_;
  DiagnosticLog& log_;
  ParseAhead ahead_;
  std::vector<std::string> open_;  // from the top file to the one being read
  std::vector<ParsedFile> parsed_;
};

}  // namespace

std::vector<ParsedFile> read_includes(const std::string& top_path, const FileSource& source,
                                      ModelFiles& files, DiagnosticLog& log) {
  IncludeReader reader(source, files, log);
  reader.read(top_path, nullptr);
  return std::move(reader).parsed();
}

}  // namespace sigdyn::detail
