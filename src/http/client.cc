// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// libcurl 7.85 or newer by dlopen(3): <https://curl.se/libcurl/c/>. Redirects
// are ours, since the rules for credentials are.
#include "http/client.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>

#include "base/text.h"
#include "http/url.h"

namespace bulkhead::http {
namespace {

using base::Error;
using base::ErrorCode;

constexpr const char* kLibrary = "libcurl.so.4";
constexpr int kMaxRedirects = 5;
constexpr long kConnectSeconds = 10;
constexpr std::size_t kMaxHeaderBytes = 64u << 10;

// The functions of the library that are used.
struct Curl {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  CURLcode (*easy_setopt)(CURL*, CURLoption, ...) = nullptr;
  decltype(&::curl_easy_perform) easy_perform = nullptr;
  CURLcode (*easy_getinfo)(CURL*, CURLINFO, ...) = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
};

template <typename Function>
bool Load(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

base::Result<Curl> LoadCurl() {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return Error{ErrorCode::kNotFound,
                 base::Format("the library {} is not installed (package "
                              "libcurl4): it is needed to ask registries",
                              kLibrary)};
  }
  Curl curl;
  bool whole = Load(library, "curl_global_init", &curl.global_init) &&
               Load(library, "curl_easy_init", &curl.easy_init) &&
               Load(library, "curl_easy_setopt", &curl.easy_setopt) &&
               Load(library, "curl_easy_perform", &curl.easy_perform) &&
               Load(library, "curl_easy_getinfo", &curl.easy_getinfo) &&
               Load(library, "curl_easy_cleanup", &curl.easy_cleanup) &&
               Load(library, "curl_easy_strerror", &curl.easy_strerror) &&
               Load(library, "curl_slist_append", &curl.slist_append) &&
               Load(library, "curl_slist_free_all", &curl.slist_free_all);
  if (!whole || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return Error{ErrorCode::kUnsupported,
                 base::Format("the library {} can't be used", kLibrary)};
  }
  return curl;
}

// What the callbacks fill.
struct Receiver {
  Response response;
  std::size_t max_body = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
};

std::size_t TakeBody(char* data, std::size_t size, std::size_t count,
                     void* user) {
  Receiver* receiver = static_cast<Receiver*>(user);
  std::size_t bytes = size * count;
  if (receiver->response.body.size() + bytes > receiver->max_body) {
    receiver->too_large = true;
    return 0;  // ends the transfer
  }
  receiver->response.body.append(data, bytes);
  return bytes;
}

std::size_t TakeHeader(char* data, std::size_t size, std::size_t count,
                       void* user) {
  Receiver* receiver = static_cast<Receiver*>(user);
  std::string_view line(data, size * count);
  receiver->header_bytes += line.size();
  if (receiver->header_bytes > kMaxHeaderBytes) {
    receiver->too_large = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) receiver->response.headers.clear();
  if (auto pair = base::Cut(line, ":")) {
    receiver->response.headers.push_back(
        {base::ToLower(base::Trim(pair->first)),
         std::string(base::Trim(pair->second))});
  }
  return line.size();
}

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(const Curl& curl) : curl_(curl) {}

  base::Result<Response> Ask(const Request& request) override {
    std::optional<Url> url = ParseUrl(request.url);
    if (!url) {
      return Error{ErrorCode::kInvalid,
                   base::Format("{}: no address of http or https",
                                base::Printable(request.url))};
    }
    CURL* handle = curl_.easy_init();
    if (handle == nullptr) {
      return Error{ErrorCode::kIo, "libcurl gives no handle"};
    }
    Receiver receiver{.max_body = request.max_body};
    curl_slist* headers = nullptr;
    auto add = [&](const std::string& line) {
      headers = curl_.slist_append(headers, line.c_str());
    };
    for (const Header& header : request.headers) {
      add(header.name + ": " + header.value);
    }
    if (!request.authorization.empty()) {
      add("Authorization: " + request.authorization);
    }
    SetOptions(handle, request, *url, headers, &receiver);
    CURLcode code = curl_.easy_perform(handle);
    long status = 0;
    curl_.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_.easy_cleanup(handle);
    curl_.slist_free_all(headers);
    if (receiver.too_large) {
      return Error{ErrorCode::kLimit,
                   base::Format("{} answers with more than {} bytes", url->host,
                                request.max_body)};
    }
    if (code != CURLE_OK) {
      return Error{ErrorCode::kIo, base::Format("{}: {}", url->host,
                                                curl_.easy_strerror(code))};
    }
    receiver.response.status = static_cast<int>(status);
    return std::move(receiver.response);
  }

 private:
  void SetOptions(CURL* handle, const Request& request, const Url& url,
                  curl_slist* headers, Receiver* receiver) const {
    curl_.easy_setopt(handle, CURLOPT_URL, url.Text().c_str());
    curl_.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_.easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_.easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_.easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_.easy_setopt(handle, CURLOPT_TIMEOUT,
                      static_cast<long>(request.timeout_seconds));
    curl_.easy_setopt(handle, CURLOPT_USERAGENT, "bulkhead");
    curl_.easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    // No proxy lies between the machine and itself.
    if (url.IsLoopback()) curl_.easy_setopt(handle, CURLOPT_PROXY, "");
    if (request.method == "HEAD") {
      curl_.easy_setopt(handle, CURLOPT_NOBODY, 1L);
    }
    curl_.easy_setopt(handle, CURLOPT_WRITEFUNCTION, &TakeBody);
    curl_.easy_setopt(handle, CURLOPT_WRITEDATA, receiver);
    curl_.easy_setopt(handle, CURLOPT_HEADERFUNCTION, &TakeHeader);
    curl_.easy_setopt(handle, CURLOPT_HEADERDATA, receiver);
  }

  Curl curl_;
};

bool IsRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 ||
         status == 308;
}

}  // namespace

std::string_view Response::Find(std::string_view name) const {
  for (const Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

base::Result<std::unique_ptr<Transport>> MakeTransport() {
  base::Result<Curl> curl = LoadCurl();
  if (!curl.ok()) return std::move(curl).error();
  std::unique_ptr<Transport> transport =
      std::make_unique<CurlTransport>(curl.value());
  return transport;
}

base::Result<Response> Send(Transport& transport, Request request) {
  for (int hop = 0; hop <= kMaxRedirects; ++hop) {
    base::Result<Response> response = transport.Ask(request);
    if (!response.ok() || !IsRedirect(response.value().status)) return response;
    std::optional<Url> from = ParseUrl(request.url);
    std::optional<Url> to =
        from ? ResolveUrl(*from, response.value().Find("location"))
             : std::nullopt;
    if (!to || (to->scheme == "http" && !to->IsLoopback())) {
      return Error{
          ErrorCode::kInvalid,
          base::Format("{} redirects to {}, where nothing is asked",
                       from ? from->host : "", to ? to->Text() : "no address")};
    }
    if (!to->SameOrigin(*from)) request.authorization.clear();
    request.url = to->Text();
  }
  return Error{ErrorCode::kLimit, base::Format("{}: more than {} redirects",
                                               request.url, kMaxRedirects)};
}

}  // namespace bulkhead::http
