// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How services are spread over networks, and who reaches what.
#include <algorithm>

#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "check/compose/topology.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

using Members = std::vector<const ComposeService*>;

Members MembersOf(const ComposeContext& context, std::string_view network) {
  Members members;
  for (const ComposeService& service : context.services) {
    const std::vector<std::string_view>& own = service.networks;
    if (std::find(own.begin(), own.end(), network) != own.end()) {
      members.push_back(&service);
    }
  }
  return members;
}

bool Publishes(const ComposeService& service) {
  return std::any_of(service.ports.begin(), service.ports.end(),
                     [](const ComposePort& port) {
                       return port.target > 0 && !port.OnLoopback();
                     });
}

std::string NamesOf(const Members& members) {
  std::vector<std::string_view> names;
  for (const ComposeService* member : members) names.push_back(member->name);
  return base::Join(names, ", ");
}

void DefaultBridge(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& mode = service["network_mode"];
    if (mode.Text() != "bridge" && mode.Text() != "default") continue;
    model::Finding& finding =
        ReportAt(mode, service.Path("network_mode"),
                 base::Format("service {} is on docker0, with every other "
                              "container that nobody gave a network",
                              service.name),
                 out);
    Offer(finding, false, "Use the network of the project",
          RemoveEntry(*service.node, mode));
  }
}

void DefaultNetwork(const ComposeContext& context, Findings& out) {
  if (context.services.size() < 2) return;
  for (const ComposeService& service : context.services) {
    const ComposeNode& networks = service["networks"];
    bool implied = service.networks.size() == 1 &&
                   service.networks.front() == "default" &&
                   !networks.origin.Best().known();
    if (!implied) continue;
    ReportService(service,
                  base::Format("service {} is on the network that all services "
                               "of the project share",
                               service.name),
                  out);
  }
}

// Members that reach a data store and do not refer to it.
Members Strangers(const ComposeContext& context, const ComposeService& store) {
  Members strangers;
  for (const ComposeService& service : context.services) {
    if (&service == &store || IsDataStore(service)) continue;
    Reach reach = ReachOf(context, service);
    if (!reach.known || !KnowsMentions(context, service) ||
        !CanReach(context, service, store)) {
      continue;
    }
    if (MentionOf(service, store) == nullptr &&
        MentionOf(store, service) == nullptr) {
      strangers.push_back(&service);
    }
  }
  return strangers;
}

// Some service says that it uses the data store: only then is it known who
// does not.
bool HasKnownUser(const ComposeContext& context, const ComposeService& store) {
  return std::any_of(context.services.begin(), context.services.end(),
                     [&](const ComposeService& service) {
                       return &service != &store &&
                              MentionOf(service, store) != nullptr;
                     });
}

// The service joins a network beside those that it has.
std::optional<model::Edit> JoinNetwork(const ComposeService& service,
                                       const std::string& network,
                                       bool keeps_default) {
  const ComposeNode& networks = service["networks"];
  if (networks.origin.value.known()) {
    return AddItem(*service.node, networks, network);
  }
  NewEntry entry{
      .block = {"networks:"},
      .flow = base::Format("networks: [{}{}]", keeps_default ? "default, " : "",
                           network)};
  if (keeps_default) entry.block.emplace_back("  - default");
  entry.block.push_back(base::Format("  - {}", network));
  return AddEntry(*service.node, *service.node, entry);
}

// A data store on the common network moves to one of its own, which those who
// use it join. Published ports need a way out of it.
void OfferOwnNetwork(const ComposeContext& context, const ComposeService& store,
                     model::Finding& finding) {
  std::string network = base::Format("{}-net", store.name);
  if (store["networks"].origin.value.known() || store.Has("network_mode") ||
      context.project.root["networks"].Has(network)) {
    return;
  }
  std::vector<std::optional<model::Edit>> edits;
  edits.push_back(JoinNetwork(store, network, false));
  for (const ComposeService& service : context.services) {
    if (&service == &store || (MentionOf(service, store) == nullptr &&
                               MentionOf(store, service) == nullptr)) {
      continue;
    }
    if (service.Has("network_mode")) return;
    edits.push_back(JoinNetwork(service, network, true));
  }
  edits.push_back(AddProjectEntry(
      context, "networks", network,
      store.ports.empty() ? "internal: true" : "driver: bridge"));
  std::vector<model::Edit> all;
  for (std::optional<model::Edit>& edit : edits) {
    if (!edit) return;
    all.push_back(std::move(*edit));
  }
  SetFix(finding, false,
         base::Format("Give {} a network with those that use it", store.name),
         std::move(all));
}

void DataStoreReachable(const ComposeContext& context, Findings& out) {
  for (const ComposeService& store : context.services) {
    if (!IsDataStore(store) || !HasKnownUser(context, store)) continue;
    Members strangers = Strangers(context, store);
    // Those that are open to the outside are the way in.
    std::erase_if(strangers, [](const ComposeService* service) {
      return !Publishes(*service);
    });
    if (strangers.empty()) continue;
    model::Finding& finding = ReportService(
        store,
        base::Format("{} can be reached by {}, which {} open to the "
                     "outside and {} not refer to it",
                     store.name, NamesOf(strangers),
                     strangers.size() == 1 ? "is" : "are",
                     strangers.size() == 1 ? "does" : "do"),
        out);
    OfferOwnNetwork(context, store, finding);
  }
}

bool IsOwn(const ComposeEntry& network) {
  return network.value.origin.Best().known() &&
         !network.value["external"].True();
}

// The rest of the service's networks let it out.
bool HasWayOut(const ComposeContext& context, const ComposeService& service,
               std::string_view network) {
  for (std::string_view other : service.networks) {
    const ComposeNode& node = context.project.root["networks"][other];
    if (other != network && !node["internal"].True()) return true;
  }
  return false;
}

void NetworkNotInternal(const ComposeContext& context, Findings& out) {
  for (const ComposeEntry& network :
       context.project.root["networks"].entries()) {
    if (!IsOwn(network) || network.value["internal"].True() ||
        context.IsUnknown(network.value)) {
      continue;
    }
    Members members = MembersOf(context, network.key);
    bool store = std::any_of(
        members.begin(), members.end(),
        [](const ComposeService* member) { return IsDataStore(*member); });
    if (!store || members.size() < 2) continue;
    // Nothing may be cut off: the others get out by another network, and
    // published ports work over it.
    bool all = std::all_of(
        members.begin(), members.end(), [&](const ComposeService* member) {
          if (HasWayOut(context, *member, network.key)) {
            return true;
          }
          return IsDataStore(*member) && member->ports.empty();
        });
    if (!all) continue;
    model::Finding& finding =
        ReportAt(network.value, base::Format("networks.{}", network.key),
                 base::Format("network {} connects data stores and lets them "
                              "out to the internet",
                              network.key),
                 out);
    Offer(finding, false, "Make the network internal",
          AddEntry(network.value, network.value,
                   {{"internal: true"}, "internal: true"}));
  }
}

void SingleMember(const ComposeContext& context, Findings& out) {
  if (context.services.size() < 2 || !context.KnowsAll("networks")) return;
  for (const ComposeEntry& network :
       context.project.root["networks"].entries()) {
    if (!IsOwn(network) || network.key == "default") continue;
    std::size_t disabled = 0;
    for (const ComposeEntry& service :
         context.project.disabled_services.entries()) {
      if (service.value["networks"].Has(network.key)) ++disabled;
    }
    Members members = MembersOf(context, network.key);
    if (members.size() + disabled != 1 || members.empty()) continue;
    // A way out of its own for a service is a good reason.
    if (members.front()->networks.size() > 1 ||
        !members.front()->ports.empty()) {
      continue;
    }
    ReportAt(network.value, base::Format("networks.{}", network.key),
             base::Format("network {} has one member, {}: it connects nothing",
                          network.key, members.front()->name),
             out);
  }
}

void UnreachableDependency(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeService& other : context.services) {
      if (&service == &other || CanReach(context, service, other)) continue;
      const ComposeNode* mention = MentionOf(service, other);
      if (mention == nullptr) continue;
      const ComposeNode& depends_on = service["depends_on"];
      bool by_order = mention == depends_on.Get(other.name);
      // Jobs are waited for, not talked to.
      if (by_order &&
          (*mention)["condition"].Text() == "service_completed_successfully") {
        continue;
      }
      model::Finding& finding = ReportAt(
          *mention,
          service.Path(by_order ? "depends_on." + std::string(other.name)
                                : std::string("environment")),
          base::Format("service {} {} {}, but shares no network with it",
                       service.name, by_order ? "depends on" : "refers to",
                       other.name),
          out);
      if (by_order) finding.severity = Severity::kLow;
    }
  }
}

// The service is on the network for somebody: it names a member, or is named,
// or may be.
bool Uses(const ComposeContext& context, const ComposeService& service,
          std::string_view network) {
  Members members = MembersOf(context, network);
  return std::any_of(
      members.begin(), members.end(), [&](const ComposeService* member) {
        return member != &service && (MentionOf(service, *member) != nullptr ||
                                      MentionOf(*member, service) != nullptr ||
                                      !KnowsMentions(context, service) ||
                                      !KnowsMentions(context, *member));
      });
}

void Pivot(const ComposeContext& context, Findings& out) {
  if (!context.KnowsAll("networks")) return;
  const ComposeNode& networks = context.project.root["networks"];
  for (const ComposeService& service : context.services) {
    std::vector<std::string_view> inner;
    std::vector<std::string_view> outer;
    for (std::string_view name : service.networks) {
      (networks[name]["internal"].True() ? inner : outer).push_back(name);
    }
    bool joins_tiers = inner.size() > 1 && outer.empty();
    // One with a reason to be inside is how tiers are meant to be joined.
    bool joins_outside =
        !outer.empty() &&
        std::any_of(inner.begin(), inner.end(), [&](std::string_view network) {
          return !Uses(context, service, network);
        });
    if (!joins_tiers && !joins_outside) continue;
    bool open = joins_outside && Publishes(service);
    model::Finding& finding =
        joins_outside
            ? ReportService(
                  service,
                  base::Format(
                      "service {} joins {} with the internal network{} "
                      "{}: who breaks into it is inside",
                      service.name, base::Join(outer, ", "),
                      inner.size() > 1 ? "s" : "", base::Join(inner, ", ")),
                  out)
            : ReportService(
                  service,
                  base::Format("service {} joins the internal networks {}",
                               service.name, base::Join(inner, ", ")),
                  out);
    // Somebody has to stand between two inner tiers: that is no defect.
    if (open) finding.severity = Severity::kLow;
  }
}

void LegacyLinks(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (std::string_view key : {"links", "external_links"}) {
      const ComposeNode& links = service[key];
      if (links.size() == 0) continue;
      model::Finding& finding =
          ReportAt(links, service.Path(key),
                   base::Format("service {} uses {}, which networks have "
                                "replaced",
                                service.name, key),
                   out);
      // An alias would be lost.
      bool plain = std::all_of(links.entries().begin(), links.entries().end(),
                               [&](const ComposeEntry& link) {
                                 const ComposeService* other =
                                     context.FindService(link.value.Text());
                                 return other != nullptr &&
                                        CanReach(context, service, *other);
                               });
      if (plain) {
        Offer(finding, false, base::Format("Remove {}", key),
              RemoveEntry(*service.node, links));
      }
    }
  }
}

constexpr std::string_view kDocs =
    "https://docs.docker.com/compose/how-tos/networking/";

constexpr ComposeRule kRules[] = {
    {{.id = "compose/data-store-reachable",
      .severity = Severity::kLow,
      .title = "Data store on the network of services that do not use it",
      .why = "An intruder in the web server looks around first. What he can't "
             "reach he can't attack.",
      .remedy = "Put the data store on a network of its own with the services "
                "that use it.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &DataStoreReachable},
    {{.id = "compose/default-bridge",
      .aliases = {"docker-bench-5.30", "CIS-5.30"},
      .severity = Severity::kMedium,
      .title = "Docker's default bridge",
      .why = "All containers on docker0 reach each other, also those of other "
             "projects.",
      .remedy = "Remove network_mode: Compose makes a network for the project.",
      .references = {"https://docs.docker.com/engine/network/drivers/bridge/"},
      .fix = model::FixKind::kUnsafe},
     &DefaultBridge},
    {{.id = "compose/default-network",
      .aliases = {"ce14a68b-1668-41a0-ab7d-facd9f784742",
                  "kics:networks_not_set"},
      .severity = Severity::kInfo,
      .title = "One network for all",
      .why = "Every service of the project reaches every other one, whether "
             "they need it or not.",
      .remedy = "Give networks by what talks to what: frontend, backend.",
      .references = {kDocs},
      .no_fix = "which service belongs on which network can't be told"},
     &DefaultNetwork},
    {{.id = "compose/legacy-links",
      .severity = Severity::kLow,
      .title = "Links between containers",
      .why = "Links are a legacy feature; on networks names are enough, and "
             "who reads the file takes links for a limit that they are not.",
      .remedy = "Remove links; use depends_on for the order, and aliases of "
                "networks for other names.",
      .references = {"https://docs.docker.com/engine/network/links/"},
      .fix = model::FixKind::kUnsafe},
     &LegacyLinks},
    {{.id = "compose/network-not-internal",
      .severity = Severity::kLow,
      .title = "Network of data stores with a way out",
      .why = "A database has no business in the internet: the way out is for "
             "stolen data and for the tools of an intruder.",
      .remedy = "internal: true, and a second network for those that need a "
                "way out.",
      .references = {"https://docs.docker.com/reference/compose-file/networks/"
                     "#internal"},
      .fix = model::FixKind::kUnsafe},
     &NetworkNotInternal},
    {{.id = "compose/network-pivot",
      .severity = Severity::kInfo,
      .title = "Service that joins networks that are meant to be apart",
      .why = "The service is the bridge between the tiers: what it runs "
             "decides whether they are apart.",
      .remedy = "Let a small proxy stand in front of it, and keep it off "
                "networks that it does not use.",
      .references = {kDocs},
      .no_fix = "what the service needs to reach can't be told"},
     &Pivot},
    {{.id = "compose/single-member-network",
      .severity = Severity::kInfo,
      .title = "Network with one member",
      .why = "The service it was meant for is missing, or reaches it by a "
             "wider network.",
      .remedy = "Connect the other service, or remove the network.",
      .references = {kDocs},
      .no_fix = "who is missing can't be told"},
     &SingleMember},
    {{.id = "compose/unreachable-dependency",
      .severity = Severity::kMedium,
      .title = "Refers to a service that it can't reach",
      .why = "The name does not resolve: the service fails when it first needs "
             "the other, or somebody puts it on a network too many.",
      .remedy = "Put both on one network.",
      .references = {kDocs},
      .no_fix = "which network they should share can't be told"},
     &UnreachableDependency},
};

}  // namespace

ComposeRules NetworksRules() { return kRules; }

}  // namespace bulkhead::check
