"""What the peers of engines.py have in common."""

import importlib.metadata
import os
import time


def ladder(low, high, step=1.2):
    """Whole numbers from low to high, each about `step` times the one before."""
    values = [low]
    while values[-1] < high:
        values.append(min(max(values[-1] + 1, round(values[-1] * step)), high))
    return values


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(root, name)) for root, _, names in os.walk(folder) for name in names)


class Adapter:
    """What all have: an open index answers one query, or many in one call where the library has such a call."""

    packages = ()
    batches = True
    threads = True  # Two Python threads search at the same time; otherwise two processes do.
    note = ""
    environment = {}

    def __init__(self, data, folder):
        self.data, self.folder = data, folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def build(self, limit):
        raise NotImplementedError

    def open(self):
        raise NotImplementedError

    def modes(self, filter_name):
        raise NotImplementedError

    def prepare(self, filter_name, mode, knob):
        """Whatever a search needs besides the query."""
        raise NotImplementedError

    def one(self, state, query):
        raise NotImplementedError

    def many(self, state, queries):
        return [self.one(state, query) for query in queries]

    def upsert(self, row):
        """Replaces a row's vector, by an equal one. None where there is no such call."""
        return None

    def cpu(self):
        return time.process_time()

    def disk_bytes(self):
        return folder_bytes(self.folder)

    def versions(self):
        return {name: importlib.metadata.version(name) for name in self.packages}

    def memory_bytes(self):
        """None: what the process grew by when it opened the index."""
        return None

    def close(self):
        pass
