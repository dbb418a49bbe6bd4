// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Writes a fixture in any format, to look at it and for tests/html:
//   report_sample FORMAT [sample|hostile|NUMBER] [color]
#include <cstdio>
#include <string>
#include <string_view>

#include "base/text.h"
#include "report/testing.h"

int main(int argc, char** argv) {
  namespace report = bulkhead::report;
  std::string_view format = argc > 1 ? argv[1] : "table";
  std::string_view what = argc > 2 ? argv[2] : "sample";
  bulkhead::model::Report input = report::SampleReport();
  if (what == "hostile") {
    input = report::HostileReport();
  } else if (what != "sample") {
    input = report::LargeReport(
        static_cast<std::size_t>(bulkhead::base::ParseInt(what).value_or(100)));
  }
  std::string out =
      report::Written(format, input, {.color = argc > 3, .root = "/srv/app"});
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}
