// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Commands that start a server the way developers do: with a debugger, a
// reloader or without a password; and what to leave out of them.
#pragma once

#include <cstddef>
#include <string_view>

#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// Whose debugger the text (a word of a command, or options in a variable) opens
// to the network: "Node's debugger"; "" where it opens none.
std::string_view DebuggerIn(std::string_view text);
// The command without the words that switch the debugger on; for JMX without
// all that belong to it.
Edits RemoveDebugger(const DockerfileContext& context, const Script& script,
                     const config::Command& command);
// python -m debugpy --listen ADDRESS x.py becomes python x.py.
Edits RemoveDebugpy(const DockerfileContext& context, const Script& script,
                    const config::Command& command);
// The value of pair `index` of an ENV without the options of the debugger.
Edits RemoveDebuggerOptions(const DockerfileContext& context,
                            const config::Instruction& instruction,
                            std::size_t index);

// A word that switches the password of a server off; null.
const config::Word* PasswordOff(const config::Command& command);
// The command without these words.
Edits WithAuthentication(const DockerfileContext& context, const Script& script,
                         const config::Command& command);
// uvicorn without --reload, node instead of nodemon; none for other servers.
Edits WithoutReload(const DockerfileContext& context, const Script& script,
                    const config::Command& command);

}  // namespace bulkhead::check
