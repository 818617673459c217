#include "yaml/node.hpp"

#include <utility>

#include "base/contract.hpp"

namespace sigdyn {

YamlNode::YamlNode() {
  static const auto nothing = std::make_shared<const YamlContent>();
  content_ = nothing;
}

YamlNode::YamlNode(std::shared_ptr<const YamlContent> content) : content_(std::move(content)) {
  SIGDYN_EXPECTS(content_ != nullptr);
}

YamlKind YamlNode::kind() const {
  return content_->kind;
}

const SourceLocation& YamlNode::where() const {
  return content_->where;
}

SourceLocation YamlNode::where(std::size_t offset) const {
  SourceLocation place = content_->where;
  place.column += static_cast<int>(offset) + (content_->is_quoted ? 1 : 0);
  return place;
}

const std::string& YamlNode::text() const {
  return content_->text;
}

std::span<const YamlNode> YamlNode::items() const {
  return content_->items;
}

std::span<const YamlEntry> YamlNode::entries() const {
  return content_->entries;
}

}  // namespace sigdyn
