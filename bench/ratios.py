# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Runs Google Benchmark programs and prints each result with its ratio to the
floor of the same program: its benchmark named Floor, or Floor/ARGUMENT for
benchmarks with the same argument.

    ratios.py PROGRAM...
"""
import json
import os
import subprocess
import sys


def main():
    for program in sys.argv[1:]:
        done = subprocess.run(
            [program, "--benchmark_format=json", "--benchmark_min_time=0.2"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        results = json.loads(done.stdout)["benchmarks"]
        times = {r["name"]: r["cpu_time"] for r in results}
        for result in results:
            name, _, argument = result["name"].partition("/")
            floor = times.get("Floor/" + argument, times.get("Floor"))
            ratio = ("" if floor is None or name == "Floor"
                     else "%.1f x floor" % (result["cpu_time"] / floor))
            speed = result.get("bytes_per_second")
            print("%-36s %12.1f %s %12s  %s" % (
                os.path.basename(program) + ": " + result["name"],
                result["cpu_time"], result["time_unit"],
                "%.0f MB/s" % (speed / 1e6) if speed else "", ratio),
                flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
