// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A transport for tests, which answers from a table and keeps what was asked.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "http/client.h"

namespace bulkhead::http {

class FakeTransport : public Transport {
 public:
  // What `METHOD URL` is answered with; each further answer to the same is
  // given once, the last for ever. What has none can't be reached.
  void Answer(const std::string& what, Response response);
  base::Result<Response> Ask(const Request& request) override;

  std::vector<Request> asked;

 private:
  std::map<std::string, std::deque<Response>> answers_;
};

}  // namespace bulkhead::http
