// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/source.h"

#include <gtest/gtest.h>
