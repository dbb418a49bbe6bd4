// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Standard output and standard error.
#pragma once

#include <string_view>

#include "base/result.h"

namespace bulkhead::cli {

// Columns of the terminal that standard output is, or `otherwise`.
int OutputWidth(int otherwise = 100);
// Whether colours may be used on standard output: `when` is auto, always or
// never; auto honours NO_COLOR, CLICOLOR_FORCE and TERM=dumb.
bool OutputColor(std::string_view when);
bool OutputIsTerminal();
bool ErrorIsTerminal();

// Writes all of it; a closed pipe ends quietly.
void Print(std::string_view text);
// Text of an input: as it is into a file or a pipe, with its escapes made
// visible on a terminal, which they would act on.
void PrintInput(std::string_view text);
// An Error where Print() could not write something, to a full disk, say.
base::Status OutputStatus();
// Lines on standard error.
void PrintNote(std::string_view lines);
// "bulkhead: MESSAGE" on standard error, with the context below.
void PrintError(const base::Error& error);
void PrintError(std::string_view message);

}  // namespace bulkhead::cli
