// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/process.h"

#include <gtest/gtest.h>
