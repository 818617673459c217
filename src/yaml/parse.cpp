#include "yaml/parse.hpp"

#include <algorithm>
#include <istream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <unordered_set>
#include <utility>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/text_file.hpp"

namespace sigdyn {
namespace {

constexpr std::size_t max_depth = 64;         // of a model's own nesting, 8 are in use
constexpr std::size_t max_nodes = 1'000'000;  // some 100 bytes each

/// Ends the parse; everything found so far is in the log already.
struct Stop {};

/// Builds the tree from yaml-cpp's events: its own tree would hide duplicate keys and the marks of
/// keys, and is not bounded.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(FileName file, DiagnosticLog& log) : file_(std::move(file)), log_(log) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(make(YamlKind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      log_.error(place(mark), "an alias may not stand inside the value it names");
      throw Stop{};
    }
    check_depth(place(mark), found->second->depth);
    add(found->second, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    auto content = make(YamlKind::scalar, mark);
    content->text = value;
    content->is_quoted = tag == "!";
    add(std::move(content), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(YamlKind::sequence, mark, tag, anchor);
  }

  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(YamlKind::mapping, mark, tag, anchor);
  }

  void OnMapEnd() override { close(); }

  YamlNode root() const { return root_ ? YamlNode(root_) : YamlNode(); }

  SourceLocation place(const YAML::Mark& mark) const {
    if (mark.is_null()) return {file_};
    return {file_, mark.line + 1, mark.column + 1};
  }

 private:
  struct Open {
    std::shared_ptr<YamlContent> content;
    YAML::anchor_t anchor = 0;
    std::shared_ptr<const YamlContent> key;  ///< of a mapping, while its value is awaited
  };

  std::shared_ptr<YamlContent> make(YamlKind kind, const YAML::Mark& mark) const {
    auto content = std::make_shared<YamlContent>();
    content->kind = kind;
    content->where = place(mark);
    return content;
  }

  /// yaml-cpp says "?" for a plain value and "!" for a quoted one.
  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    log_.error(place(mark), "tags are not part of this format: '" + tag + "'");
  }

  void open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check_tag(mark, tag);
    check_depth(place(mark), 1);
    open_.push_back({make(kind, mark), anchor, nullptr});
  }

  void check_depth(const SourceLocation& where, std::size_t depth) {
    if (open_.size() + depth <= max_depth) return;
    log_.error(where, "too deeply nested (the limit is " + std::to_string(max_depth) + ")");
    throw Stop{};
  }

  void close() {
    const Open done = std::move(open_.back());
    open_.pop_back();
    drop_duplicates(done.content->entries);
    add(done.content, done.anchor);
  }

  void add(const std::shared_ptr<const YamlContent>& content, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = content;
    if (open_.empty()) {
      root_ = content;
      return;
    }
    Open& parent = open_.back();
    parent.content->n_nodes += content->n_nodes;
    parent.content->depth = std::max(parent.content->depth, content->depth + 1);
    if (parent.content->n_nodes > max_nodes || ++n_added_ > max_nodes) {
      log_.error(parent.content->where,
                 "too many values (the limit is a million, with aliases "
                 "written out)");
      throw Stop{};
    }
    if (parent.content->kind == YamlKind::sequence) {
      parent.content->items.emplace_back(content);
    } else if (!parent.key) {
      parent.key = content;
    } else {
      add_entry(parent, YamlNode(std::exchange(parent.key, nullptr)), YamlNode(content));
    }
  }

  void add_entry(Open& mapping, const YamlNode& key, YamlNode value) {
    if (!key.is_scalar()) {
      log_.error(key.where(), "a key must be a name");
      return;
    }
    mapping.content->entries.push_back({{key.text(), key.where()}, std::move(value)});
  }

  /// The first of each key stays.
  void drop_duplicates(std::vector<YamlEntry>& entries) {
    std::vector<const YamlEntry*> sorted;
    for (const YamlEntry& entry : entries) sorted.push_back(&entry);
    std::stable_sort(sorted.begin(), sorted.end(), [](const YamlEntry* a, const YamlEntry* b) {
      return a->key.value < b->key.value;
    });
    std::unordered_set<const YamlEntry*> duplicates;
    const YamlEntry* first = nullptr;
    for (const YamlEntry* entry : sorted) {
      if (first == nullptr || first->key.value != entry->key.value) {
        first = entry;
        continue;
      }
      log_.error(entry->key.where, "duplicate key '" + entry->key.value + "'");
      log_.note(first->key.where, "first given here");
      duplicates.insert(entry);
    }
    if (duplicates.empty()) return;
    std::erase_if(entries, [&](const YamlEntry& entry) { return duplicates.contains(&entry); });
  }

  FileName file_;
  DiagnosticLog& log_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, std::shared_ptr<const YamlContent>> anchors_;
  std::shared_ptr<const YamlContent> root_;
  std::size_t n_added_ = 0;
};

}  // namespace

YamlNode parse_yaml(const std::string& text, const std::string& file, DiagnosticLog& log) {
  if (auto problem = find_text_problem(file, text)) {
    log.error(problem->where, problem->message);
    return {};
  }
  std::istringstream stream(text);
  TreeBuilder tree(file, log);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(tree);
    YamlNode root = tree.root();
    if (root.is_null()) {
      log.error({file}, "the file is empty");
      return {};
    }
    TreeBuilder second(file, log);
    if (parser.HandleNextDocument(second)) {
      log.error(second.root().where(), "a second YAML document (a file holds one)");
    }
    return root;
  } catch (const YAML::Exception& error) {
    log.error(tree.place(error.mark), "not valid YAML: " + error.msg);
  } catch (const Stop&) {
  }
  return {};
}

}  // namespace sigdyn
