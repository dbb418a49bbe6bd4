// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// An HTTP client. libcurl does the work; it is loaded when the first client is
// made, so that other commands do not pay for it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulkhead::http {

struct Header {
  std::string name;  // of responses in lower case
  std::string value;
};

struct Request {
  std::string method = "GET";  // or "HEAD"
  std::string url;
  std::vector<Header> headers;
  // Value of Authorization, "" for none. It is left out where a redirect leads
  // to another scheme, host or port.
  std::string authorization = {};
  int timeout_seconds = 20;
  std::size_t max_body = std::size_t{4} << 20;
};

struct Response {
  int status = 0;
  std::vector<Header> headers;
  std::string body;

  // The first header of this name (in lower case), "" where there is none.
  [[nodiscard]] std::string_view Find(std::string_view name) const;
};

// Asks once, without redirects. The fake of tests is in fake_client.h.
class Transport {
 public:
  virtual ~Transport() = default;
  // An Error where no whole answer came; a status of 4xx or 5xx is none.
  virtual base::Result<Response> Ask(const Request& request) = 0;
};

// An Error where libcurl.so.4 is not installed.
base::Result<std::unique_ptr<Transport>> MakeTransport();

// Asks and follows up to five redirects: never from https to http, never to
// http of another machine, and with the authorization only within one origin.
base::Result<Response> Send(Transport& transport, Request request);

}  // namespace bulkhead::http
