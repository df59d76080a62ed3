"""Where the engines of engines.py run: every peer in a process of its own, Hark's example in another.

`Peer` and `Hark` answer the same calls: `start`, `modes`, `ask`, `memory`, `upserts`, `close`. `ask` runs queries from
`start` to `stop` one by one ("single"), in one call ("batch"), or by two threads at once ("two"), the first for no
longer than `seconds`, and says how many it did.
"""

import gc
import json
import multiprocessing
import os
import subprocess
import threading
import time
import traceback

import numpy as np

from engines_adapters import ADAPTERS
from engines_data import Data


class NotBuilt(Exception):
    """An index that took longer than it may."""


# In the peer's process.

def anonymous_bytes():
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def serve(pipe, name, data_folder, folder):
    """Carries out what comes through the pipe until that says None."""
    os.environ.update(ADAPTERS[name].environment)
    bench = Bench(ADAPTERS[name](Data(data_folder), folder))
    while (message := pipe.recv()) is not None:
        call, arguments = message
        try:
            pipe.send((True, getattr(bench, call)(**arguments)))
        except BaseException:  # Whatever it is, the other side shall know.
            pipe.send((False, traceback.format_exc()))
    bench.adapter.close()


class Bench:
    """Measures an adapter from within its process."""

    def __init__(self, adapter):
        self.adapter, self.state, self.prepared = adapter, None, None

    def build(self, limit):
        os.makedirs(self.adapter.folder, exist_ok=True)
        wall, before = time.perf_counter(), time.process_time()
        self.adapter.build(limit)
        cpu = self.adapter.cpu() - (before if self.own_cpu() else 0)
        return {"built_s": time.perf_counter() - wall, "cpu_s": cpu}

    def own_cpu(self):
        """Whether the adapter's work is done in this process."""
        return not hasattr(self.adapter, "server")

    def open(self):
        gc.collect()
        self.before, start = anonymous_bytes(), time.perf_counter()
        self.adapter.open()
        return {"opened_s": time.perf_counter() - start, **self.memory(), "disk_bytes": self.adapter.disk_bytes(),
                "note": self.adapter.note, "batches": self.adapter.batches,
                "versions": self.adapter.versions()}

    def memory(self):
        """What the process grew by since before it opened the index; asked again after the queries, for caches."""
        known = self.adapter.memory_bytes()
        return {"memory_bytes": anonymous_bytes() - self.before if known is None else known}

    def modes(self, filter_name):
        return self.adapter.modes(filter_name)

    def ask(self, filter_name, mode, knob, start, stop, how, seconds):
        if self.prepared != (filter_name, mode, knob):
            self.state, self.prepared = self.adapter.prepare(filter_name, mode, knob), (filter_name, mode, knob)
        queries = self.adapter.data.queries[start:stop]
        self.adapter.one(self.state, queries[0])
        return {"single": self.single, "batch": self.batch, "two": self.two}[how](queries, seconds)

    def single(self, queries, seconds):
        took, answers, before, begin = [], [], self.adapter.cpu(), time.perf_counter()
        for query in queries:
            start = time.perf_counter()
            answers.append(self.adapter.one(self.state, query))
            end = time.perf_counter()
            took.append((end - start) * 1e6)
            if end - begin > seconds:
                break
        return self.result(before, begin, answers, took)

    def batch(self, queries, seconds):
        before, begin = self.adapter.cpu(), time.perf_counter()
        return self.result(before, begin, self.adapter.many(self.state, queries), [])

    def result(self, before, begin, answers, took):
        wall, cpu = time.perf_counter() - begin, self.adapter.cpu() - before
        ids = [np.asarray(answer).astype(np.int64).tolist() for answer in answers]
        return {"queries": len(ids), "seconds": wall, "cpu_s": cpu, "latencies_us": took, "ids": ids}

    def two(self, queries, seconds):
        """Half of the queries for each of two threads; two processes where threads would wait for each other."""
        halves = [queries[::2], queries[1::2]]
        kind = threading.Thread if self.adapter.threads else multiprocessing.get_context("fork").Process
        gate = (threading.Barrier if self.adapter.threads else multiprocessing.get_context("fork").Barrier)(3)
        workers = [kind(target=self.part, args=(half, gate)) for half in halves]
        for worker in workers:
            worker.start()
        gate.wait()
        begin = time.perf_counter()
        gate.wait()
        wall = time.perf_counter() - begin
        for worker in workers:
            worker.join()
        return {"queries": len(queries), "seconds": wall}

    def part(self, queries, gate):
        self.adapter.one(self.state, queries[0])
        gate.wait()
        self.adapter.many(self.state, queries)
        gate.wait()

    def upserts(self, count, seconds):
        """None where the engine replaces nothing."""
        rows = np.random.default_rng(7).choice(self.adapter.data.n, size=count, replace=False).tolist()
        if self.adapter.upsert(rows[0]) is None:
            return None
        before, begin, done = self.adapter.cpu(), time.perf_counter(), 0
        for row in rows[1:]:
            self.adapter.upsert(row)
            done += 1
            if time.perf_counter() - begin > seconds:
                break
        return {"count": done, "seconds": time.perf_counter() - begin, "cpu_s": self.adapter.cpu() - before}


# In the script's process.

class Peer:
    """A peer's process."""

    def __init__(self, name, data_folder, folder):
        self.name, self.data_folder, self.folder = name, data_folder, folder
        self.process = self.pipe = None

    def start(self, limit):
        """Builds what is not built, opens it, and says what that took."""
        path = os.path.join(self.folder, "built.json")
        if not os.path.exists(path):
            self.build(limit, path)
        with open(path, encoding="utf-8") as text:
            built = json.load(text)
        self.spawn()
        return {**built, **self.call("open")}

    def build(self, limit, note):
        """In a process that ends afterwards; a note of the time stays beside the index."""
        self.spawn()
        try:
            built = self.call("build", limit)
        finally:
            self.close()
        with open(note, "w", encoding="utf-8") as out:
            json.dump({**built, "cores": os.cpu_count(), "load": os.getloadavg()[1]}, out)

    def spawn(self):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        arguments = (theirs, self.name, self.data_folder, self.folder)
        self.process = context.Process(target=serve, args=arguments)
        self.process.start()
        theirs.close()

    def call(self, name, limit=None, **arguments):
        if limit is not None:
            arguments["limit"] = limit
        self.pipe.send((name, arguments))
        if not self.pipe.poll(None if limit is None else limit + 5):  # A server ends its own build.
            self.process.terminate()
            raise NotBuilt(f"not built in {limit:.0f} s")
        right, answer = self.pipe.recv()
        if not right and "QueryCanceled" in answer:
            raise NotBuilt(f"not built in {limit:.0f} s")
        if not right:
            raise RuntimeError(f"{self.name}: {answer}")
        return answer

    def memory(self):
        return self.call("memory")

    def modes(self, filter_name):
        return self.call("modes", filter_name=filter_name)

    def ask(self, filter_name, mode, knob, start, stop, how, seconds):
        return self.call("ask", filter_name=filter_name, mode=mode, knob=knob, start=start, stop=stop, how=how,
                         seconds=seconds)

    def upserts(self, count, seconds):
        return self.call("upserts", count=count, seconds=seconds)

    def close(self):
        if self.process.is_alive():
            self.pipe.send(None)
        self.process.join(60)


class Hark:
    """Hark's example: a JSON object a line in, one out."""

    KNOBS = [None, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999]

    def __init__(self, binary, data_folder, target):
        self.name, self.process = "hark", None
        self.command = [binary, data_folder, "--target-recall", str(target)]

    def start(self, limit):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        timer = threading.Timer(limit, self.process.terminate)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if not line:
            raise NotBuilt(f"not built in {limit:.0f} s, or it failed")
        note = "chooses by itself; a knob is its recall target"
        return {**json.loads(line), "note": note, "batches": False, "versions": {}}

    def memory(self):
        return {}

    def send(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"hark ended at {message}")
        return json.loads(line)

    def modes(self, filter_name):
        return {"own choice": self.KNOBS}

    def ask(self, filter_name, mode, knob, start, stop, how, seconds):
        message = {"filter": filter_name, "threads": 2 if how == "two" else 1, "k": 100, "knob": knob}
        if how == "single":
            probe = self.send({**message, "queries": [start, min(start + 8, stop)]})
            fits = int(seconds / max(probe["seconds"] / 8, 1e-6))
            stop = min(stop, start + max(fits, 8))
        answer = self.send({**message, "queries": [start, stop]})
        return {**answer, "queries": stop - start}

    def upserts(self, count, seconds):
        answer = self.send({"upserts": count})
        return {**answer, "count": count}

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
