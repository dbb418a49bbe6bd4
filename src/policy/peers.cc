// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which files of other tools are read, and those of them that are lists of
// lines:
//
//   .trivyignore   ID [exp:YYYY-MM-DD], '#' begins a comment (Trivy 0.60,
//                  docs/configuration/filtering.md); a comment line right above
//                  an id is taken for its reason
//   .dockleignore  one code a line, '#' comments (Dockle 0.4, README)
#include "policy/peers.h"

#include <array>

#include "base/text.h"

namespace bulkhead::policy {
namespace {

struct PeerFile {
  std::string_view name;
  base::Status (*read)(const PeerReading& reading);
};

constexpr std::array<PeerFile, 14> kPeerFiles = {{
    {".hadolint.yaml", &ReadHadolintConfig},
    {".hadolint.yml", &ReadHadolintConfig},
    {".trivyignore", &ReadTrivyIgnore},
    {".trivyignore.yaml", &ReadTrivyIgnoreYaml},
    {".trivyignore.yml", &ReadTrivyIgnoreYaml},
    {".dockleignore", &ReadDockleIgnore},
    {".checkov.yaml", &ReadCheckovConfig},
    {".checkov.yml", &ReadCheckovConfig},
    {"kics.config", &ReadKicsConfig},
    {"kics.config.yaml", &ReadKicsConfig},
    {"kics.config.yml", &ReadKicsConfig},
    {"kics.config.json", &ReadKicsConfig},
    {"kics.yaml", &ReadKicsConfig},
    {"kics.json", &ReadKicsConfig},
}};

constexpr std::array<std::string_view, kPeerFiles.size()> kPeerNames = [] {
  std::array<std::string_view, kPeerFiles.size()> out;
  for (std::size_t i = 0; i < kPeerFiles.size(); ++i) {
    out[i] = kPeerFiles[i].name;
  }
  return out;
}();

model::Location PlaceOfLine(const base::Source& source, int line) {
  std::size_t begin = source.LineStart(line);
  std::size_t size = source.Line(line).size();
  return {.path = source.path(),
          .range = {begin, begin + size},
          .line = line,
          .column = 1,
          .end_line = line,
          .end_column = static_cast<int>(size) + 1};
}

// Calls `use` with the place, the words and the comment of each line that is
// neither empty nor a comment.
template <typename Use>
void ForEachEntry(const PeerReading& reading, Use use) {
  const base::Source& source = *reading.source;
  std::string_view comment;
  for (int line = 1; line <= source.LineCount(); ++line) {
    std::string_view text = base::Trim(source.Line(line));
    if (text.empty() || text.starts_with('#')) {
      comment = base::Trim(text.substr(std::min<std::size_t>(1, text.size())));
      continue;
    }
    std::size_t hash = text.find(" #");
    std::string_view beside;
    if (hash != std::string_view::npos) {
      beside = base::Trim(text.substr(hash + 2));
      text = text.substr(0, hash);
    }
    use(PlaceOfLine(source, line), base::SplitWords(text),
        beside.empty() ? comment : beside);
    comment = {};
  }
}

}  // namespace

Ignore PeerReading::NewIgnore(std::string_view rule, std::string_view dialect,
                              const model::Location& place) const {
  Ignore ignore;
  ignore.rule = std::string(rule);
  ignore.kind = "peer";
  ignore.dialect = std::string(dialect);
  ignore.root = root;
  ignore.location = place;
  return ignore;
}

void PeerReading::Malformed(const model::Location& place,
                            std::string message) const {
  policy->problems.push_back(
      {.rule = base::SharedText::Constant("policy/malformed-ignore"),
       .severity = model::Severity::kLow,
       .message = std::move(message),
       .location = place,
       .subject = base::Format("line {}", place.line)});
}

base::Status ReadTrivyIgnore(const PeerReading& reading) {
  ForEachEntry(reading, [&](const model::Location& place,
                            const std::vector<std::string_view>& words,
                            std::string_view comment) {
    Ignore ignore = reading.NewIgnore(words[0], "trivy", place);
    ignore.reason = std::string(comment);
    for (std::string_view word : std::span(words).subspan(1)) {
      if (!base::ConsumePrefix(word, "exp:")) {
        reading.Malformed(place,
                          base::Format("expected \"exp:YYYY-MM-DD\" or nothing "
                                       "behind the id, found \"{}\"",
                                       base::Printable(word)));
        return;
      }
      ignore.until = base::ParseDate(word);
      if (!ignore.until) {
        reading.Malformed(
            place, base::Format("expected a day such as 2027-01-31 behind "
                                "\"exp:\", found \"{}\"",
                                base::Printable(word)));
        return;
      }
    }
    reading.policy->ignores.push_back(std::move(ignore));
  });
  return base::Ok{};
}

base::Status ReadDockleIgnore(const PeerReading& reading) {
  ForEachEntry(reading, [&](const model::Location& place,
                            const std::vector<std::string_view>& words,
                            std::string_view comment) {
    Ignore ignore = reading.NewIgnore(words[0], "dockle", place);
    ignore.reason = std::string(comment);
    reading.policy->ignores.push_back(std::move(ignore));
  });
  return base::Ok{};
}

std::span<const std::string_view> PeerFileNames() { return kPeerNames; }

base::Status AddPeerFile(const std::shared_ptr<const base::Source>& source,
                         std::string_view root, const base::Limits& limits,
                         Policy& policy) {
  std::string_view name = base::BaseName(source->path());
  for (const PeerFile& file : kPeerFiles) {
    if (file.name != name) continue;
    policy.files.push_back(source->path().str());
    return file.read({source, std::string(root), &limits, &policy});
  }
  return base::Error{base::ErrorCode::kUnsupported,
                     base::Format("{} is not a file that ignores are read from",
                                  base::Printable(source->path()))};
}

}  // namespace bulkhead::policy
