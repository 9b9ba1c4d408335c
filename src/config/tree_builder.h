#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/node.h"

namespace ofa {

// Builds the tree from the parser's events, and refuses what is too deep, too large or ambiguous as
// soon as it comes. yaml-cpp's own YAML::Node would take it all in first.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const std::string> source, bool lines_known)
      : source_(std::move(source)), lines_known_(lines_known) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    throw error(mark, "expected one document, found a second one; is the indentation even?");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

 private:
  // A list or map that is not closed yet; a map may have a key that waits for its value.
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    std::optional<Node> key;
    std::unordered_map<std::string, int> lines_of_keys;
  };
  struct Size {
    size_t nodes = 0, text = 0;
  };

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind);
  void close();
  void take_in(Node node, YAML::anchor_t anchor);
  void take_key(Open& map, Node key);
  void charge(const Place& place, const Size& size);
  static Size size_of(const Node& node);
  void check_tag(const YAML::Mark& mark, const std::string& tag) const;
  bool key_expected() const {
    return !open_.empty() && open_.back().node.is_map() && !open_.back().key;
  }
  Place place(const YAML::Mark& mark) const;
  Error error(const Place& place, const std::string& problem) const;
  Error error(const YAML::Mark& mark, const std::string& problem) const {
    return error(place(mark), problem);
  }

  std::shared_ptr<const std::string> source_;
  bool lines_known_;
  int documents_ = 0;
  Node root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchored_;
  Size used_;
};

}  // namespace ofa
