// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/yaml_comments.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

std::string View(std::string text) {
  base::Result<formats::YamlStream> stream = formats::ParseYaml(
      std::make_shared<base::Source>("f", std::move(text)), {});
  if (!stream.ok()) return stream.error().message;
  std::string out;
  for (const policy::CommentView& view : ViewYamlComments(stream.value())) {
    out += base::Format("{} at {}: {}-{}{}\n", view.text, view.line,
                        view.applies_first_line, view.applies_last_line,
                        view.nested ? " nested" : "");
  }
  return out;
}

TEST(ViewYamlComments, CommentsApplyToTheEntryBesideOrBelow) {
  EXPECT_EQ(View("# head\n"
                 "services:\n"
                 "  # above web\n"
                 "  web:\n"
                 "    image: a  # beside\n"
                 "    ports:\n"
                 "      # above item\n"
                 "      - \"80\"\n"
                 "# end\n"),
            "# head at 1: 2-8 nested\n"
            "# above web at 3: 4-8 nested\n"
            "# beside at 5: 5-5\n"
            "# above item at 7: 8-8\n"
            "# end at 9: 0-0\n");
}

}  // namespace
}  // namespace bulkhead::engine
