// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The program bulkhead.
#include "cli/command.h"

int main(int argc, char** argv) { return bulkhead::cli::Main(argc, argv); }
