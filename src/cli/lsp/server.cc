// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The conversation (LSP 3.17, "Base Protocol" and "Lifecycle Messages"). While
// somebody types, many changes come faster than they are checked: all messages
// that have arrived are handled first, then the newest text is checked, once.
// Nothing waits for a clock.
#include "cli/lsp/server.h"

#include <algorithm>

#include "base/text.h"
#include "cli/lsp/framing.h"
#include "cli/lsp/uri.h"
#include "engine/version.h"
#include "policy/policy.h"

namespace bulkhead::cli {
namespace {

using formats::JsonValue;

// Codes of JSON-RPC 2.0 and of the protocol.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kNotInitialized = -32002;
constexpr int kCancelled = -32800;
// MessageType
constexpr int kWarning = 2;
// TextDocumentSyncKind
constexpr int kIncremental = 2;

// Files that change what is said of the open ones, beside those of other tools.
constexpr std::string_view kWatched[] = {"**/.bulkhead.{yaml,yml}",
                                         "**/.bulkhead-baseline",
                                         "**/{Dockerfile,Containerfile}*",
                                         "**/*.{Dockerfile,dockerfile}",
                                         "**/*compose*.{yaml,yml}",
                                         "**/.dockerignore",
                                         "**/.env"};

JsonValue Watchers() {
  std::vector<std::string> globs(std::begin(kWatched), std::end(kWatched));
  for (std::string_view name : policy::PeerFileNames()) {
    globs.push_back(base::Format("**/{}", name));
  }
  JsonValue watchers = JsonValue::Array();
  for (const std::string& glob : globs) {
    JsonValue watcher = JsonValue::Object();
    watcher.Add("globPattern", glob);
    watchers.Append(std::move(watcher));
  }
  return watchers;
}

JsonValue NewMessage() {
  JsonValue out = JsonValue::Object();
  out.Add("jsonrpc", "2.0");
  return out;
}

JsonValue Capabilities(const ClientSupport& support) {
  JsonValue sync = JsonValue::Object();
  sync.Add("openClose", true);
  sync.Add("change", kIncremental);
  sync.Add("save", true);
  JsonValue out = JsonValue::Object();
  out.Add("positionEncoding",
          support.encoding == PositionEncoding::kUtf8 ? "utf-8" : "utf-16");
  out.Add("textDocumentSync", std::move(sync));
  out.Add("hoverProvider", true);
  if (support.pulls) {
    JsonValue diagnostics = JsonValue::Object();
    diagnostics.Add("identifier", "bulkhead");
    diagnostics.Add("interFileDependencies", true);
    diagnostics.Add("workspaceDiagnostics", false);
    out.Add("diagnosticProvider", std::move(diagnostics));
  }
  if (support.literal_actions) {
    JsonValue kinds = JsonValue::Array();
    kinds.Append("quickfix");
    kinds.Append("source.fixAll.bulkhead");
    JsonValue actions = JsonValue::Object();
    actions.Add("codeActionKinds", std::move(kinds));
    actions.Add("resolveProvider", support.resolves_edits);
    out.Add("codeActionProvider", std::move(actions));
  }
  return out;
}

// One entry of contentChanges; nullopt where it is none.
std::optional<std::string> Changed(const std::string& text,
                                   const JsonValue& change,
                                   PositionEncoding encoding) {
  if (!change["text"].IsString()) return std::nullopt;
  if (!change.Has("range")) return std::string(change["text"].String());
  std::optional<TextRange> range = RangeFrom(change["range"]);
  if (!range) return std::nullopt;
  TextLines lines(text, encoding);
  std::size_t begin = lines.OffsetOf(range->start);
  std::size_t end = std::max(begin, lines.OffsetOf(range->end));
  std::string out = text.substr(0, begin);
  out += change["text"].String();
  out += std::string_view(text).substr(end);
  return out;
}

std::string UriIn(const JsonValue& params) {
  return std::string(params["textDocument"]["uri"].String());
}

}  // namespace

Server::Server(ServerOptions options, const base::FileSystem& files)
    : options_(std::move(options)), workspace_(files, options_.prepare) {}

void Server::Receive(std::string_view content) {
  base::Result<JsonValue> parsed = formats::ParseJson(content, {}, "message");
  if (!parsed.ok()) {
    SendReply(nullptr, {.error = kParseError,
                        .message = base::Printable(parsed.error().message)});
    return;
  }
  const JsonValue& value = parsed.value();
  const JsonValue& id = value["id"];
  bool is_request = value.Has("id");
  // The editor's answer to a request of ours.
  if (is_request && !value.Has("method") &&
      (value.Has("result") || value.Has("error"))) {
    return;
  }
  if (!value["method"].IsString() ||
      (is_request && !id.IsString() && !id.IsInt())) {
    SendReply(id.IsString() || id.IsInt() ? id : JsonValue(nullptr),
              {.error = kInvalidRequest,
               .message = "expected a request or a notification: an object "
                          "with method, and id of a request"});
    return;
  }
  if (value["method"].String() == "$/cancelRequest") {
    Cancel(value["params"]["id"]);
    return;
  }
  waiting_.push_back({.id = id,
                      .is_request = is_request,
                      .method = std::string(value["method"].String()),
                      .params = value["params"]});
}

void Server::Cancel(const JsonValue& id) {
  for (Message& message : waiting_) {
    if (message.is_request && message.id == id) message.cancelled = true;
  }
}

bool Server::Step() {
  if (ended()) return false;
  if (!waiting_.empty()) {
    Message message = std::move(waiting_.front());
    waiting_.pop_front();
    Handle(message);
    return true;
  }
  if (shut_down_) return false;
  if (Document* document = workspace_.NextChanged()) {
    CheckAndPublish(*document, false);
    return true;
  }
  if (Document* document = workspace_.NextForScripts()) {
    CheckAndPublish(*document, true);
    return true;
  }
  return false;
}

std::string Server::TakeOutput() { return std::exchange(output_, {}); }

void Server::Handle(const Message& message) {
  if (message.is_request) {
    SendReply(message.id, Answer(message));
  } else {
    Notice(message);
  }
}

Server::Reply Server::Answer(const Message& message) {
  static constexpr std::pair<std::string_view, Request> kRequests[] = {
      {"initialize", &Server::Initialize},
      {"shutdown", &Server::Shutdown},
      {"textDocument/codeAction", &Server::CodeAction},
      {"codeAction/resolve", &Server::ResolveCodeAction},
      {"textDocument/hover", &Server::Hover},
      {"textDocument/diagnostic", &Server::Diagnostic},
  };
  if (message.cancelled) {
    return {.error = kCancelled, .message = "the request was cancelled"};
  }
  if (shut_down_) {
    return {.error = kInvalidRequest,
            .message = "the server was shut down; only exit is expected"};
  }
  bool initializes = message.method == "initialize";
  if (phase_ == Phase::kNew && !initializes) {
    return {.error = kNotInitialized,
            .message = "expected initialize as the first request"};
  }
  if (phase_ == Phase::kRunning && initializes) {
    return {.error = kInvalidRequest, .message = "initialize came twice"};
  }
  for (const auto& [name, request] : kRequests) {
    if (name == message.method) return (this->*request)(message.params);
  }
  return {.error = kMethodNotFound,
          .message = base::Format("there is no method {}",
                                  base::Printable(message.method))};
}

void Server::Notice(const Message& message) {
  static constexpr std::pair<std::string_view, Notification> kNotifications[] =
      {
          {"initialized", &Server::Initialized},
          {"textDocument/didOpen", &Server::DidOpen},
          {"textDocument/didChange", &Server::DidChange},
          {"textDocument/didSave", &Server::DidSave},
          {"textDocument/didClose", &Server::DidClose},
          {"workspace/didChangeWatchedFiles", &Server::WatchedFilesChanged},
      };
  if (message.method == "exit") {
    phase_ = Phase::kEnded;
    return;
  }
  // Others are dropped, as the protocol wants it.
  if (phase_ != Phase::kRunning || shut_down_) return;
  for (const auto& [name, notification] : kNotifications) {
    if (name == message.method) (this->*notification)(message.params);
  }
}

Server::Reply Server::Initialize(const JsonValue& params) {
  support_ = SupportOf(params);
  EnterRoot(params);
  phase_ = Phase::kRunning;
  JsonValue info = JsonValue::Object();
  info.Add("name", "bulkhead");
  info.Add("version", engine::kVersion);
  JsonValue out = JsonValue::Object();
  out.Add("capabilities", Capabilities(support_));
  out.Add("serverInfo", std::move(info));
  return {.result = std::move(out)};
}

// Paths are relative to the workspace's folder, as when somebody runs `bulkhead
// check` there: fingerprints of a baseline hold paths.
void Server::EnterRoot(const JsonValue& params) {
  std::string_view uri = params["workspaceFolders"].At(0)["uri"].String();
  if (uri.empty()) uri = params["rootUri"].String();
  std::optional<std::string> path = PathOfUri(uri);
  if (!path && base::IsAbsolute(params["rootPath"].String())) {
    path = std::string(params["rootPath"].String());
  }
  if (!path || !options_.enter_folder) return;
  base::Status entered = options_.enter_folder(*path);
  if (entered.ok()) {
    workspace_.SetRoot(base::NormalPath(*path));
  } else {
    Log(entered.error().message);
  }
}

Server::Reply Server::Shutdown(const JsonValue&) {
  shut_down_ = true;
  return {};
}

Document* Server::CheckedDocument(const JsonValue& params) {
  Document* document = workspace_.Find(UriIn(params));
  if (document == nullptr) return nullptr;
  if (document->changed && document->kind != engine::FileKind::kNone) {
    CheckAndPublish(*document, false);
  }
  return document;
}

Server::Reply Server::CodeAction(const JsonValue& params) {
  Document* document = CheckedDocument(params);
  if (document == nullptr || !RangeFrom(params["range"])) {
    return {.error = kInvalidParams,
            .message = "expected an open textDocument and a range"};
  }
  return {.result = CodeActionsOf(*document, workspace_, support_, params)};
}

Server::Reply Server::ResolveCodeAction(const JsonValue& params) {
  Document* document =
      workspace_.Find(std::string(params["data"]["uri"].String()));
  if (document == nullptr) {
    return {.error = kInvalidParams,
            .message = "expected an action of an open document"};
  }
  return {.result = ResolveFixAll(params, *document, workspace_, support_)};
}

Server::Reply Server::Hover(const JsonValue& params) {
  Document* document = CheckedDocument(params);
  std::optional<TextPosition> position = PositionFrom(params["position"]);
  if (document == nullptr || !position) {
    return {.error = kInvalidParams,
            .message = "expected an open textDocument and a position"};
  }
  return {.result = HoverAt(*document, workspace_, support_, *position)};
}

// Any editor may ask; one that is sent diagnostics gets the same.
Server::Reply Server::Diagnostic(const JsonValue& params) {
  Document* document = workspace_.Find(UriIn(params));
  if (document == nullptr) {
    return {.error = kInvalidParams,
            .message = "expected an open textDocument"};
  }
  if (document->changed && document->kind != engine::FileKind::kNone) {
    workspace_.Check(*document, false);
    if (!support_.pulls) Publish(*document);
  }
  JsonValue published = DiagnosticsOf(*document, workspace_, support_);
  document->pulled_id = DiagnosticsId(published);
  return {.result =
              DiagnosticReport(published, params["previousResultId"].String())};
}

void Server::Initialized(const JsonValue&) {
  if (!support_.watches_files) return;
  JsonValue watch_options = JsonValue::Object();
  watch_options.Add("watchers", Watchers());
  JsonValue registration = JsonValue::Object();
  registration.Add("id", "bulkhead-files");
  registration.Add("method", "workspace/didChangeWatchedFiles");
  registration.Add("registerOptions", std::move(watch_options));
  JsonValue registrations = JsonValue::Array();
  registrations.Append(std::move(registration));
  JsonValue params = JsonValue::Object();
  params.Add("registrations", std::move(registrations));
  SendRequest("client/registerCapability", std::move(params));
}

void Server::DidOpen(const JsonValue& params) {
  const JsonValue& item = params["textDocument"];
  std::string uri = UriIn(params);
  if (uri.empty() || !item["text"].IsString()) {
    Log("textDocument/didOpen: expected a document with uri and text");
    return;
  }
  Document* document =
      workspace_.Open(uri, item["languageId"].String(), item["version"].Int(),
                      std::string(item["text"].String()));
  if (document == nullptr) {
    Log(base::Format("too many open documents; {} is not checked", uri));
  }
}

void Server::DidChange(const JsonValue& params) {
  Document* document = workspace_.Find(UriIn(params));
  if (document == nullptr) {
    Log("textDocument/didChange: the document is not open");
    return;
  }
  std::string text = document->text;
  for (const JsonValue& change : params["contentChanges"].Elements()) {
    std::optional<std::string> changed =
        Changed(text, change, support_.encoding);
    if (!changed) {
      Log("textDocument/didChange: expected text and a range");
      return;
    }
    text = std::move(*changed);
    if (text.size() > base::Limits{}.max_bytes) {
      Log("textDocument/didChange: the document is too large");
      return;
    }
  }
  workspace_.Change(*document,
                    params["textDocument"]["version"].Int(document->version),
                    std::move(text));
}

// What is saved is what others see on disk, and policies among it.
void Server::DidSave(const JsonValue&) { workspace_.Refresh(); }

void Server::WatchedFilesChanged(const JsonValue&) { workspace_.Refresh(); }

void Server::DidClose(const JsonValue& params) {
  std::string uri = UriIn(params);
  if (workspace_.Find(uri) == nullptr) return;
  workspace_.Close(uri);
  if (support_.pulls) return;  // it drops them itself
  JsonValue out = JsonValue::Object();
  out.Add("uri", uri);
  out.Add("diagnostics", JsonValue::Array());
  SendNotification("textDocument/publishDiagnostics", std::move(out));
}

void Server::CheckAndPublish(Document& document, bool scripts) {
  workspace_.Check(document, scripts);
  Publish(document);
}

void Server::Publish(const Document& document) {
  JsonValue published = DiagnosticsOf(document, workspace_, support_);
  if (!support_.pulls) {
    SendNotification("textDocument/publishDiagnostics", std::move(published));
  } else if (DiagnosticsId(published) != document.pulled_id) {
    SendRequest("workspace/diagnostic/refresh", nullptr);
  }
}

void Server::Log(std::string_view message) {
  JsonValue params = JsonValue::Object();
  params.Add("type", kWarning);
  params.Add("message", base::Printable(message));
  SendNotification("window/logMessage", std::move(params));
}

void Server::SendRequest(std::string_view method, JsonValue params) {
  JsonValue message = NewMessage();
  message.Add("id", base::Format("bulkhead-{}", ++last_request_));
  message.Add("method", method);
  if (!params.IsNull()) message.Add("params", std::move(params));
  Send(message);
}

void Server::SendNotification(std::string_view method, JsonValue params) {
  JsonValue message = NewMessage();
  message.Add("method", method);
  message.Add("params", std::move(params));
  Send(message);
}

void Server::SendReply(const JsonValue& id, const Reply& reply) {
  JsonValue message = NewMessage();
  message.Add("id", id);
  if (reply.error == 0) {
    message.Add("result", reply.result);
  } else {
    JsonValue error = JsonValue::Object();
    error.Add("code", reply.error);
    error.Add("message", reply.message);
    message.Add("error", std::move(error));
  }
  Send(message);
}

void Server::Send(const JsonValue& message) {
  output_ += Frame(formats::WriteJson(message));
}

}  // namespace bulkhead::cli
