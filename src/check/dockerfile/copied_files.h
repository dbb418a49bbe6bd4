// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What COPY and ADD bring from the build context into the image.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// One file or folder that an instruction names as a source.
struct CopiedSource {
  const config::Instruction* instruction = nullptr;
  const config::CopySource* source = nullptr;
  int stage = -1;
  // Relative to the context, in normal form; "." is all of it.
  std::string path;
};

// Sources of COPY and ADD that come from the build context and are known:
// neither addresses nor here documents, nor files of other stages.
std::vector<CopiedSource> CopiedSources(const DockerfileContext& context);

// The files of the build context that the source brings along, those that
// .dockerignore leaves out excepted; none where the context is not known.
// The source itself, where it is a file, is one of them.
std::vector<std::string_view> FilesOf(const DockerfileContext& context,
                                      const CopiedSource& source);

// The last part of a path.
std::string_view BaseName(std::string_view path);

// Path within the build context of the source at `index` of a COPY or ADD, "."
// for all of it; "" where it is not known or comes from somewhere else.
std::string ContextPath(const DockerfileContext& context,
                        const config::Instruction& instruction,
                        std::size_t index);

}  // namespace bulkhead::check
