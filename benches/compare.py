#!/usr/bin/env python3
"""Times numtape beside its peers in one run and writes `RESULTS.md`.

Each library runs in a process of its own, all at once: numtape's worker is `worker.rs` in this folder, candle's, burn's and
ndarray's is `peers/src/bin/worker.rs`, the Python libraries' is `compare/worker.py`, and that of PyTorch without Python
`compare/libtorch.cpp`. A library that is not installed is
left out. For each workload the libraries take turns in a random order, a few milliseconds each time, so that a machine
that slows down does so for all; the median of the turns counts. With one thread, all are pinned to one core and the
processor time of the whole process is what counts, which other work on the machine disturbs little; with more, the
wall clock.

    python3 benches/compare.py                     # everything, about a quarter of an hour after the builds
    python3 benches/compare.py --only product      # workloads whose names contain a text; the table is printed only
    python3 benches/compare.py --threads 2 --libraries numtape,numpy
"""

import argparse
import importlib.util
import json
import os
import platform
import random
import select
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PYTHON = ["numpy", "torch", "jax", "tensorflow"]
RUST = ["candle", "burn", "ndarray"]
LIBRARIES = ["numtape", *PYTHON, "libtorch", *RUST]
# Nanoseconds that a turn should take: with several threads more, because the system needs a while to spread them over the cores.
BURST = {1: 4e6, 2: 40e6}
# Seconds after which a library that does not answer is left out of the rest of the run.
PATIENCE = 120

# What a figure of the project's plan says a workload may take at most, as a part of the fastest peer's time: the start of the
# names, the limit with one thread, with two. A longer start wins.
LIMITS = [
    ("add of 4", 0.35, None),
    ("add f", 1.0, 1.0),
    ("multiply f", 1.0, 1.0),
    ("add a ", 1.0, 1.0),
    ("a + bᵀ", 0.8, 0.8),
    ("transposed copy", 0.8, 0.8),
    ("exp f32", 0.8, None),
    ("tanh f32", 0.8, None),
    ("sin f32", 0.8, None),
    ("erf f32", 0.8, None),
    ("log f", 1.0, None),
    ("power f32", 1.0, None),
    ("exp f64", 1.0, None),
    ("sum 10,000,000", 1.05, 1.05),
    ("max", 1.05, 1.05),
    ("argmax", 1.05, 1.05),
    ("mean axis 0 of 2000²", 0.8, 0.8),
    ("mean axis 0 of 100,000x10", 1.1, 1.1),
    ("mean axis 1 of 100,000x10", 1.1, 1.1),
    ("softmax", 0.7, 0.7),
    ("logsumexp", 0.7, 0.7),
    ("cumsum", 0.5, 0.5),
    ("sort 1,000,000", 1.5, 0.95),
    ("argsort", 0.7, 0.7),
    ("take", 1.05, 1.05),
    ("scatter-add", 1.0, 1.0),
    ("product f32", 1.15, 1.15),
    ("product f32 64", 1.1, 1.1),
    ("product f32 512", 1.1, 1.1),
    ("product f32 matrix by vector", 1.1, 1.1),
    ("product f64", 1.2, 1.2),
    ("product bf16", 0.95, 0.95),
    ("product f16", 1.2, 1.2),
    ("fft", 0.8, 0.8),
    ("fft c64 256", 1.25, 1.25),
    ("fft c128 256", 1.25, 1.25),
    ("rfft", 1.5, 1.5),
    ("cholesky", 1.0, 1.0),
    ("solve", 1.2, 1.2),
    ("inv", 1.4, 1.4),
    ("qr", 1.4, 1.4),
    ("eig", 1.4, 1.4),
    ("svd", 1.4, 1.4),
    ("training step 64", 0.75, 0.75),
    ("training step 256", 1.05, 1.05),
    ("gradients of 64 examples", 1.0, 1.0),
    ("hessian", 0.5, 0.5),
    ("jacobian", 0.5, 0.5),
] + [(f"{name} 16", 0.7, 0.7) for name in ["cholesky", "solve", "inv", "qr", "eigvalsh", "eigh", "svd"]]

# Figures that name the peers, with one thread.
AGAINST = {
    "1,000 recorded adds of 4": {"libtorch": 0.1, "candle": 0.4},
    "gradient of 1,000 small ops": {"libtorch": 0.1},
}

PEAKS = ["training step 64, 784-128-10", "gradient of 50 layers of 1,000,000"]


def main():
    arguments = parse()
    texts = []
    for threads in arguments.threads:
        libraries = start(arguments.libraries, threads)
        rows = measure(libraries, threads, arguments)
        texts.append(table(rows, libraries, threads))
        if threads == 1 and not arguments.only:
            texts.append(memory(libraries))
        for library in libraries.values():
            library.stop()
        versions = [library.version for library in libraries.values()]
    if arguments.only:
        print("\n".join(texts))
        return
    if not arguments.no_builds:
        texts.append(builds())
    (FOLDER / "RESULTS.md").write_text(heading(versions) + "\n".join(texts))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="workloads whose names contain this text")
    parser.add_argument("--threads", type=lambda text: [int(n) for n in text.split(",")], default=[1, 2])
    parser.add_argument("--libraries", type=lambda text: text.split(","), default=LIBRARIES)
    parser.add_argument("--turns", type=int, default=15)
    parser.add_argument("--no-builds", action="store_true", help="leave out the compile times, which take minutes")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="where one thread is pinned")
    return parser.parse_args()


class Worker:
    """A process that runs one library's workloads."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        self.command, self.environment, self.is_lost = command, environment, False
        listing = self.ask("list")
        self.names, self.version = listing["names"], listing["version"]

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        is_ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        answer = self.process.stdout.readline() if is_ready else None
        if not answer:
            self.is_lost = True
            self.process.kill()
            raise ConnectionError(f"{' '.join(self.command)} stopped at: {line}")
        return json.loads(answer)

    def stop(self):
        if not self.is_lost:
            self.process.stdin.close()
        self.process.wait()


def start(wanted, threads):
    """A worker for each library that can be run, by name."""
    environment = dict(os.environ, BENCH_THREADS=str(threads))
    for name in ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "NUMTAPE_NUM_THREADS"]:
        environment[name] = str(threads)
    commands = {}
    if "numtape" in wanted:
        commands["numtape"] = [build(FOLDER.parent, ["cargo", "bench", "--no-run", "--bench", "worker"])]
    for name in set(wanted) & set(RUST):
        commands[name] = [build(FOLDER / "peers", ["cargo", "build", "--release", "--bin", "worker"]), name]
    if "libtorch" in wanted and (worker := build_libtorch()):
        commands["libtorch"] = [worker]
    for name in set(wanted) & set(PYTHON):
        commands[name] = [sys.executable, str(FOLDER / "compare" / "worker.py"), name]
    workers = {}
    for name in sorted(commands, key=LIBRARIES.index):
        try:
            workers[name] = Worker(commands[name], environment)
        except ConnectionError as error:
            print(f"without {name}: {error}", file=sys.stderr)
    return workers


BUILT = {}


def build(folder, command):
    """Builds a worker, once, and returns where cargo put it."""
    key = str(folder)
    if key not in BUILT:
        done = subprocess.run([*command, "--message-format=json"], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
        messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        found = [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "worker"]
        BUILT[key] = found[-1]
    return BUILT[key]


def build_libtorch():
    """The worker of PyTorch's C++ library, if that and a compiler are there."""
    found, target = importlib.util.find_spec("torch"), FOLDER.parent / "target"
    if found is None or shutil.which("c++") is None:
        return None
    if "libtorch" not in BUILT:
        torch, target = found.submodule_search_locations[0], Path(os.environ.get("CARGO_TARGET_DIR", target))
        target.mkdir(exist_ok=True)
        worker = str(target / "libtorch-worker")
        command = ["c++", "-O2", "-std=c++20", "-w", str(FOLDER / "compare" / "libtorch.cpp"), "-o", worker]
        command += [f"-I{torch}/include", f"-I{torch}/include/torch/csrc/api/include", f"-L{torch}/lib", f"-Wl,-rpath,{torch}/lib"]
        subprocess.run([*command, "-ltorch", "-ltorch_cpu", "-lc10"], check=True)
        BUILT["libtorch"] = worker
    return BUILT["libtorch"]


def measure(libraries, threads, arguments):
    """For each workload, every library's median nanoseconds."""
    clock = 0 if threads == 1 else 1
    all_cores = os.sched_getaffinity(0)
    for library in libraries.values():
        cores = {arguments.core} if threads == 1 else all_cores
        for task in os.listdir(f"/proc/{library.process.pid}/task"):
            os.sched_setaffinity(int(task), cores)
    names = [name for name in libraries["numtape"].names if arguments.only in name]
    rows = {}
    for name in names:
        having = {key: library for key, library in libraries.items() if name in library.names and not library.is_lost}
        counts, times = {}, {key: [] for key in having}

        def attempt(key, f):
            """Leaves a library that stops out of this row and the next ones."""
            try:
                return f(having[key])
            except ConnectionError as error:
                print(f"without {key}: {error}", file=sys.stderr)
                del having[key], times[key]

        def count(library):
            library.ask(f"make {name}")
            once = max(1, library.ask("run 1")[1])
            return max(1, round(BURST[min(threads, 2)] / once))

        def turn(library, repeats):
            if threads > 1:
                # The threads of the library before may still look out for work, and the next one's share a core at first.
                time.sleep(0.01)
                library.ask(f"run {repeats}")
            return library.ask(f"run {repeats}")[clock] / repeats

        for key in list(having):
            counts[key] = attempt(key, count)
        for _ in range(arguments.turns):
            for key in random.sample(list(having), len(having)):
                taken = attempt(key, lambda library: turn(library, counts[key]))
                if taken is not None:
                    times[key].append(taken)
        rows[name] = {key: statistics.median(values) for key, values in times.items()}
        print(f"{threads} {name}: " + ", ".join(f"{k} {with_unit(v)}" for k, v in rows[name].items()), file=sys.stderr)
    return rows


def limit(name, threads):
    found = [entry for entry in LIMITS if name.startswith(entry[0])]
    return max(found, key=lambda entry: len(entry[0]))[threads] if found and threads in (1, 2) else None


def with_unit(nanoseconds):
    for unit, size in [("ms", 1e6), ("µs", 1e3)]:
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def ratio(ours, peer, most):
    text = f"{ours / peer:.2f}"
    return text if most is None or ours / peer <= most else f"**{text}**"


def table(rows, libraries, threads):
    peers = [key for key in libraries if key != "numtape"]
    lines = [
        f"\n## {threads} thread{'s' if threads > 1 else ''}\n",
        "| workload | numtape | ours / fastest peer | at most | " + " | ".join(peers) + " |",
        "|---" * (4 + len(peers)) + "|",
    ]
    for name, times in rows.items():
        others = [times[key] for key in peers if key in times]
        most = limit(name, threads)
        shown = ratio(times["numtape"], min(others), most) if others else ""
        if name in AGAINST:
            named = {key: most for key, most in AGAINST[name].items() if key in times}
            shown = ", ".join(f"{ratio(times['numtape'], times[key], most)} of {key}" for key, most in named.items())
            most = ", ".join(map(str, named.values()))
        cells = [with_unit(times[key]) if key in times else "" for key in peers]
        lines.append(f"| {name} | {with_unit(times['numtape'])} | {shown} | {most or ''} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def memory(libraries):
    """Peak memory, each workload in a fresh process of each library."""
    lines = ["\n## Peak memory beyond the inputs, in MB\n", "| workload | " + " | ".join(libraries) + " |"]
    lines.append("|---" * (1 + len(libraries)) + "|")
    for name in PEAKS:
        cells = []
        for library in libraries.values():
            if name not in library.names or library.is_lost:
                cells.append("")
                continue
            fresh = Worker(library.command, library.environment)
            cells.append(f"{fresh.ask(f'peak {name}') / 1e6:.1f}")
            fresh.stop()
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def builds():
    """Seconds that a first release build of the library takes, and the size of the stripped worker."""
    folder = FOLDER.parent / "target" / "compare-build"
    subprocess.run(["rm", "-rf", folder], check=True)
    seconds = {}
    for name, features in [("all default features", []), ("no default features", ["--no-default-features"])]:
        command = ["cargo", "build", "--release", "--lib", "--target-dir", folder / name.split()[0], *features]
        before = os.times()
        subprocess.run(command, cwd=FOLDER.parent, check=True, stderr=subprocess.DEVNULL)
        after = os.times()
        seconds[name] = (after.elapsed - before.elapsed, after.children_user - before.children_user)
    worker = Path(build(FOLDER.parent, []))
    stripped = folder / "stripped"
    subprocess.run(["strip", "-o", stripped, worker], check=True)
    size = stripped.stat().st_size / 1e6
    lines = ["\n## Build\n", "| | wall seconds | processor seconds |", "|---|---|---|"]
    lines += [f"| `cargo build --release`, {name}, from nothing | {wall:.0f} | {cpu:.0f} |" for name, (wall, cpu) in seconds.items()]
    lines.append(f"\nThe worker of these benches, which uses most of the library, is {size:.1f} MB, stripped.")
    return "\n".join(lines) + "\n"


def heading(versions):
    processor = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return f"""# Results of `compare.py`

{processor}, {os.cpu_count()} cores, Linux; {rustc}; {"; ".join(versions)}; Python {platform.python_version()}.

Medians of one run in which the libraries took turns; the ratio is ours to the fastest peer of the row, in bold where it
is above what the project's plan allows. How the times are taken: the text at the top of `compare.py`.
"""


if __name__ == "__main__":
    main()
