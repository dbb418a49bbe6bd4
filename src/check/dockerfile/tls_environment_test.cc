// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(TlsEnvironment, HitMissNearMiss) {
  struct Row {
    const char* rule;
    const char* name;
    const char* off;
    const char* on;  // null: any value switches it off
  };
  const Row kRows[] = {
      {"dockerfile/python-https-verify", "PYTHONHTTPSVERIFY", "0", "1"},
      {"dockerfile/node-tls-off", "NODE_TLS_REJECT_UNAUTHORIZED", "0", "1"},
      {"dockerfile/npm-config-strict-ssl", "NPM_CONFIG_STRICT_SSL", "false",
       "true"},
      {"dockerfile/npm-config-strict-ssl", "npm_config_strict_ssl", "false",
       "true"},
      {"dockerfile/git-ssl-no-verify", "GIT_SSL_NO_VERIFY", "1", nullptr},
      {"dockerfile/pip-trusted-host-variable", "PIP_TRUSTED_HOST", "e.org",
       nullptr},
      {"dockerfile/tls-verify-variable", "CONDA_SSL_VERIFY", "false", "true"},
  };
  for (const Row& row : kRows) {
    for (std::string_view form :
         {"ENV N=V", "ENV N \"V\"", "ARG N='V'", "RUN N=V x",
          "RUN export N=\"V\" && x", "RUN A=b; env N=V x"}) {
      auto text = [&](std::string_view value) {
        std::string line = base::ReplaceAll(form, "V", "@");
        line = base::ReplaceAll(line, "EN@", "ENV");
        line = base::ReplaceAll(line, " N", base::Format(" {}", row.name));
        return "FROM a:1\n" + base::ReplaceAll(line, "@", value);
      };
      Catches(row.rule, text(row.off), 2);
      if (row.on != nullptr) CatchesNot(row.rule, text(row.on));
    }
    CatchesNot(row.rule,
               base::Format("FROM a:1\nENV MY{}={}\n", row.name, row.off));
    CatchesNot(row.rule, base::Format("FROM a:1\nRUN echo '{}={}' x\n",
                                      row.name, row.off));
  }
}

TEST(TlsEnvironment, OneFindingARunAndOneAPair) {
  constexpr std::string_view kRule = "dockerfile/python-https-verify";
  EXPECT_EQ(MessageOf(kRule,
                      "FROM a:1\nRUN PYTHONHTTPSVERIFY=0 a; "
                      "PYTHONHTTPSVERIFY=0 b\n"),
            "Python does not check certificates: PYTHONHTTPSVERIFY=0");
  Catches(kRule, "FROM a:1\nARG PYTHONHTTPSVERIFY 0\n", 2);
  CatchesNot(kRule, "FROM a:1\nARG PYTHONHTTPSVERIFY\n");
  Catches("dockerfile/npm-config-strict-ssl",
          "FROM a:1\nARG NPM_CONFIG_STRICT_SSL false\n", 2);
  Catches("dockerfile/git-ssl-no-verify",
          "FROM a:1\nARG GIT_SSL_NO_VERIFY true\n", 2);
  CatchesNot("dockerfile/git-ssl-no-verify",
             "FROM a:1\nARG GIT_SSL_NO_VERIFY OTHER_NAME\n");
  // sudo sets variables, too; what stands behind its command are words.
  Catches(kRule, "FROM a:1\nRUN sudo -u b PYTHONHTTPSVERIFY=0 a\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN sudo a PYTHONHTTPSVERIFY=0\n");
  CatchesNot(kRule, "FROM a:1\nRUN env A=b a PYTHONHTTPSVERIFY=0\n");
  // A script that no shell reads to its end.
  Catches(kRule, "FROM a:1\nRUN A='b\\'' PYTHONHTTPSVERIFY='0' x\n", 2);
}

TEST(TlsEnvironment, Fixes) {
  constexpr std::string_view kRule = "dockerfile/python-https-verify";
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"ENV PYTHONHTTPSVERIFY=0\n", ""},
      {"ENV PYTHONHTTPSVERIFY 0\nUSER 1\n", "USER 1\n"},
      {"ENV A=b PYTHONHTTPSVERIFY=0 C=d\n", "ENV A=b C=d\n"},
      {"ENV A=b \\\n    PYTHONHTTPSVERIFY=0\n", "ENV A=b\n"},
      {"ENV PYTHONHTTPSVERIFY=0 \\\n    A=b\n", "ENV A=b\n"},
      {"RUN PYTHONHTTPSVERIFY=0 a\n", "RUN a\n"},
      {"RUN B=c PYTHONHTTPSVERIFY='0' sudo a\n", "RUN B=c sudo a\n"},
      {"RUN export PYTHONHTTPSVERIFY=0 && a\n", "RUN a\n"},
      {"RUN export B=c PYTHONHTTPSVERIFY=0 && a\n", "RUN export B=c && a\n"},
      {"RUN env PYTHONHTTPSVERIFY=0 a && PYTHONHTTPSVERIFY=0 b\n",
       "RUN env a && b\n"},
      {"RUN sudo PYTHONHTTPSVERIFY=0 a\n", "RUN sudo a\n"},
      {"RUN set -e; \\\n  PYTHONHTTPSVERIFY=0; \\\n  a\n",
       "RUN set -e; \\\n  a\n"},
      {"ARG PYTHONHTTPSVERIFY=0\n", ""},
      {"ONBUILD ENV PYTHONHTTPSVERIFY=0\n", ""},
  };
  for (const auto& [before, after] : kCases) {
    Fixes(kRule, base::Format("FROM a:1\n{}", before),
          base::Format("FROM a:1\n{}", after));
  }
  for (std::string_view text :
       {"ARG PYTHONHTTPSVERIFY 0\n", "RUN PYTHONHTTPSVERIFY=0 'a\n",
        "# hadolint ignore=DL1\nENV PYTHONHTTPSVERIFY=0\n"}) {
    OffersNoFix(kRule, base::Format("FROM a:1\n{}", text));
  }
}

}  // namespace
}  // namespace bulkhead::check
