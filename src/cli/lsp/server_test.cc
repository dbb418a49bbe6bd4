// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Conversations in memory; tests/cli/lsp_test.py has one with the program.
#include "cli/lsp/server.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/lsp/framing.h"

namespace bulkhead::cli {
namespace {

using formats::JsonValue;

constexpr std::string_view kPlainClient =
    R"({"capabilities":{"textDocument":{"codeAction":
        {"codeActionLiteralSupport":{}}}}})";

class Conversation {
 public:
  explicit Conversation(std::string_view initialize = kPlainClient)
      : server_({.prepare = &Prepare}, files_) {
    Request(1, "initialize", initialize);
    Notify("initialized", "{}");
    Run();
  }

  static base::Result<Preparation> Prepare(const std::string& path,
                                           const base::FileSystem&) {
    if (base::Contains(path, "refused")) {
      return base::Error{base::ErrorCode::kInvalid, "the policy is broken"};
    }
    Preparation out;
    out.options.today = {2026, 11, 24};
    out.options.shellcheck = engine::ShellCheckMode::kOff;
    return out;
  }

  void Send(std::string_view message) { server_.Receive(message); }
  void Request(int id, std::string_view method, std::string_view params) {
    Send(
        base::Format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})",
                     id, method, params));
  }
  void Notify(std::string_view method, std::string_view params) {
    Send(base::Format(R"({{"jsonrpc":"2.0","method":"{}","params":{}}})",
                      method, params));
  }
  void Open(std::string_view uri, std::string_view text, int version = 1) {
    std::string quoted;
    formats::AppendJsonString(text, &quoted);
    Notify("textDocument/didOpen",
           base::Format(R"({{"textDocument":{{"uri":"{}","languageId":"x",)"
                        R"("version":{},"text":{}}}}})",
                        uri, version, quoted));
  }

  // All messages that come of what was sent.
  std::vector<JsonValue> Run() {
    while (server_.Step()) {
    }
    FrameReader reader;
    reader.Append(server_.TakeOutput());
    std::vector<JsonValue> out;
    while (true) {
      base::Result<std::optional<std::string>> message = reader.Next();
      EXPECT_TRUE(message.ok());
      if (!message.ok() || !message.value()) return out;
      out.push_back(formats::ParseJson(*message.value(), {}).value());
    }
  }
  // The same, where one message is expected.
  JsonValue RunOne() {
    std::vector<JsonValue> all = Run();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? JsonValue() : all[0];
  }

  Server& server() { return server_; }

 private:
  base::MemoryFileSystem files_;
  Server server_;
};

std::vector<std::string> RulesIn(const JsonValue& published) {
  std::vector<std::string> out;
  for (const JsonValue& item : published["params"]["diagnostics"].Elements()) {
    out.emplace_back(item["code"].String());
  }
  return out;
}

bool Has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

TEST(Server, NamesItsCapabilities) {
  base::MemoryFileSystem files;
  Server server({.prepare = &Conversation::Prepare}, files);
  server.Receive(
      R"({"id":"a","method":"initialize","params":{"capabilities":{
          "general":{"positionEncodings":["utf-32","utf-8","utf-16"]}}}})");
  server.Step();
  EXPECT_EQ(server.TakeOutput(),
            Frame(R"({"jsonrpc":"2.0","id":"a","result":{"capabilities":{)"
                  R"("positionEncoding":"utf-8","textDocumentSync":{)"
                  R"("openClose":true,"change":2,"save":true},)"
                  R"("hoverProvider":true},"serverInfo":{"name":"bulkhead",)"
                  R"("version":"0.1.0"}}})"));
}

TEST(Server, AnswersWhatIsWrongWithAMessage) {
  struct Row {
    std::string_view message;
    int code;
  };
  constexpr Row kRows[] = {
      {"garbage", -32700},
      {R"({"id":1,"method")", -32700},
      {"[]", -32600},
      {R"({"id":1})", -32600},
      {R"({"id":{},"method":"shutdown"})", -32600},
      {R"({"method":7})", -32600},
      {R"({"id":1,"method":"initialize"})", -32600},
      {R"({"id":1,"method":"textDocument/rename"})", -32601},
      {R"({"id":1,"method":"$/other"})", -32601},
      {R"({"id":1,"method":"textDocument/hover"})", -32602},
      {R"({"id":1,"method":"textDocument/hover","params":{"textDocument":
          {"uri":"file:///Dockerfile"},"position":{"line":0}}})",
       -32602},
      {R"({"id":1,"method":"textDocument/codeAction","params":[]})", -32602},
      {R"({"id":1,"method":"codeAction/resolve","params":{}})", -32602},
  };
  for (const Row& row : kRows) {
    Conversation talk;
    talk.Send(row.message);
    EXPECT_EQ(talk.RunOne()["error"]["code"].Int(), row.code) << row.message;
  }
}

// LSP 3.17, "Pull Diagnostics".
TEST(Server, AnswersAnEditorThatAsksForDiagnostics) {
  Conversation talk(R"({"capabilities":{"textDocument":{"diagnostic":{}},
      "workspace":{"diagnostics":{"refreshSupport":true}}}})");
  constexpr std::string_view kAsk =
      R"({"textDocument":{"uri":"file:///Dockerfile"}})";
  auto ask = [&](int id, std::string_view params) {
    talk.Request(id, "textDocument/diagnostic", params);
    return talk.RunOne();
  };
  EXPECT_EQ(ask(2, kAsk)["error"]["code"].Int(), -32602);
  // What was checked before the editor asked is not sent: it is told to ask.
  talk.Open("file:///Dockerfile", "FROM debian:12.7-slim\nUSER root\n");
  JsonValue refresh = talk.RunOne();
  EXPECT_EQ(refresh["method"].String(), "workspace/diagnostic/refresh");
  EXPECT_TRUE(refresh.Has("id"));
  JsonValue first = ask(3, kAsk)["result"];
  EXPECT_EQ(first["kind"].String(), "full");
  EXPECT_GT(first["items"].size(), 0u);
  std::string again =
      base::Format(R"({{"textDocument":{{"uri":"file:///Dockerfile"}},)"
                   R"("previousResultId":"{}"}})",
                   first["resultId"].String());
  JsonValue same = ask(4, again)["result"];
  EXPECT_EQ(same["kind"].String(), "unchanged");
  EXPECT_FALSE(same.Has("items"));
  EXPECT_EQ(same["resultId"].String(), first["resultId"].String());
  // A change that it asks for at once needs no further message.
  talk.Notify("textDocument/didChange",
              R"({"textDocument":{"uri":"file:///Dockerfile","version":2},
                  "contentChanges":[{"text":"FROM debian:12.7-slim\nUSER 1\n"}]})");
  JsonValue second = ask(5, again)["result"];
  EXPECT_EQ(second["kind"].String(), "full");
  EXPECT_LT(second["items"].size(), first["items"].size());
  talk.Notify("textDocument/didClose", kAsk);
  EXPECT_TRUE(talk.Run().empty());
}

// One that can't be told to ask again is sent them, and may ask all the same.
TEST(Server, SendsAndAnswers) {
  Conversation talk(R"({"capabilities":{"textDocument":{"diagnostic":{}}}})");
  talk.Open("file:///Dockerfile", "FROM debian:12.7-slim\nUSER root\n");
  talk.Request(2, "textDocument/diagnostic",
               R"({"textDocument":{"uri":"file:///Dockerfile"}})");
  std::vector<JsonValue> all = talk.Run();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["method"].String(), "textDocument/publishDiagnostics");
  EXPECT_EQ(all[1]["result"]["items"], all[0]["params"]["diagnostics"]);
}

TEST(Server, DropsNotificationsThatItDoesNotKnow) {
  Conversation talk;
  talk.Notify("$/setTrace", R"({"value":"off"})");
  talk.Notify("workspace/didChangeConfiguration", "{}");
  talk.Send(R"({"id":"bulkhead-1","result":null})");
  EXPECT_TRUE(talk.Run().empty());
}

TEST(Server, FollowsTheLifecycle) {
  base::MemoryFileSystem files;
  Server server({.prepare = &Conversation::Prepare}, files);
  auto answer = [&](std::string_view message) {
    server.Receive(message);
    server.Step();
    return server.TakeOutput();
  };
  EXPECT_NE(answer(R"({"id":1,"method":"shutdown"})").find("-32002"),
            std::string::npos);
  answer(R"({"id":2,"method":"initialize","params":{}})");
  EXPECT_FALSE(server.shut_down());
  EXPECT_EQ(answer(R"({"id":3,"method":"shutdown"})"),
            Frame(R"({"jsonrpc":"2.0","id":3,"result":null})"));
  EXPECT_TRUE(server.shut_down());
  EXPECT_NE(answer(R"({"id":4,"method":"textDocument/hover"})").find("-32600"),
            std::string::npos);
  EXPECT_FALSE(server.ended());
  answer(R"({"method":"exit"})");
  EXPECT_TRUE(server.ended());
  EXPECT_FALSE(server.Step());
}

// What methods and errors the server sends for a recorded stream; the fuzz
// target begins with the same.
std::string AnswersTo(const std::string& name) {
  std::string path = "src/cli/lsp/testdata/" + name;
  std::string stream(
      base::RealFileSystem().Read(path, 1 << 20).value()->text());
  base::MemoryFileSystem files;
  Server server({.prepare = &Conversation::Prepare}, files);
  FrameReader in;
  in.Append(stream);
  std::string out;
  while (true) {
    base::Result<std::optional<std::string>> message = in.Next();
    if (!message.ok()) out += "broken ";
    if (!message.ok() || !message.value()) break;
    server.Receive(*message.value());
  }
  while (server.Step()) {
  }
  FrameReader answers;
  answers.Append(server.TakeOutput());
  while (true) {
    base::Result<std::optional<std::string>> message = answers.Next();
    if (!message.ok() || !message.value()) break;
    JsonValue value = formats::ParseJson(*message.value(), {}).value();
    if (value.Has("error")) {
      out += base::Format("{} ", value["error"]["code"].Int());
    } else if (value.Has("method")) {
      out += base::Format("{}:{} ", value["method"].String(),
                          value["params"]["diagnostics"].size());
    } else {
      out += base::Format("#{} ", formats::WriteJson(value["id"]));
    }
  }
  return out + (server.ended() ? "ended" : "");
}

TEST(Server, AnswersRecordedStreams) {
  constexpr std::string_view kPublish = "textDocument/publishDiagnostics";
  EXPECT_EQ(AnswersTo("typing.stream"),
            base::Format("#1 {0}:0 #2 {0}:0 #3 ended", kPublish));
  EXPECT_EQ(AnswersTo("errors.stream"),
            "broken -32700 -32002 #1 -32601 -32602 ");
  std::string actions = AnswersTo("actions.stream");
  EXPECT_TRUE(actions.starts_with(
      base::Format("#1 {}:1 #2 -32800 {}:", kPublish, kPublish)))
      << actions;
}

TEST(Server, ChecksTheNewestTextOnce) {
  Conversation talk;
  talk.Open("file:///p/Dockerfile", "FROM debian\nUSER 1000\n");
  talk.Notify("textDocument/didChange",
              R"({"textDocument":{"uri":"file:///p/Dockerfile","version":2},
                  "contentChanges":[{"text":"FROM debian:12\n"}]})");
  talk.Notify("textDocument/didChange",
              R"({"textDocument":{"uri":"file:///p/Dockerfile","version":3},
                  "contentChanges":[
                    {"range":{"start":{"line":1,"character":0},
                              "end":{"line":1,"character":0}},
                     "text":"ADD x😀y\n"},
                    {"range":{"start":{"line":1,"character":8},
                              "end":{"line":1,"character":99}},
                     "text":" /a/\nUSER 1000"}]})");
  JsonValue published = talk.RunOne();
  EXPECT_EQ(published["method"].String(), "textDocument/publishDiagnostics");
  std::vector<std::string> rules = RulesIn(published);
  EXPECT_EQ(base::Join(rules, ", "), "dockerfile/add-instead-of-copy");
}

TEST(Server, CancelsWhatWaits) {
  Conversation talk;
  talk.Request(7, "textDocument/hover", "{}");
  talk.Request(8, "textDocument/hover", "{}");
  talk.Notify("$/cancelRequest", R"({"id":7})");
  talk.Notify("$/cancelRequest", R"({"id":99})");
  std::vector<JsonValue> answers = talk.Run();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0]["error"]["code"].Int(), -32800);
  EXPECT_EQ(answers[1]["error"]["code"].Int(), -32602);
}

TEST(Server, ForgetsAClosedDocument) {
  Conversation talk;
  talk.Open("file:///p/Dockerfile", "FROM debian\n");
  talk.Run();
  talk.Notify("textDocument/didClose",
              R"({"textDocument":{"uri":"file:///p/Dockerfile"}})");
  EXPECT_TRUE(RulesIn(talk.RunOne()).empty());
  talk.Notify("textDocument/didClose",
              R"({"textDocument":{"uri":"file:///p/Dockerfile"}})");
  EXPECT_TRUE(talk.Run().empty());
}

TEST(Server, LeavesOtherDocumentsAlone) {
  Conversation talk;
  talk.Open("file:///p/values.yaml", "a: 1\n");
  EXPECT_TRUE(talk.Run().empty());
}

TEST(Server, ChecksADocumentWithoutAFile) {
  Conversation talk;
  talk.Open("untitled:Dockerfile", "FROM debian\nADD a.txt /a/\n");
  EXPECT_TRUE(Has(RulesIn(talk.RunOne()), "dockerfile/add-instead-of-copy"));
}

TEST(Server, SaysWhyADocumentCouldNotBeChecked) {
  Conversation talk;
  talk.Open("file:///refused/Dockerfile", "FROM debian\n");
  JsonValue published = talk.RunOne();
  ASSERT_EQ(published["params"]["diagnostics"].size(), 1u);
  const JsonValue& only = published["params"]["diagnostics"].At(0);
  EXPECT_EQ(only["code"].String(), "not-checked");
  EXPECT_EQ(only["severity"].Int(), 1);
  EXPECT_EQ(only["message"].String(), "the policy is broken");
}

TEST(Server, ReportsWhatDoesNotParse) {
  Conversation talk;
  talk.Open("file:///p/compose.yaml", "services: [\n");
  JsonValue published = talk.RunOne();
  ASSERT_GE(published["params"]["diagnostics"].size(), 1u);
  EXPECT_EQ(published["params"]["diagnostics"].At(0)["severity"].Int(), 1);
}

TEST(Server, SeesTheOpenFilesOfAProject) {
  Conversation talk;
  talk.Open("file:///p/compose.yaml",
            "services:\n  web:\n    image: a:1\n    privileged: true\n");
  EXPECT_TRUE(Has(RulesIn(talk.RunOne()), "compose/privileged"));
  // The override takes it back; both are checked.
  talk.Open("file:///p/compose.override.yaml",
            "services:\n  web:\n    privileged: false\n");
  std::vector<JsonValue> published = talk.Run();
  ASSERT_EQ(published.size(), 1u);
  talk.Notify("textDocument/didChange",
              R"({"textDocument":{"uri":"file:///p/compose.yaml","version":2},
                  "contentChanges":[{"range":{"start":{"line":0,"character":0},
                   "end":{"line":0,"character":0}},"text":"# x\n"}]})");
  published = talk.Run();
  ASSERT_EQ(published.size(), 2u);
  EXPECT_EQ(published[0]["params"]["uri"].String(), "file:///p/compose.yaml");
  EXPECT_FALSE(Has(RulesIn(published[0]), "compose/privileged"));
}

std::string ActionsParams(std::string_view uri, int line,
                          std::string_view context = "{}") {
  return base::Format(
      R"({{"textDocument":{{"uri":"{}"}},"range":{{"start":{{"line":{},)"
      R"("character":0}},"end":{{"line":{},"character":0}}}},"context":{}}})",
      uri, line, line, context);
}

TEST(Server, OffersFixesAndComments) {
  Conversation talk;
  std::string uri = "file:///p/Dockerfile";
  talk.Open(uri, "FROM debian:12\r\nADD a.txt /a/\r\nUSER 1000\r\n");
  talk.Run();
  talk.Request(5, "textDocument/codeAction", ActionsParams(uri, 1));
  JsonValue actions = talk.RunOne()["result"];
  std::vector<std::string> titles;
  for (const JsonValue& action : actions.Elements()) {
    titles.emplace_back(action["title"].String());
  }
  EXPECT_EQ(actions.At(0)["kind"].String(), "quickfix");
  EXPECT_TRUE(actions.At(0)["isPreferred"].Bool());
  EXPECT_EQ(actions.At(0)["edit"]["changes"][uri].size(), 1u);
  EXPECT_TRUE(Has(titles, "Apply all safe fixes of Bulkhead"));
  EXPECT_TRUE(
      Has(titles, "Ignore dockerfile/add-instead-of-copy here with a comment"));
  for (const JsonValue& action : actions.Elements()) {
    if (!action["title"].String().starts_with("Ignore")) continue;
    EXPECT_EQ(action["edit"]["changes"][uri].At(0)["newText"].String(),
              base::Format("# bulkhead ignore={}\r\n",
                           action["diagnostics"].At(0)["code"].String()));
  }
  talk.Request(6, "textDocument/codeAction",
               ActionsParams(uri, 1, R"({"only":["source.fixAll"]})"));
  actions = talk.RunOne()["result"];
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions.At(0)["kind"].String(), "source.fixAll.bulkhead");
  EXPECT_GE(actions.At(0)["edit"]["changes"][uri].size(), 1u);
  talk.Request(7, "textDocument/codeAction",
               ActionsParams(uri, 1, R"({"only":["refactor"]})"));
  EXPECT_EQ(talk.RunOne()["result"].size(), 0u);
}

TEST(Server, ResolvesAllFixesWhenAsked) {
  Conversation talk(
      R"({"capabilities":{"workspace":{"workspaceEdit":
          {"documentChanges":true}},"textDocument":{"codeAction":
          {"codeActionLiteralSupport":{},"dataSupport":true,
           "resolveSupport":{"properties":["edit"]}}}}})");
  std::string uri = "file:///p/Dockerfile";
  talk.Open(uri, "FROM debian:12\nADD a.txt /a/\nUSER 1000\n", 4);
  talk.Run();
  talk.Request(5, "textDocument/codeAction",
               ActionsParams(uri, 1, R"({"only":["source"]})"));
  JsonValue actions = talk.RunOne()["result"];
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_FALSE(actions.At(0).Has("edit"));
  talk.Request(6, "codeAction/resolve", formats::WriteJson(actions.At(0)));
  JsonValue edit = talk.RunOne()["result"]["edit"]["documentChanges"].At(0);
  EXPECT_EQ(edit["textDocument"]["version"].Int(), 4);
  EXPECT_EQ(edit["textDocument"]["uri"].String(), uri);
}

TEST(Server, ExplainsOnHover) {
  Conversation talk(
      R"({"capabilities":{"textDocument":{"hover":
          {"contentFormat":["markdown","plaintext"]}}}})");
  std::string uri = "file:///p/Dockerfile";
  talk.Open(uri, "FROM debian:12\nADD a.txt /a/\nUSER 1000\n");
  talk.Run();
  auto hover = [&](int line) {
    talk.Request(5, "textDocument/hover",
                 base::Format(R"({{"textDocument":{{"uri":"{}"}},)"
                              R"("position":{{"line":{},"character":2}}}})",
                              uri, line));
    return talk.RunOne()["result"];
  };
  JsonValue found = hover(1);
  EXPECT_EQ(found["contents"]["kind"].String(), "markdown");
  for (std::string_view part : {"`dockerfile/add-instead-of-copy`", "**Why:**",
                                "**What to do:**", "DL3020"}) {
    EXPECT_TRUE(base::Contains(found["contents"]["value"].String(), part))
        << part;
  }
  EXPECT_EQ(found["range"]["start"]["line"].Int(), 1);
  EXPECT_TRUE(hover(2).IsNull());
}

}  // namespace
}  // namespace bulkhead::cli
