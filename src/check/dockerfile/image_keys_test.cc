// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(GitSafeDirectory, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/git-safe-directory";
  Catches(kRule, "FROM a:1\nRUN git config --global --add safe.directory '*'\n",
          2);
  CatchesNot(kRule, "FROM a:1\nRUN git config --add safe.directory /src\n");
  CatchesNot(kRule, "FROM a:1\nRUN git config --global user.name '*'\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM a:1\nRUN git config --system --add "
                      "safe.directory \"*\"\n"),
            "git trusts the hooks and settings of every repository it finds");
}

TEST(KeyInImage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/key-in-image";
  Catches(kRule, "FROM a:1\nRUN ssh-keygen -A\n", 2);
  Catches(kRule,
          "FROM a:1\nRUN openssl req -x509 -newkey rsa:4096 -nodes -keyout "
          "/etc/k.pem -out /etc/c.pem\n",
          2);
  CatchesNot(kRule, "FROM a:1\nRUN openssl x509 -in a -out b\n");
  CatchesNot(kRule, "FROM a:1\nRUN ssh-keygen -l -f /k\n");
  CatchesNot(kRule, "FROM a:1\nRUN openssl genrsa -out /k && rm /k\n");
  CatchesNot(kRule, "FROM a:1\nRUN ssh-keygen -A\nFROM b:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN openssl genrsa -out /k 2048\n"),
            "openssl makes a private key that all copies of the image share: "
            "/k");
}

TEST(KeyscanTrust, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/keyscan-trust";
  Catches(kRule, "FROM a:1\nRUN ssh-keyscan a.org >> ~/.ssh/known_hosts\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN ssh-keyscan a.org > k && sha256sum -c s\n");
  CatchesNot(kRule, "FROM a:1\nRUN ssh-keygen -R a.org\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN ssh-keyscan a.org > k\n"),
            "ssh-keyscan believes whoever answers at the time of the build");
}

TEST(OpenSshd, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/open-sshd";
  Catches(kRule, "FROM a:1\nRUN echo 'PermitRootLogin yes' >> /etc/sshd\n", 2);
  Catches(kRule,
          "FROM a:1\nRUN sed -i 's/#PermitRootLogin no/PermitRootLogin yes/' "
          "/etc/ssh/sshd_config\n",
          2);
  CatchesNot(kRule,
             "FROM a:1\nRUN sed -i 's/PermitRootLogin yes/PermitRootLogin "
             "no/' /x\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo 'PermitRootLogin no' >> /x\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN echo PermitEmptyPasswords yes >> /x\n"),
      "sshd: users without a password may log in");
}

TEST(WriteIntoVolume, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/write-into-volume";
  Catches(kRule, "FROM a:1\nVOLUME /data\nRUN chown app /data\n", 3);
  Catches(kRule, "FROM a:1\nVOLUME [\"/data\"]\nRUN mkdir /data/x\n", 3);
  CatchesNot(kRule, "FROM a:1\nRUN chown app /data\nVOLUME /data\n");
  CatchesNot(kRule, "FROM a:1\nVOLUME /data\nRUN chown app /database\n");
  CatchesNot(kRule, "FROM a:1\nVOLUME /data\nRUN ls /data\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nVOLUME /d\nRUN chown app /d\n"),
            "chown changes /d, a VOLUME by then: builders drop such changes");
}

TEST(OpenSshd, FixAllowsKeysOnly) {
  constexpr std::string_view kRule = "dockerfile/open-sshd";
  Fixes(kRule,
        "FROM a:1\nRUN sed -i 's/#PermitRootLogin .*/PermitRootLogin yes/' "
        "/etc/ssh/sshd_config\n",
        "FROM a:1\nRUN sed -i 's/#PermitRootLogin .*/PermitRootLogin "
        "prohibit-password/' /etc/ssh/sshd_config\n");
  Fixes(kRule, "FROM a:1\nRUN echo PermitEmptyPasswords yes >> /etc/s\n",
        "FROM a:1\nRUN echo PermitEmptyPasswords no >> /etc/s\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN echo PermitRootLogin yes > /a; "
              "echo x PermitRootLogin yes > /b\n");
}

TEST(GitSafeDirectory, FixNamesTheFolder) {
  constexpr std::string_view kRule = "dockerfile/git-safe-directory";
  Fixes(kRule,
        "FROM a:1\nWORKDIR /src\n"
        "RUN git config --global --add safe.directory '*'\n",
        "FROM a:1\nWORKDIR /src\n"
        "RUN git config --global --add safe.directory /src\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN git config --global --add safe.directory '*'\n");
}

TEST(WriteIntoVolume, FixMovesTheVolume) {
  constexpr std::string_view kRule = "dockerfile/write-into-volume";
  Fixes(kRule,
        "FROM a:1\n# Data.\nVOLUME /data\nRUN mkdir /data/x\nRUN chown a /data"
        "\nCMD x\n",
        "FROM a:1\nRUN mkdir /data/x\nRUN chown a /data\n# Data.\n"
        "VOLUME /data\nCMD x\n");
  Fixes(kRule, "FROM a:1\r\nVOLUME [\"/a\", \"/b\"]\r\nRUN touch /b/x",
        "FROM a:1\r\nRUN touch /b/x\r\nVOLUME [\"/a\", \"/b\"]");
  OffersNoFix(kRule,
              "FROM a:1\nVOLUME /data $OTHER\nRUN mkdir /data/x\nCMD x\n");
}

}  // namespace
}  // namespace bulkhead::check
