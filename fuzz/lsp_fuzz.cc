// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes as the stream of an editor: cut into messages, and these handled by
// a server that has a document open. Two ways of cutting agree, and all answers
// can be cut again.
#include <cstdlib>
#include <vector>

#include "cli/lsp/framing.h"
#include "cli/lsp/server.h"

namespace {

using bulkhead::base::Result;
using bulkhead::cli::FrameReader;

constexpr bulkhead::base::Limits kLimits = {.max_bytes = 1 << 16};

struct Cut {
  std::vector<std::string> messages;
  bool broken = false;
  bool operator==(const Cut&) const = default;
};

Cut CutUp(std::string_view stream, std::size_t step) {
  FrameReader reader(kLimits);
  Cut out;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    reader.Append(stream.substr(at, step));
    while (true) {
      Result<std::optional<std::string>> message = reader.Next();
      out.broken = !message.ok();
      if (out.broken) return out;
      if (!message.value()) break;
      out.messages.push_back(*message.value());
    }
  }
  return out;
}

constexpr std::string_view kInitialize =
    R"({"id":1,"method":"initialize","params":{"capabilities":{
        "textDocument":{"codeAction":{"codeActionLiteralSupport":{}}}}}})";
constexpr std::string_view kOpen =
    R"({"method":"textDocument/didOpen","params":{"textDocument":{
        "uri":"file:///Dockerfile","languageId":"dockerfile","version":1,
        "text":"FROM a\r\nADD \ud83d\ude00 /a/\nUSER 1000\n"}}})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data,
                                      std::size_t size) {
  std::string_view stream(reinterpret_cast<const char*>(data), size);
  Cut cut = CutUp(stream, 4096);
  if (cut != CutUp(stream, 7)) std::abort();
  bulkhead::base::MemoryFileSystem files;
  bulkhead::cli::Server server(
      {.prepare = [](const std::string&, const bulkhead::base::FileSystem&)
           -> Result<bulkhead::cli::Preparation> {
        bulkhead::cli::Preparation out;
        out.options.shellcheck = bulkhead::engine::ShellCheckMode::kOff;
        return out;
      }},
      files);
  server.Receive(kInitialize);
  server.Receive(kOpen);
  // Without a frame, so that the fuzzer need not find the right length.
  server.Receive(stream);
  for (const std::string& message : cut.messages) server.Receive(message);
  while (server.Step()) {
  }
  FrameReader reader;
  reader.Append(server.TakeOutput());
  while (true) {
    Result<std::optional<std::string>> answer = reader.Next();
    if (!answer.ok()) std::abort();
    if (!answer.value()) break;
    if (!bulkhead::formats::ParseJson(*answer.value(), {}).ok()) std::abort();
  }
  if (!reader.Missing().empty()) std::abort();
  return 0;
}
