// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/fs.h"

#include <gtest/gtest.h>
