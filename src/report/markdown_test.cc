// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

TEST(MarkdownWriter, ShowsTheWorstFirst) {
  EXPECT_EQ(
      Written("markdown", SampleReport()),
      R"(### Bulkhead: 1 critical, 1 high, 0 medium, 1 low (1 info not shown)

| Severity | Finding | Place |
|---|---|---|
| **critical** | Service web is privileged (fix available)<br>`compose/privileged` | `compose.yaml:4:5` |
| **high** | The tag of node&#58;latest moves (fix available)<br>`dockerfile/latest-tag` | `api/Dockerfile:2:6` |
| low | The image has no HEALTHCHECK<br>`dockerfile/missing-healthcheck` | `api/Dockerfile` |

<details><summary>Not assessed: 2 gaps</summary>

- `old.Dockerfile`: open old.Dockerfile&#58; permission denied
- `web/Dockerfile:3:1`: MOUNTALL is not known to this version<br>Update bulkhead

</details>

<details><summary>Why, and what to do</summary>

- `compose/privileged` A privileged container owns the host.<br>Remove privileged and add the one capability it needs.
- `dockerfile/latest-tag` The next build may get another image.<br>Name a version, and its digest.
- `dockerfile/missing-healthcheck` A hung process looks alive.<br>Add HEALTHCHECK.

</details>

<sub>3 files checked&#58; 1 critical, 1 high, 0 medium, 1 low \(1 info not shown\), 1 suppressed, 2 gaps</sub>
)");
}

TEST(MarkdownWriter, FoldsAllButTheFirstTen) {
  std::string out = Written("markdown", LargeReport(40));
  EXPECT_TRUE(base::Contains(out, "<details><summary>20 findings more"));
}

TEST(MarkdownWriter, FitsACommentAndSaysWhatIsMissing) {
  std::string out = Written("markdown", LargeReport(5000));
  EXPECT_LE(out.size(), 65'000u);
  EXPECT_GT(out.size(), 60'000u);
  EXPECT_TRUE(base::Contains(out,
                             " entries are left out here: the text would "
                             "get too long."));
  EXPECT_TRUE(out.ends_with("</sub>\n"));
  std::string whole = Written("markdown", LargeReport(5000), {.max_bytes = 0});
  EXPECT_FALSE(base::Contains(whole, "left out here"));
}

}  // namespace
}  // namespace bulkhead::report
