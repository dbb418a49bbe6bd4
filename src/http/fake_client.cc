// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/fake_client.h"

#include "base/text.h"

namespace bulkhead::http {

void FakeTransport::Answer(const std::string& what, Response response) {
  answers_[what].push_back(std::move(response));
}

base::Result<Response> FakeTransport::Ask(const Request& request) {
  asked.push_back(request);
  auto at = answers_.find(request.method + " " + request.url);
  if (at == answers_.end()) {
    return base::Error{base::ErrorCode::kIo,
                       base::Format("{}: Couldn't connect", request.url)};
  }
  Response response = at->second.front();
  if (at->second.size() > 1) at->second.pop_front();
  return response;
}

}  // namespace bulkhead::http
