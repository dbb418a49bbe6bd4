// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/volumes.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::config {
namespace {

std::string Parse(std::string_view text) {
  base::Result<VolumeMount> mount = ParseVolume(text);
  if (!mount.ok()) return "error: " + mount.error().message;
  const VolumeMount& m = mount.value();
  return base::Format("{} {} -> {}{}{}{}{}", m.is_bind ? "bind" : "volume",
                      m.source, m.target, m.read_only ? " ro" : "",
                      m.nocopy ? " nocopy" : "",
                      m.propagation.empty() ? "" : " " + m.propagation,
                      m.selinux.empty() ? "" : " " + m.selinux);
}

TEST(Volumes, ReadsEachForm) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"/var/lib/x", "volume  -> /var/lib/x"},
      {"/x", "volume  -> /x"},
      {"logs:/log", "volume logs -> /log"},
      {"logs:/log:ro,nocopy", "volume logs -> /log ro nocopy"},
      {"logs:/log:ro,rw", "volume logs -> /log"},
      {"./src:/src:z", "bind ./src -> /src z"},
      {"~/src:/src:ro,rslave", "bind ~/src -> /src ro rslave"},
      {"/src:/dst:unknown", "bind /src -> /dst"},
      {"D:\\src:/dst", "bind D:\\src -> /dst"},
      {"D:\\src:E:\\dst:ro", "bind D:\\src -> E:\\dst ro"},
      {"\\\\.\\pipe\\p:\\\\.\\pipe\\p",
       "bind \\\\.\\pipe\\p -> \\\\.\\pipe\\p"},
      {"/a:/b/${C:-d}/e:ro", "bind /a -> /b/${C:-d}/e ro"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Parse(c.text), c.expected) << c.text;
}

TEST(Volumes, SaysWhatIsWrong) {
  EXPECT_EQ(Parse(""),
            "error: invalid volume \"\": expected [SOURCE:]TARGET[:OPTIONS], "
            "found nothing");
  EXPECT_EQ(Parse("/src::ro"),
            "error: invalid volume \"/src::ro\": expected "
            "[SOURCE:]TARGET[:OPTIONS], found nothing between two colons");
  EXPECT_EQ(Parse("/src:/dst:ro:x"),
            "error: invalid volume \"/src:/dst:ro:x\": expected "
            "[SOURCE:]TARGET[:OPTIONS], found too many colons");
}

}  // namespace
}  // namespace bulkhead::config
