// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Health checks against the programs that an image has. Only programs of which
// it is certain that they are missing count: see kImages.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "config/shell/commands.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using config::Instruction;
using config::InstructionKind;

// Programs that an image lacks. Read in November 2026 in the Dockerfiles of the
// repositories docker-library/ golang, postgres, python and ruby,
// nodejs/docker-node, redis/docker-library-redis and
// GoogleContainerTools/distroless. Of alpine, debian and ubuntu it is told by
// those that install the program on them; busybox holds BusyBox alone.
struct ImagePrograms {
  std::string_view name;     // ImageRef::Familiar(), a pattern
  std::string_view tag;      // a part of it; "" for any
  std::string_view not_tag;  // no part of it; "" for none
  model::NameList missing;
};
constexpr ImagePrograms kImages[] = {
    {"alpine", "", "", {"bash", "curl"}},
    {"busybox", "", "", {"bash", "curl"}},
    {"debian", "", "", {"curl", "nc", "wget"}},
    {"gcr.io/distroless/*",
     "",
     "debug",
     {"ash", "bash", "busybox", "cat", "curl", "grep", "nc", "sh", "test",
      "wget"}},
    {"golang", "alpine", "", {"bash", "curl"}},
    {"node", "alpine", "", {"bash", "curl"}},
    {"node", "slim", "", {"curl", "nc", "wget"}},
    {"postgres", "alpine", "", {"curl"}},
    {"postgres", "", "alpine", {"curl", "nc", "wget"}},
    {"python", "alpine", "", {"bash", "curl"}},
    {"python", "slim", "", {"curl", "nc", "wget"}},
    {"redis", "alpine", "", {"bash", "curl"}},
    {"redis", "", "alpine", {"curl", "nc", "wget"}},
    {"ruby", "alpine", "", {"curl"}},
    {"ruby", "slim", "", {"curl", "nc", "wget"}},
    {"scratch",
     "",
     "",
     {"ash", "bash", "busybox", "cat", "curl", "grep", "nc", "sh", "test",
      "wget"}},
    {"ubuntu", "", "", {"curl", "nc", "wget"}},
};

// Clients of data stores, and words in the names of the images that have them.
struct Client {
  std::string_view program;
  model::NameList images;
};
constexpr Client kClients[] = {
    {"cqlsh", {"cassandra"}},
    {"mariadb-admin", {"mariadb"}},
    {"mongosh", {"mongo"}},
    {"mysqladmin", {"mariadb", "mysql", "percona"}},
    {"nodetool", {"cassandra"}},
    {"pg_isready", {"postgres"}},
    {"psql", {"postgres"}},
    {"rabbitmq-diagnostics", {"rabbitmq"}},
    {"rabbitmqctl", {"rabbitmq"}},
    {"redis-cli", {"redis", "valkey"}},
    {"valkey-cli", {"valkey"}},
};

// A data store of another kind than those that have the client.
bool LacksClient(const config::ImageRef& image, std::string_view program) {
  const ImageFacts* facts = FindImageFacts(image);
  if (facts == nullptr || facts->role != ImageRole::kDataStore) return false;
  for (const Client& client : kClients) {
    if (client.program != program) continue;
    return std::none_of(client.images.begin(), client.images.end(),
                        [&image](std::string_view word) {
                          return base::Contains(image.BaseName(), word);
                        });
  }
  return false;
}

const ImagePrograms* FindPrograms(const config::ImageRef& image) {
  if (!image.valid) return nullptr;
  std::string name = image.Familiar();
  for (const ImagePrograms& row : kImages) {
    if (base::GlobMatch(row.name, name) && base::Contains(image.tag, row.tag) &&
        (row.not_tag.empty() || !base::Contains(image.tag, row.not_tag))) {
      return &row;
    }
  }
  return nullptr;
}

struct Base {
  const ImagePrograms* programs = nullptr;
  std::string name;             // as written
  config::ImageRef image = {};  // of services that are not built

  [[nodiscard]] bool Lacks(std::string_view program) const {
    if (LacksClient(image, program)) return true;
    if (programs == nullptr) return false;
    const model::NameList& missing = programs->missing;
    return std::find(missing.begin(), missing.end(), program) != missing.end();
  }
};

Base BaseOf(const ComposeService& service) {
  if (!service.is_built()) {
    std::string name = service.ImageName();
    if (!service.image.tag.empty()) name += ":" + service.image.tag;
    return {FindPrograms(service.image), std::move(name), service.image};
  }
  const config::Stage* stage = FinalStage(service);
  if (stage == nullptr) return {};
  const config::Stage& root =
      service.build->evaluation
          ->stages[static_cast<std::size_t>(stage->root_stage)];
  if (root.from_scratch)
    return {FindPrograms(config::ParseImageRef("scratch")), "scratch"};
  if (!root.base.known()) return {};
  return {FindPrograms(root.image), root.base.text};
}

// The instruction may bring the program in, or what it brings can't be told.
bool MayAdd(const config::Dockerfile& file, const Instruction& instruction,
            std::string_view program) {
  std::string_view text = file.Text(instruction.range);
  if (instruction.kind == InstructionKind::kRun) {
    return base::Contains(text, program) || base::Contains(text, ".sh") ||
           base::Contains(text, "xargs") || base::Contains(text, "$(");
  }
  const config::CopyArgs* copy = instruction.copy();
  if (copy == nullptr) return false;
  bool is_tool =
      base::Contains(text, program) || base::Contains(text, "busybox") ||
      base::Contains(text, "/bin/") || base::Contains(text, "toybox");
  bool is_system =
      copy->dest.value == "/" &&
      (!copy->from.empty() || instruction.Is(InstructionKind::kAdd));
  return is_tool || is_system || base::BaseName(copy->dest.value) == "bin";
}

bool Mentions(const ComposeNode& node, std::string_view text) {
  if (base::Contains(node.Scalar(), text)) return true;
  return std::any_of(node.entries().begin(), node.entries().end(),
                     [text](const ComposeEntry& entry) {
                       return base::Contains(entry.value.Scalar(), text);
                     });
}

// Certain: the image and what the service adds to it do not hold the program.
bool IsMissing(const ComposeService& service, const Base& image,
               std::string_view program) {
  if (!image.Lacks(program)) return false;
  if (Mentions(service["command"], program) ||
      Mentions(service["entrypoint"], program)) {
    return false;
  }
  for (const ComposeMount& mount : service.mounts) {
    std::string_view name = base::BaseName(mount.target);
    if (!mount.known || name == program || name == "bin") return false;
  }
  for (const Instruction* instruction : FinalInstructions(service)) {
    if (MayAdd(*service.build->file, *instruction, program)) return false;
  }
  return true;
}

// Programs that a shell script of a health check can't do without.
std::vector<std::string> NeededPrograms(const config::ShellScript& script) {
  std::vector<std::string> out;
  for (const config::Command& command : script.commands()) {
    bool is_builtin = command.IsAnyOf("exit", "echo", "true", "false", ":",
                                      "kill", "test", "[");
    if (is_builtin) continue;
    // A fallback, or a look whether the program is there.
    if (command.before == config::Connector::kOr || command.in_conditional ||
        command.is_condition || command.IsAnyOf("command", "which", "type")) {
      return {};
    }
    if (!command.name.empty()) out.emplace_back(command.name);
  }
  return out;
}

void Report(const ComposeService& service, const ComposeNode& test,
            const Base& image, std::string_view program, Findings& out) {
  model::Finding& finding = ReportAt(
      test, service.Path("healthcheck.test"),
      base::Format("the health check of service {} runs {}, which {} does not "
                   "have",
                   base::Printable(service.name), base::Printable(program),
                   service.is_built()
                       ? base::Format("its image, made from {},",
                                      base::Printable(image.name))
                       : base::Printable(image.name)),
      out);
  finding.subject = base::Format("{} {}", service.Path(), program);
  const ImageFacts* facts = BaseFacts(service);
  if (facts == nullptr || facts->health.empty()) return;
  if (base::Contains(facts->health, program)) return;
  Offer(finding, false, "Check with what the image has",
        ReplaceWritten(*service.node, test, 0, WrittenText(test).size(),
                       base::Format("[\"CMD-SHELL\", \"{}\"]", facts->health)));
}

void HealthProgramMissing(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& health = service["healthcheck"];
    const ComposeNode& test = health["test"];
    const std::vector<ComposeEntry>& words = test.entries();
    if (health["disable"].True() || words.size() < 2) continue;
    if (context.IsUnknown(test)) continue;
    Base image = BaseOf(service);
    std::vector<std::string> needed;
    std::string_view form = words[0].value.Text();
    if (form == "CMD") {
      needed.emplace_back(base::BaseName(words[1].value.Text()));
    } else if (form == "CMD-SHELL") {
      needed = NeededPrograms(
          config::ParseShell(words[1].value.Text(), config::ShellDialect::kSh));
      needed.insert(needed.begin(), "sh");
    }
    for (const std::string& program : needed) {
      if (!IsMissing(service, image, program)) continue;
      Report(service, test, image, program, out);
      break;
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/healthcheck-program-missing",
      .severity = model::Severity::kMedium,
      .title = "Health check with a program that the image does not have",
      .why = "The check always fails: the container counts as unhealthy, "
             "services that wait for it never start, and Swarm replaces it "
             "without end.",
      .remedy = "Check with a program of the image (wget on Alpine, the "
                "language's own interpreter, a --health flag of the program), "
                "or install the program in the Dockerfile.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe},
     &HealthProgramMissing},
};

}  // namespace

ComposeRules ImageHealthRules() { return kRules; }

}  // namespace bulkhead::check
