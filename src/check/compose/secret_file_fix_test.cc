// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/secret_file_fix.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

// The edits of the fix of the only finding: "BEGIN-END TEXT", "PATH MODE TEXT"
// of new files.
std::string EditsOf(std::string_view rule, std::string_view yaml) {
  std::vector<model::Finding> found = FindingsOf(rule, yaml);
  if (found.size() != 1) return base::Format("{} findings", found.size());
  if (!found[0].fix) return "no fix";
  std::string out = found[0].fix->description + "\n";
  for (const model::Edit& edit : found[0].fix->edits) {
    out += edit.mode == 0 ? base::Format("{}-{} {}\n", edit.range.begin,
                                         edit.range.end, edit.replacement)
                          : base::Format("{} {:04o} {}\n", edit.path, edit.mode,
                                         edit.replacement);
  }
  return out;
}

constexpr std::string_view kWritten = "compose/secret-in-environment";
constexpr std::string_view kPassed = "compose/secret-by-environment";

TEST(OfferSecretFile, MovesTheValueIntoAFile) {
  EXPECT_EQ(EditsOf(kWritten,
                    "services:\n  db:\n    image: postgres:16\n"
                    "    environment:\n      POSTGRES_PASSWORD: 'k7vQ2xZp'\n"),
            "Give it as the secret postgres_password by "
            "POSTGRES_PASSWORD_FILE, in the new file "
            "secrets/postgres_password\n"
            "81-91 /run/secrets/postgres_password\n"
            "62-79 POSTGRES_PASSWORD_FILE\n"
            "91-91 \n    secrets:\n      - postgres_password\n"
            "92-92 \nsecrets:\n  postgres_password:\n"
            "    file: ./secrets/postgres_password\n\n"
            "/project/secrets/postgres_password 0600 k7vQ2xZp\n");
}

TEST(OfferSecretFile, KnowsListsAndSecretsThatAreThere) {
  EXPECT_EQ(EditsOf(kWritten,
                    "secrets:\n  postgres_password:\n    file: ./x\n"
                    "services:\n  db:\n    image: postgres:16\n"
                    "    secrets: [postgres_password]\n"
                    "    environment:\n      - POSTGRES_PASSWORD=k7vQ2xZp\n"),
            "Give it as the secret db_postgres_password by "
            "POSTGRES_PASSWORD_FILE, in the new file "
            "secrets/db_postgres_password\n"
            "141-167 POSTGRES_PASSWORD_FILE=/run/secrets/"
            "db_postgres_password\n"
            "114-114 , db_postgres_password\n"
            "43-43 \n  db_postgres_password:\n"
            "    file: ./secrets/db_postgres_password\n"
            "/project/secrets/db_postgres_password 0600 k7vQ2xZp\n");
}

TEST(OfferSecretFile, LeavesValuesOfTheHostWhereTheyAre) {
  EXPECT_EQ(EditsOf(kPassed,
                    "services:\n  db:\n    image: postgres:16\n"
                    "    environment:\n"
                    "      POSTGRES_PASSWORD: ${DB_PASSWORD:?set it}\n"),
            "Give it as the secret postgres_password by "
            "POSTGRES_PASSWORD_FILE\n"
            "81-103 /run/secrets/postgres_password\n"
            "62-79 POSTGRES_PASSWORD_FILE\n"
            "103-103 \n    secrets:\n      - postgres_password\n"
            "104-104 \nsecrets:\n  postgres_password:\n"
            "    environment: DB_PASSWORD\n\n");
}

TEST(OfferSecretFile, OffersNothingWhereItWouldBreakSomething) {
  // The image reads no file.
  EXPECT_EQ(EditsOf(kWritten,
                    "services:\n  db:\n    image: e/x:1\n"
                    "    environment:\n      DB_PASSWORD: k7vQ2xZp\n"),
            "no fix");
  // The health check needs the variable.
  EXPECT_EQ(EditsOf(kWritten,
                    "services:\n  db:\n    image: mysql:8\n"
                    "    environment:\n      MYSQL_ROOT_PASSWORD: k7vQ2xZp\n"
                    "    healthcheck:\n"
                    "      test: mysqladmin ping -p$$MYSQL_ROOT_PASSWORD\n"),
            "no fix");
  // A part of a longer text.
  EXPECT_EQ(EditsOf(kPassed,
                    "services:\n  db:\n    image: postgres:16\n"
                    "    environment:\n"
                    "      POSTGRES_PASSWORD: x${DB_PASSWORD}\n"),
            "no fix");
}

}  // namespace
}  // namespace bulkhead::check
