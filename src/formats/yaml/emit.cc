// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Writing YAML: a tree dump for tests, and single scalars for whoever writes
// or mends a file.
#include <array>

#include "base/text.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::formats {
namespace {

constexpr std::array<std::string_view, 7> kStyles = {
    "block", "flow", "plain", "single", "double", "literal", "folded"};

void DumpNode(const YamlNode& node, std::string_view label, std::size_t depth,
              std::string* out) {
  constexpr std::array<std::string_view, 4> kKinds = {"map", "seq", "scalar",
                                                      "alias"};
  *out += std::string(depth * 2, ' ');
  *out += label;
  *out += kKinds[static_cast<std::size_t>(node.kind)];
  if (!node.IsAlias()) {
    *out += ' ';
    *out += kStyles[static_cast<std::size_t>(node.style)];
  }
  *out += base::Format(" {}-{}", node.range.begin, node.range.end);
  if (!node.tag.empty()) *out += base::Format(" {}", node.tag);
  if (!node.anchor.empty()) *out += base::Format(" &{}", node.anchor);
  if (node.IsAlias()) *out += base::Format(" *{}", node.value);
  if (node.IsScalar()) {
    *out += ' ';
    *out += '"';
    *out += base::Printable(node.value);
    *out += '"';
  }
  *out += '\n';
}

// Words that some YAML reader takes for another type than a string.
bool IsReservedWord(std::string_view text) {
  for (std::string_view word :
       {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<",
        "=", "nan", ".nan", "inf", ".inf"}) {
    if (base::EqualsIgnoreCase(text, word)) return true;
  }
  return false;
}

// 12:30:45 and 1_000 are numbers in YAML 1.1.
bool LooksLikeNumber(std::string_view text) {
  char c = text[0];
  if (c == '+' || c == '-' || c == '.') {
    return text.size() > 1 && (base::IsDigit(text[1]) || text[1] == '.');
  }
  if (!base::IsDigit(c)) return false;
  for (char d : text) {
    if (!base::IsAlnum(d) && !base::Contains("_:.+-", {&d, 1})) return false;
  }
  bool digits_only = true;
  for (char d : text) digits_only &= base::IsDigit(d) || d == '_' || d == ':';
  return digits_only || ResolvePlain(text).type != YamlType::kString;
}

bool IsPlainSafe(std::string_view text, bool in_flow) {
  if (text.empty() || IsReservedWord(text) || LooksLikeNumber(text) ||
      ResolvePlain(text).type != YamlType::kString) {
    return false;
  }
  if (base::IsBlank(text.front()) || base::IsBlank(text.back())) return false;
  char c = text.front();
  if (base::Contains("[]{},#&*!|>'\"%@`", {&c, 1})) return false;
  bool second_blank = text.size() == 1 || base::IsBlank(text[1]);
  if (base::Contains("-?:", {&c, 1}) && (second_blank || in_flow)) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (base::Contains(text, ": ") || base::Contains(text, " #") ||
      text.back() == ':' || base::Contains(text, "\t")) {
    return false;
  }
  for (char d : text) {
    unsigned char u = static_cast<unsigned char>(d);
    if (u < 0x20 || u == 0x7f) return false;
    if (in_flow && base::Contains(",[]{}?", {&d, 1})) return false;
  }
  // Whatever beyond ASCII could not be seen or read back is escaped.
  return base::Printable(text) == text;
}

void AppendEscaped(std::string_view text, std::string* out) {
  for (char c : text) {
    unsigned char u = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        *out += "\\\"";
        break;
      case '\\':
        *out += "\\\\";
        break;
      case '\n':
        *out += "\\n";
        break;
      case '\t':
        *out += "\\t";
        break;
      case '\r':
        *out += "\\r";
        break;
      default:
        if (u < 0x20 || u == 0x7f) {
          *out += base::Format("\\x{:02X}", u);
        } else {
          *out += c;
        }
    }
  }
}

// A character beyond ASCII, from valid UTF-8.
std::size_t TakeCharacter(std::string_view text, std::uint32_t* code) {
  unsigned char lead = static_cast<unsigned char>(text[0]);
  std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  *code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    *code = *code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  }
  return length;
}

}  // namespace

std::string DumpYaml(const YamlStream& stream) {
  struct Open {
    const YamlNode* node;
    std::size_t next;
  };
  std::string out;
  for (const YamlDocument& document : stream.documents) {
    out += base::Format("document {}-{}\n", document.range.begin,
                        document.range.end);
    DumpNode(*document.root, "", 1, &out);
    std::vector<Open> open = {{document.root, 0}};
    while (!open.empty()) {
      std::size_t top = open.size() - 1;
      const YamlNode& node = *open[top].node;
      // A mapping has two steps an entry: key, then value.
      std::size_t steps = node.entries.size() * (node.IsMapping() ? 2 : 1);
      if (open[top].next >= steps) {
        open.pop_back();
        continue;
      }
      std::size_t step = open[top].next++;
      std::size_t index = node.IsMapping() ? step / 2 : step;
      const YamlEntry& entry = node.entries[index];
      bool is_key = node.IsMapping() && step % 2 == 0;
      const YamlNode& child = is_key ? *entry.key : *entry.value;
      std::string label =
          is_key ? base::Format("{}{}-{} ", entry.is_merge ? "<< " : "? ",
                                entry.range.begin, entry.range.end)
          : node.IsMapping()
              ? ": "
              : base::Format("- {}-{} ", entry.range.begin, entry.range.end);
      DumpNode(child, label, top + 2, &out);
      open.push_back({&child, 0});
    }
    for (const YamlDuplicate& duplicate : document.duplicates) {
      out += base::Format(
          "  duplicate {}-{} of {}-{}\n", duplicate.second->key->range.begin,
          duplicate.second->key->range.end, duplicate.first->key->range.begin,
          duplicate.first->key->range.end);
    }
  }
  for (const YamlComment& comment : stream.comments) {
    out += base::Format("comment {}-{}{} {}\n", comment.range.begin,
                        comment.range.end, comment.own_line ? " own" : "",
                        base::Printable(stream.Text(comment.range)));
  }
  return out;
}

std::string YamlScalar(std::string_view text, bool in_flow) {
  if (IsPlainSafe(text, in_flow)) return std::string(text);
  std::string valid = base::ToValidUtf8(text);
  std::string_view rest = valid;
  std::string out = "\"";
  while (!rest.empty()) {
    std::size_t ascii = 0;
    while (ascii < rest.size() &&
           static_cast<unsigned char>(rest[ascii]) < 0x80) {
      ++ascii;
    }
    AppendEscaped(rest.substr(0, ascii), &out);
    rest.remove_prefix(ascii);
    if (rest.empty()) break;
    std::uint32_t code = 0;
    std::size_t length = TakeCharacter(rest, &code);
    std::string_view character = rest.substr(0, length);
    if (base::Printable(character) == character) {
      out += character;
    } else {
      out += code > 0xffff ? base::Format("\\U{:08X}", code)
                           : base::Format("\\u{:04X}", code);
    }
    rest.remove_prefix(length);
  }
  return out + '"';
}

}  // namespace bulkhead::formats
