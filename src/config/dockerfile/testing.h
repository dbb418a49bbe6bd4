// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Documents for tests.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "base/source.h"
#include "base/text.h"
#include "config/dockerfile/dockerfile.h"

namespace bulkhead::config {

// A text that is no Dockerfile at all fails the test.
inline Dockerfile ParseText(std::string text) {
  base::Result<Dockerfile> file = ParseDockerfile(
      std::make_shared<base::Source>("Dockerfile", std::move(text)));
  if (!file.ok()) {
    ADD_FAILURE() << file.error().message;
    return {};
  }
  return std::move(file).value();
}

// "LINE: MESSAGE" of each error, one a line.
inline std::string ErrorsOf(const Dockerfile& file) {
  std::string out;
  for (const SyntaxError& error : file.errors) {
    out += base::Format("{}: {}\n", error.line, error.message);
  }
  return out;
}

}  // namespace bulkhead::config
