"""The peers of engines.py: one class each, as a user of the library would set it up.

Every class builds into a folder, opens what it built, and answers queries in one or more modes. A mode is a way to ask
(through the graph, over the filter's rows alone) with one knob, and `modes` names the values of that knob from cheap to
thorough; engines.py finds the cheapest pair that reaches the recall. A filter's set of rows is at hand before the clock
starts, in the form that the library wants (bitmap, list, column); reading the vectors of those rows is not.
"""

import json
import math
import threading

import numpy as np

from engines_base import Adapter, ladder
from engines_data import TOP
from engines_postgres import PgVector


class USearch(Adapter):
    """Signed bytes, scaled to the data: the library's own scaling for unit vectors wastes most of the range."""

    packages = ("usearch", "numkong")
    note = ("HNSW, int8 scaled by the caller, connectivity 16, expansion 128; its Python binding has no filter: "
            "over-fetch and drop, or its exact search over a copy of the filter's rows, whichever is cheaper; the rows "
            "for that are counted in its memory")

    def index(self):
        from usearch.index import Index
        return Index(ndim=self.data.dim, metric="ip", dtype="i8", connectivity=16, expansion_add=128)

    def scale(self):
        sample = np.abs(self.data.vectors[:20_000])
        return 127 / float(np.quantile(sample, 0.9999))

    def quantised(self, rows, scale):
        return np.clip(np.rint(rows * scale), -127, 127).astype(np.int8)

    def build(self, limit):
        index, scale = self.index(), self.scale()
        for start in range(0, self.data.n, 10_000):
            block = self.quantised(self.data.vectors[start:start + 10_000], scale)
            index.add(np.arange(start, start + len(block)), block, threads=1)
        index.save(self.path("index"))
        with open(self.path("scale.json"), "w", encoding="utf-8") as out:
            json.dump(scale, out)

    def open(self):
        from usearch.index import MetricKind, search
        self.exact, self.metric = search, MetricKind.IP
        self.graph = self.index()
        self.graph.load(self.path("index"))
        with open(self.path("scale.json"), encoding="utf-8") as text:
            self.step = json.load(text)
        self.rows = None

    def modes(self, filter_name):
        if filter_name == "none":
            return {"graph": ladder(100, 2_000)}
        fetch = ladder(200, min(self.data.n, 30_000), 1.3)
        return {"over-fetch": fetch, "exact over the rows": [0]}

    def prepare(self, filter_name, mode, knob):
        mask = None if filter_name == "none" else self.data.mask(filter_name)
        if mode.startswith("exact"):
            if self.rows is None:
                self.rows = self.quantised(np.asarray(self.data.vectors), self.step)
            return "exact", np.flatnonzero(mask), 0
        self.graph.expansion_search = knob
        return "graph", mask, TOP if mask is None else knob

    def one(self, state, query):
        kind, allowed, count = state
        query = self.quantised(query, self.step)
        if kind == "exact":
            found = self.exact(self.rows[allowed], query, min(TOP, len(allowed)), self.metric, exact=True, threads=1)
            return allowed[found.keys]
        keys = self.graph.search(query, count, threads=1).keys
        return keys if allowed is None else keys[allowed[keys]][:TOP]

    def many(self, state, queries):
        kind, allowed, _ = state
        if kind == "exact" or allowed is not None:
            return super().many(state, queries)
        return self.graph.search(self.quantised(queries, self.step), TOP, threads=1).keys

    def upsert(self, row):
        self.graph.remove(row)
        self.graph.add(row, self.quantised(self.data.vectors[row], self.step), threads=1)
        return True


class Hnswlib(Adapter):
    packages = ("hnswlib",)
    note = "HNSW, f32, M 16, ef_construction 200; a filter is a Python function called for every candidate"

    def build(self, limit):
        import hnswlib
        index = hnswlib.Index(space="ip", dim=self.data.dim)
        index.init_index(max_elements=self.data.n, M=16, ef_construction=200, random_seed=1)
        for start in range(0, self.data.n, 10_000):
            block = np.asarray(self.data.vectors[start:start + 10_000])
            index.add_items(block, np.arange(start, start + len(block)), num_threads=1)
        index.save_index(self.path("index"))

    def open(self):
        import hnswlib
        self.graph = hnswlib.Index(space="ip", dim=self.data.dim)
        self.graph.load_index(self.path("index"), max_elements=self.data.n)

    def modes(self, filter_name):
        return {"graph": ladder(100, 4_000)}

    def prepare(self, filter_name, mode, knob):
        self.graph.set_ef(knob)
        self.threads = filter_name == "none"
        if filter_name == "none":
            return None, TOP
        allowed = self.data.mask(filter_name).tolist()
        return allowed.__getitem__, min(TOP, self.data.counts[filter_name])

    def many(self, state, queries):
        keep, count = state
        try:
            return self.graph.knn_query(queries, k=count, num_threads=1, filter=keep)[0]
        except RuntimeError:  # It found fewer than asked for somewhere, and says nothing else.
            return [self.one(state, query) for query in queries]

    def one(self, state, query):
        keep, count = state
        while count:
            try:
                return self.graph.knn_query(query, k=count, num_threads=1, filter=keep)[0][0]
            except RuntimeError:
                count //= 2
        return []

    def upsert(self, row):
        self.graph.add_items(np.asarray(self.data.vectors[row:row + 1]), [row], num_threads=1)
        return True


class Faiss(Adapter):
    """What faiss's indexes share. A filter is a bitmap that the scan reads."""

    packages = ("faiss-cpu",)

    def index(self):
        raise NotImplementedError

    def build(self, limit):
        import faiss
        index = self.index()
        sample = np.random.default_rng(0).choice(self.data.n, size=min(self.data.n, 64 * self.lists()), replace=False)
        index.train(np.asarray(self.data.vectors[np.sort(sample)]))
        for start in range(0, self.data.n, 50_000):
            index.add(np.asarray(self.data.vectors[start:start + 50_000]))
        faiss.write_index(index, self.path("index"))

    def lists(self):
        return 4 * round(math.sqrt(self.data.n))

    def open(self):
        import faiss
        self.faiss = faiss
        self.ix, self.kept = faiss.read_index(self.path("index")), []

    def selector(self, filter_name):
        if filter_name == "none":
            return None
        bits = np.packbits(self.data.mask(filter_name), bitorder="little")
        return self.keep(self.faiss.IDSelectorBitmap(len(bits), self.faiss.swig_ptr(bits)), bits)

    def keep(self, *objects):
        """The first of the objects, all of which faiss points to without owning them."""
        self.kept.extend(objects)
        return objects[0]

    def one(self, params, query):
        return self.many(params, query[None])[0]

    def many(self, params, queries):
        self.faiss.omp_set_num_threads(1)  # OpenMP keeps this by thread.
        return self.ix.search(queries, TOP, params=params)[1]


class FaissHnsw(Faiss):
    note = "IndexHNSWSQ, 8 bits, M 32, efConstruction 100; IDSelectorBitmap"

    def index(self):
        import faiss
        index = faiss.IndexHNSWSQ(self.data.dim, faiss.ScalarQuantizer.QT_8bit, 32, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 100
        return index

    def modes(self, filter_name):
        return {"graph": ladder(100, 8_000)}

    def prepare(self, filter_name, mode, knob):
        params = self.keep(self.faiss.SearchParametersHNSW(efSearch=knob))
        params.sel = self.selector(filter_name)
        return params


class FaissIvf(Faiss):
    note = "IndexIVFScalarQuantizer, 8 bits, 4·√n lists; IDSelectorBitmap"

    def index(self):
        import faiss
        flat, dim = faiss.IndexFlatIP(self.data.dim), self.data.dim
        kind, metric = faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
        index = faiss.IndexIVFScalarQuantizer(flat, dim, self.lists(), kind, metric, False)
        index.own_fields = True
        flat.this.disown()
        return index

    def modes(self, filter_name):
        return {"lists": ladder(4, self.lists())}

    def params(self, filter_name, knob):
        params = self.keep(self.faiss.SearchParametersIVF(nprobe=knob))
        params.sel = self.selector(filter_name)
        return params

    def prepare(self, filter_name, mode, knob):
        return self.params(filter_name, knob)

    def upsert(self, row):
        if self.ix.direct_map.type == self.faiss.DirectMap.NoMap:
            self.ix.set_direct_map_type(self.faiss.DirectMap.Array)
        vector = np.asarray(self.data.vectors[row:row + 1])
        self.ix.update_vectors(np.array([row], dtype=np.int64), vector)
        return True


class FaissPq(FaissIvf):
    note = "IVF of 4·√n lists, PQ 192×4 fast scan, the best 2 or 4 times 100 refined by 8-bit vectors; IDSelectorBitmap"

    def index(self):
        import faiss
        recipe = f"IVF{self.lists()},PQ{self.data.dim // 2}x4fs,Refine(SQ8)"
        return faiss.index_factory(self.data.dim, recipe, faiss.METRIC_INNER_PRODUCT)

    def modes(self, filter_name):
        return {f"refine {factor}": ladder(4, self.lists()) for factor in (2, 4)}

    def prepare(self, filter_name, mode, knob):
        base = self.params(filter_name, knob)
        return self.faiss.IndexRefineSearchParameters(k_factor=int(mode.split()[1]), base_index_params=base)

    def upsert(self, row):
        return None


class FaissFlat(Faiss):
    note = "IndexFlatIP, f32, exact; IDSelectorArray: only the filter's rows are read"

    def index(self):
        import faiss
        return faiss.IndexFlatIP(self.data.dim)

    def modes(self, filter_name):
        return {"exact": [0]}

    def prepare(self, filter_name, mode, knob):
        if filter_name == "none":
            return None
        ids = np.flatnonzero(self.data.mask(filter_name)).astype(np.int64)
        selector = self.keep(self.faiss.IDSelectorArray(len(ids), self.faiss.swig_ptr(ids)), ids)
        return self.faiss.SearchParameters(sel=selector)


class SqliteVec(Adapter):
    """Its wheel carries no vector instructions; distances between unit vectors order as inner products do."""

    packages = ("sqlite-vec", "apsw")
    batches = False
    note = "vec0 table, metadata columns; exact f32, or bits first and the best `knob` by f32"

    def connect(self):
        import apsw
        import sqlite_vec
        link = apsw.Connection(self.path("vectors.db"))
        link.enable_load_extension(True)
        link.load_extension(sqlite_vec.loadable_path())
        link.execute("pragma journal_mode = wal; pragma cache_size = -4000000; pragma mmap_size = 8000000000")
        return link

    def build(self, limit):
        columns = ", ".join(f"f_{name} boolean" for name in self.data.filters[1:])
        masks = np.stack([self.data.mask(name) for name in self.data.filters[1:]], axis=1).astype(int)
        marks = ", ?" * masks.shape[1]
        link = self.connect()
        link.execute(f"create virtual table tracks using vec0(id integer primary key, e float[{self.data.dim}], "
                     f"b bit[{self.data.dim}], {columns})")
        for start in range(0, self.data.n, 10_000):
            block = self.data.vectors[start:start + 10_000]
            rows = ((start + at, row.tobytes(), row.tobytes(), *masks[start + at].tolist())
                    for at, row in enumerate(block))
            with link:
                link.executemany(f"insert into tracks values (?, ?, vec_quantize_binary(?){marks})", rows)
        link.execute("pragma wal_checkpoint(truncate)")
        link.close()

    def open(self):
        self.local = threading.local()
        self.masks = {name: self.data.mask(name) for name in self.data.filters[1:]}

    def link(self):
        if not hasattr(self.local, "link"):
            self.local.link = self.connect()
        return self.local.link

    def modes(self, filter_name):
        return {"exact": [0], "bits first": ladder(200, 4_000, 1.3)}

    def prepare(self, filter_name, mode, knob):
        condition = "" if filter_name == "none" else f" and f_{filter_name} = 1"
        if mode == "exact":
            return f"select id from tracks where e match ?1 and k = {TOP}{condition}"
        near = f"select id, e from tracks where b match vec_quantize_binary(?1) and k = {knob}{condition}"
        return f"with near as ({near}) select id from near order by vec_distance_l2(e, ?1) limit {TOP}"

    def one(self, sql, query):
        return [row[0] for row in self.link().execute(sql, (query.tobytes(),))]

    def upsert(self, row):
        vector, link = self.data.vectors[row].tobytes(), self.link()
        flags = [int(self.masks[name][row]) for name in self.data.filters[1:]]
        insert = f"insert into tracks values (?, ?, vec_quantize_binary(?){', ?' * len(flags)})"
        with link:
            link.execute("delete from tracks where id = ?", (row,))
            link.execute(insert, (row, vector, vector, *flags))
        return True

    def memory_bytes(self):
        """What its pages are: the file."""
        return self.disk_bytes()


class LanceDb(Adapter):
    packages = ("lancedb", "pyarrow")
    batches = False
    note = "IVF_HNSW_SQ (m 20, ef_construction 150), bitmap indexes of the filters' columns, prefilter"
    tracks = None
    environment = {"LANCE_CPU_THREADS": "1", "RUST_LOG": "error", "LANCE_LOG": "error"}

    def table(self):
        import pyarrow as pa
        flat = pa.array(np.asarray(self.data.vectors).ravel())
        return pa.table({
            "id": pa.array(np.arange(self.data.n, dtype=np.int32)),
            "vector": pa.FixedSizeListArray.from_arrays(flat, self.data.dim),
            **{"f_" + name: pa.array(self.data.mask(name)) for name in self.data.filters[1:]},
        })

    def build(self, limit):
        import lancedb
        from lancedb.index import HnswSq
        table = lancedb.connect(self.folder).create_table("tracks", self.table())
        parts = max(self.data.n // 1_000_000, 1)
        table.create_index("vector", config=HnswSq(distance_type="cosine", num_partitions=parts))
        for name in self.data.filters[1:]:
            table.create_scalar_index("f_" + name, index_type="BITMAP")
        table.create_scalar_index("id", index_type="BTREE")

    def open(self):
        import lancedb
        self.tracks = lancedb.connect(self.folder).open_table("tracks")
        self.version = self.tracks.version
        self.masks = {name: self.data.mask(name) for name in self.data.filters[1:]}

    def modes(self, filter_name):
        return {"graph": ladder(100, 4_000)}

    def prepare(self, filter_name, mode, knob):
        return None if filter_name == "none" else f"f_{filter_name} = true", knob

    def one(self, state, query):
        condition, ef = state
        search = self.tracks.search(query).distance_type("cosine").limit(TOP).ef(ef).nprobes(20)
        if condition:
            search = search.where(condition, prefilter=True)
        return search.select(["id", "_distance"]).to_arrow()["id"].to_numpy()

    def upsert(self, row):
        import pyarrow as pa
        vector = pa.FixedSizeListArray.from_arrays(pa.array(np.asarray(self.data.vectors[row])), self.data.dim)
        flags = {"f_" + name: pa.array([bool(self.masks[name][row])]) for name in self.data.filters[1:]}
        new = pa.table({"id": pa.array([row], type=pa.int32()), "vector": vector, **flags})
        self.tracks.merge_insert("id").when_matched_update_all().when_not_matched_insert_all().execute(new)
        return True

    def close(self):
        if self.tracks and self.tracks.version != self.version:
            self.tracks.restore(self.version)


ADAPTERS = {
    "usearch": USearch,
    "hnswlib": Hnswlib,
    "faiss-hnsw": FaissHnsw,
    "faiss-ivf": FaissIvf,
    "faiss-pq": FaissPq,
    "faiss-flat": FaissFlat,
    "pgvector": PgVector,
    "sqlite-vec": SqliteVec,
    "lancedb": LanceDb,
}
