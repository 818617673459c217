#include "model/detail/read_includes.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

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
    const auto text = text_of(path, included_at);
    if (!text) return;
    files_.files.push_back({path, *text});
    const YamlNode root = parse_yaml(*text, display_name(files_, path), log_);
    if (root.is_null()) return;
    YamlMapping top(
        root, "the model",
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
    std::set<std::string> listed;
    for (const YamlNode& item : read_list(include)) {
      const auto written = read_text(item, "'include' of the model", log_);
      if (!written) continue;
      const auto path = resolve(*written, includer);
      if (!path) continue;
      if (!listed.insert(*path).second) {
        log_.error(written->where, "'" + written->value + "' is included twice");
      } else if (const auto open = std::find(open_.begin(), open_.end(), *path);
                 open != open_.end()) {
        log_.error(written->where, "circular include: " + cycle(open) + " -> " + *path);
      } else if (files_.files.size() >= max_files) {
        log_.error(written->where, fmt::format("too many files (the limit is {})", max_files));
      } else if (find_file(files_, *path) == nullptr) {
        read(*path, &written->where);
      }
    }
  }

  /// The path relative to the top file's folder, which it may not leave.
  std::optional<std::string> resolve(const Located<std::string>& written,
                                     const std::string& includer) {
    const std::filesystem::path path(written.value);
    const auto normal = (std::filesystem::path(includer).parent_path() / path).lexically_normal();
    if (path.is_absolute() || normal.empty() || *normal.begin() == "..") {
      log_.error(written.where, "'" + written.value +
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
