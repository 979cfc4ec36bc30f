"""Runs the workloads of one Python library when the driver asks: `worker.py LIBRARY`.

Commands come as lines on standard input: `list`, `make NAME`, `run N`, `peak NAME`, `exit`. Each gets one line of JSON as
its answer. `benches/worker.rs` and `benches/peers/src/bin/worker.rs` speak the same for Rust.
"""

import importlib
import json
import os
import resource
import sys
import time
import timeit

THREADS = int(os.environ.get("BENCH_THREADS", "1"))


def timed(timer, count):
    """Nanoseconds of processor and of wall clock that `count` runs take."""
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    timer.timeit(count)
    return [time.process_time_ns() - cpu, time.perf_counter_ns() - wall]


def peak(make):
    """Bytes by which the process' peak memory exceeds what it held before the workload ran, its inputs apart."""
    statement, names = make()
    with open("/proc/self/statm") as statm:
        before = int(statm.read().split()[1]) * resource.getpagesize()
    timeit.Timer(statement, globals=names).timeit(3)
    return max(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)


def main():
    library = importlib.import_module("libraries." + sys.argv[1])
    library.set_threads(THREADS)
    workloads, timer = library.WORKLOADS, None
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "list":
            answer = {"names": list(workloads), "version": library.VERSION}
        elif command == "make":
            statement, names = workloads[argument]()
            timer = timeit.Timer(statement, globals=names)
            timer.timeit(2)
            answer = "ok"
        elif command == "run":
            answer = timed(timer, int(argument))
        elif command == "peak":
            answer = peak(workloads[argument])
        else:
            break
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
