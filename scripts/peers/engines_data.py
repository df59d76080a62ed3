"""The data set of engines.py: clustered unit vectors, queries, filters and the exact answers.

The model. A track's vector is

    normalise(mean + centre[c] + spread[c] * noise)

in `dim` dimensions under one random rotation, so that no axis is special:

* About n / 250 clusters, of sizes after Zipf with exponent 0.8, whose centres share 70 % of their variance with one of
  n / 3000 parents: clusters have neighbours, and a query's best hundred lie in about twenty of them.
* Centres and noise have spectra that fall as 1 / (rank + s)^2 (s = 25 for centres, 14 for noise), and each cluster has
  its own spread around 1.2 times a centre's length. At 100,000 tracks and more the covariance of the whole has an
  effective dimension (participation ratio) of 40 to 47 (28 at 20,000, which have few clusters), and the distances from
  a query to its best hundred a local dimension of about 30, as sentence embeddings of short texts do.
* A query is a track moved by noise as long as itself: a stranger, whose best track has a cosine of about .72 and whose
  hundredth has about .48. Two tracks drawn at random have about .03.

The filters `half`, `tenth`, `hundredth` and `thousandth` hold exactly that share of the tracks, drawn without regard to
the vectors. `genre` holds one of thirty: each cluster has the genre whose direction in vector space fits its centre
best, popular genres (Zipf) having an advantage; a track has its cluster's genre with .85, any other by popularity. The
genre nearest to a thirtieth of the tracks is taken.

Beside the real thing: 20,000 descriptions of a music catalogue (names, artists, tags) embedded by all-MiniLM-L6-v2 have
an effective dimension of 37, and people's captions as queries reach recall@100 .964 in 128 of 564 inverted lists and
.985 in an HNSW graph at ef 256; descriptions left out, as queries, .978 and .980; this model's queries at 20,000
.992 and .990. So it is of that kind and no harder.

Everything is made and compared in blocks; a million tracks of 384 dimensions take less than 3 GiB and some minutes.
"""

import json
import os

import numpy as np

TOP = 100
NONE = 0xFFFFFFFF
BLOCK = 20_000
SHARES = {"half": 0.5, "tenth": 0.1, "hundredth": 0.01, "thousandth": 0.001}
GENRES = 30


def spectrum(dim, shift):
    """Standard deviations by rank, of length one together."""
    variances = (np.arange(dim) + float(shift)) ** -2.0
    return np.sqrt(variances / variances.sum()).astype(np.float32)


def zipf(count, exponent):
    weights = (np.arange(count) + 1.0) ** -exponent
    return weights / weights.sum()


def normalise(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Model:
    """The mixture that tracks and queries are drawn from."""

    def __init__(self, tracks, dim, rng):
        self.rng, self.dim = rng, dim
        self.rotation = np.linalg.qr(rng.standard_normal((dim, dim)))[0].astype(np.float32).T
        self.noise = spectrum(dim, 14)
        clusters, centres = max(tracks // 250, 8), spectrum(dim, 25)
        parents = rng.standard_normal((max(clusters // 12, 8), dim)) * centres
        own = rng.standard_normal((clusters, dim)) * centres
        mean = rng.standard_normal(dim) * centres
        parent = parents[rng.integers(len(parents), size=clusters)]
        self.centres = np.sqrt(0.7) * parent + np.sqrt(0.3) * own + 0.25 * mean / np.linalg.norm(mean)
        self.centres = self.centres.astype(np.float32)
        self.spread = (1.2 * np.exp(rng.normal(0, 0.2, size=clusters))).astype(np.float32)
        self.sizes = zipf(clusters, 0.8)

    def shake(self, count):
        return self.rng.standard_normal((count, self.dim), dtype=np.float32) * self.noise

    def tracks(self, clusters):
        rows = self.centres[clusters] + self.spread[clusters, None] * self.shake(len(clusters))
        return normalise(rows @ self.rotation)

    def queries(self, rows):
        return normalise(rows + self.shake(len(rows)) @ self.rotation)

    def genres(self, clusters):
        """A genre for every track."""
        popularity = zipf(GENRES, 0.7)
        directions = normalise(self.rng.standard_normal((GENRES, self.dim)) * spectrum(self.dim, 25))
        fit = normalise(self.centres) @ directions.T + 0.1 * np.log(popularity)
        genre = fit.argmax(axis=1)[clusters]
        stray = self.rng.random(len(clusters)) >= 0.85
        genre[stray] = self.rng.choice(GENRES, size=stray.sum(), p=popularity)
        return genre


def write_vectors(model, clusters, path):
    with open(path, "wb") as out:
        for start in range(0, len(clusters), BLOCK):
            model.tracks(clusters[start:start + BLOCK]).astype("<f4").tofile(out)


def make_filters(model, clusters):
    """A mask for each filter."""
    tracks, masks = len(clusters), {}
    for name, share in SHARES.items():
        masks[name] = np.zeros(tracks, dtype=bool)
        masks[name][model.rng.choice(tracks, size=max(round(tracks * share), 1), replace=False)] = True
    genre = model.genres(clusters)
    counts = np.bincount(genre, minlength=GENRES)
    masks["genre"] = genre == np.abs(counts - tracks / GENRES).argmin()
    return masks


def write_bits(mask, path):
    """One bit a row, in words of 64, least significant first."""
    padded = np.zeros(-(-len(mask) // 64) * 64, dtype=bool)
    padded[:len(mask)] = mask
    np.packbits(padded, bitorder="little").tofile(path)


def read_bits(path, tracks):
    return np.unpackbits(np.fromfile(path, dtype=np.uint8), bitorder="little")[:tracks].astype(bool)


def merge_top(best, scores, ids):
    """The best TOP of those so far and a block's, unordered."""
    scores = np.concatenate([best[0], scores], axis=1)
    ids = np.concatenate([best[1], np.broadcast_to(ids, (len(scores), len(ids)))], axis=1)
    if scores.shape[1] > TOP:
        keep = np.argpartition(-scores, TOP - 1, axis=1)[:, :TOP]
        scores, ids = np.take_along_axis(scores, keep, 1), np.take_along_axis(ids, keep, 1)
    return scores, ids


def exact(vectors, queries, masks):
    """For every filter the ids of the best TOP for every query, best first, padded with NONE."""
    empty = np.zeros((len(queries), 0), dtype=np.float32), np.zeros((len(queries), 0), dtype=np.uint32)
    best = {name: empty for name in masks}
    for start in range(0, len(vectors), BLOCK):
        scores = queries @ np.asarray(vectors[start:start + BLOCK]).T
        for name, mask in masks.items():
            columns = np.flatnonzero(mask[start:start + BLOCK]).astype(np.uint32)
            best[name] = merge_top(best[name], scores[:, columns], columns + np.uint32(start))
    return {name: in_order(*found) for name, found in best.items()}


def in_order(scores, ids):
    order = np.argsort(-scores, axis=1, kind="stable")
    ids = np.take_along_axis(ids, order, 1)
    return np.pad(ids, ((0, 0), (0, TOP - ids.shape[1])), constant_values=NONE).astype("<u4")


def make(folder, tracks, dim, queries, seed):
    """Writes the whole data set into the folder; the files' layout is in the script's documentation."""
    for part in ("filters", "truth"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    rng = np.random.default_rng(seed)
    model = Model(tracks, dim, rng)
    clusters = rng.choice(len(model.sizes), size=tracks, p=model.sizes)
    path = os.path.join(folder, "vectors.f32")
    write_vectors(model, clusters, path)
    vectors = np.memmap(path, dtype="<f4", mode="r", shape=(tracks, dim))
    asked = model.queries(vectors[np.sort(rng.choice(tracks, size=queries, replace=tracks < queries))])
    asked = asked[rng.permutation(queries)].astype("<f4")
    asked.tofile(os.path.join(folder, "queries.f32"))
    masks = make_filters(model, clusters)
    for name, mask in masks.items():
        write_bits(mask, os.path.join(folder, "filters", name + ".bits"))
    masks = {"none": np.ones(tracks, dtype=bool), **masks}
    for name, ids in exact(vectors, asked, masks).items():
        ids.tofile(os.path.join(folder, "truth", name + ".u32"))
    meta = {"n": tracks, "dim": dim, "queries": queries, "seed": seed, **portrait(vectors, masks)}
    with open(os.path.join(folder, "meta.json"), "w", encoding="utf-8") as out:
        json.dump(meta, out, indent=1)
    return meta


def portrait(vectors, masks):
    """What the data set is like, for meta.json."""
    variances = np.linalg.eigvalsh(np.cov(np.asarray(vectors[:BLOCK]).T))
    return {
        "effective_dimension": round(float(variances.sum() ** 2 / (variances ** 2).sum()), 1),
        "filters": [{"name": name, "count": int(mask.sum())} for name, mask in masks.items() if name != "none"],
    }


class Data:
    """A data set as its files have it."""

    def __init__(self, folder):
        with open(os.path.join(folder, "meta.json"), encoding="utf-8") as text:
            self.meta = json.load(text)
        self.folder, self.n, self.dim = folder, self.meta["n"], self.meta["dim"]
        self.queries = self.file("queries.f32", "<f4").reshape(-1, self.dim)
        self.filters = ["none"] + [each["name"] for each in self.meta["filters"]]
        self.counts = {"none": self.n, **{each["name"]: each["count"] for each in self.meta["filters"]}}

    def file(self, name, kind):
        return np.fromfile(os.path.join(self.folder, name), dtype=kind)

    @property
    def vectors(self):
        """Mapped, not read."""
        return np.memmap(os.path.join(self.folder, "vectors.f32"), dtype="<f4", mode="r", shape=(self.n, self.dim))

    def mask(self, name):
        return read_bits(os.path.join(self.folder, "filters", name + ".bits"), self.n)

    def truth(self, name):
        return self.file(f"truth/{name}.u32", "<u4").reshape(-1, TOP)

    def recall(self, name, start, answers, depth):
        """The mean share of the exact best `depth` that the answers to the queries from `start` have in theirs."""
        truth, hits, wanted = self.truth(name), 0, 0
        for row, answer in enumerate(answers, start):
            right = truth[row][:depth]
            right = right[right != NONE]
            hits += len(np.intersect1d(right, np.asarray(answer[:depth], dtype=np.int64)))
            wanted += len(right)
        return hits / max(wanted, 1)
