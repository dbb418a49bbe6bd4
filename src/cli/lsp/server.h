// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A language server for Dockerfiles and Compose files: LSP 3.17 over JSON-RPC
// 2.0, message in, messages out. It reads and writes no stream and never waits:
// cli/lsp_command.cc joins it to standard input and output.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "base/result.h"
#include "cli/lsp/answers.h"
#include "cli/lsp/workspace.h"
#include "formats/json/json.h"

namespace bulkhead::cli {

struct ServerOptions {
  Prepare prepare;
  // Makes a folder the working folder; null: paths stay absolute.
  std::function<base::Status(const std::string&)> enter_folder = {};
};

// Not thread-safe. The file system must outlive it.
class Server {
 public:
  Server(ServerOptions options, const base::FileSystem& files);

  // Takes the content of one message. What waits may still be cancelled.
  void Receive(std::string_view content);
  // Does the next piece of work: the oldest message that waits, or, where none
  // does, one check of the newest text of a document. False: nothing to do.
  bool Step();
  // Messages to the editor, framed, since the last call.
  std::string TakeOutput();

  // True after exit.
  [[nodiscard]] bool ended() const { return phase_ == Phase::kEnded; }
  // True after shutdown: the editor may close the connection.
  [[nodiscard]] bool shut_down() const { return shut_down_; }

 private:
  enum class Phase { kNew, kRunning, kEnded };
  struct Message {
    formats::JsonValue id;
    bool is_request = false;
    std::string method;
    formats::JsonValue params;
    bool cancelled = false;
  };
  // The answer to a request.
  struct Reply {
    formats::JsonValue result = nullptr;
    int error = 0;  // code of JSON-RPC; 0: none
    std::string message = {};
  };
  using Request = Reply (Server::*)(const formats::JsonValue& params);
  using Notification = void (Server::*)(const formats::JsonValue& params);

  void Handle(const Message& message);
  Reply Answer(const Message& message);
  void Notice(const Message& message);
  void Cancel(const formats::JsonValue& id);

  Reply Initialize(const formats::JsonValue& params);
  Reply Shutdown(const formats::JsonValue& params);
  Reply CodeAction(const formats::JsonValue& params);
  Reply ResolveCodeAction(const formats::JsonValue& params);
  Reply Hover(const formats::JsonValue& params);
  Reply Diagnostic(const formats::JsonValue& params);

  void Initialized(const formats::JsonValue& params);
  void DidOpen(const formats::JsonValue& params);
  void DidChange(const formats::JsonValue& params);
  void DidSave(const formats::JsonValue& params);
  void DidClose(const formats::JsonValue& params);
  void WatchedFilesChanged(const formats::JsonValue& params);

  void EnterRoot(const formats::JsonValue& params);
  // The document of params.textDocument, checked as it is now; nullptr where it
  // is not open.
  Document* CheckedDocument(const formats::JsonValue& params);
  void CheckAndPublish(Document& document, bool scripts);
  // Sends the diagnostics, or tells an editor that asks for them to ask again.
  void Publish(const Document& document);
  void Log(std::string_view message);
  void Send(const formats::JsonValue& message);
  void SendReply(const formats::JsonValue& id, const Reply& reply);
  void SendRequest(std::string_view method, formats::JsonValue params);
  void SendNotification(std::string_view method, formats::JsonValue params);

  ServerOptions options_;
  Workspace workspace_;
  ClientSupport support_;
  Phase phase_ = Phase::kNew;
  bool shut_down_ = false;
  int last_request_ = 0;  // of ours
  std::deque<Message> waiting_;
  std::string output_;
};

}  // namespace bulkhead::cli
