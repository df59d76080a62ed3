#!/usr/bin/env python3
"""Fits the weights of crates/audio/src/rhythm/weights on music with known beats.

For each truth file (one JSON object a line: file, bpm, beats, downbeats; as `hark eval analysis` reads):

    cargo run --release -p hark-audio --example rhythm_features -- [--excerpts] TRUTH.jsonl > FEATURES.jsonl

then, with numpy and mir_eval installed,

    fit.py --train A.jsonl B.jsonl --test C.jsonl D.jsonl [--write crates/audio/src/rhythm/weights]

prints tempo accuracy, beat and downbeat F-measure on each test file. `--excerpts` adds short pieces and exact loops of
every file, so that the weights know them too.
"""
import argparse, json, os, pickle, struct, sys
import numpy as np, mir_eval

COUNTS = [(4, 0), (4, 1), (4, 2), (4, 3), (3, 0), (3, 1), (3, 2)]  # as in bars.rs
DELAY = 0.008  # as in grid.rs
WINDOW, QUARTER, SLIP, CLIP = 32, 8, 3.0, 5.0  # as in bars.rs and net.rs


def f_measure(reference, estimate):
    if len(reference) < 2 or len(estimate) < 2:
        return 0.0
    return mir_eval.beat.f_measure(np.asarray(reference), np.maximum(np.asarray(estimate), 0))


def load(path):
    cache = path + ".pkl"
    if os.path.exists(cache) and os.path.getmtime(cache) > os.path.getmtime(path):
        return pickle.load(open(cache, "rb"))
    tracks = [t for t in map(track, open(path)) if t]
    pickle.dump(tracks, open(cache, "wb"))
    return tracks


def track(line):
    d = json.loads(line)
    if not d["hypotheses"]:
        return None
    start, seconds = d["from"], d["seconds"]
    within = lambda times: np.array([x - start for x in times or [] if start - 1e-3 <= x < start + seconds])
    beats, downs = within(d.get("beats")), within(d.get("downbeats"))
    t = dict(file=d["file"], whole=d["whole"], bpm=d["bpm"], X=[], Y=[], tempi=[], F=[], windows=[], downs=downs)
    best = 0.8
    for h in d["hypotheses"]:
        estimate = np.array(h["beats"]) - DELAY
        right = abs(h["bpm"] / d["bpm"] - 1) < 0.04
        f = f_measure(beats, estimate) if len(beats) > 1 else float("nan")
        y = float(right) if np.isnan(f) else (f if right or d["whole"] else min(f, 0.5))
        for key, value in zip(("X", "Y", "tempi", "F"), (h["features"], y, h["bpm"], f)):
            t[key].append(value)
        if right and len(downs) > 1 and h["bars"] and f > best:
            best = f
            t["grid"] = estimate
            t["windows"] = [bar_window(first, np.array(x, float), estimate, downs) for first, x in h["bars"]]
    for key in ("X", "Y", "tempi", "F"):
        t[key] = np.array(t[key], float)
    return t


def bar_window(first, features, grid, downs):
    last = min(first + WINDOW, len(grid))
    near = downs[(downs > grid[first] - 0.1) & (downs < grid[last - 1] + 0.1)]
    of = lambda m, p: f_measure(near, [grid[i] for i in range(first, last) if i % m == p])
    return dict(first=first, X=features, Y=np.array([of(m, p) for m, p in COUNTS]))


def target(y):
    """Shares over hypotheses: those as good as the best, if the best is any good."""
    w = np.where(y >= max(0.6, y.max() - 0.1), np.maximum(y, 1e-6) ** 4, 0)
    return w / w.sum() if w.sum() > 0 else None


def forward(p, x):
    hidden = np.tanh(x @ p[0] + p[1])
    return hidden @ p[2] + x @ p[3], hidden


def fit(sets, hidden, epochs, decay, seed, noise=0.1, rate=3e-3):
    """Adam on the cross-entropy of the softmax over a track's hypotheses."""
    everything = np.concatenate([s["X"] for s in sets])
    mean, deviation = everything.mean(0), everything.std(0) + 1e-6
    r = np.random.default_rng(seed)
    n = everything.shape[1]
    p = [r.normal(0, n**-0.5, (n, hidden)), np.zeros(hidden), r.normal(0, hidden**-0.5, hidden), r.normal(0, 0.1 * n**-0.5, n)]
    m, v, step = [np.zeros_like(a) for a in p], [np.zeros_like(a) for a in p], 0
    data = [((s["X"] - mean) / deviation, target(s["Y"])) for s in sets]
    data = [(np.clip(x, -CLIP, CLIP), q) for x, q in data if q is not None]
    for epoch in range(epochs):
        order = r.permutation(len(data))
        speed = rate * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        for at in range(0, len(order), 16):
            batch = [data[i] for i in order[at : at + 16]]
            g = [np.zeros_like(a) for a in p]
            for x, q in batch:
                x = x + r.normal(0, noise, x.shape)
                s, h = forward(p, x)
                e = np.exp(s - s.max())
                d = e / e.sum() - q
                back = np.outer(d, p[2]) * (1 - h * h)
                for total, part in zip(g, (x.T @ back, back.sum(0), h.T @ d, x.T @ d)):
                    total += part
            step += 1
            for j in range(4):
                grad = g[j] / len(batch) + decay * p[j]
                m[j] = 0.9 * m[j] + 0.1 * grad
                v[j] = 0.999 * v[j] + 0.001 * grad * grad
                p[j] = p[j] - speed * (m[j] / (1 - 0.9**step)) / (np.sqrt(v[j] / (1 - 0.999**step)) + 1e-8)
    return p, mean, deviation


def score(nets, x):
    return np.mean([forward(p, np.clip((x - m) / s, -CLIP, CLIP))[0] for p, m, s in nets], 0)


def count_bars(nets, t):
    logs = []
    for w in t["windows"]:
        s = score(nets, w["X"])
        logs.append(s - np.logaddexp.reduce(s))
    best, back = logs[0], []
    for s in logs[1:]:
        leader = int(best.argmax())
        stay = best >= best[leader] - SLIP
        back.append(np.where(stay, np.arange(len(COUNTS)), leader))
        best = np.maximum(best, best[leader] - SLIP) + s
    path = [int(best.argmax())]
    for b in back[::-1]:
        path.append(int(b[path[-1]]))
    path.reverse()
    downs, grid = [], t["grid"]
    for i, k in enumerate(path):
        low = t["windows"][i]["first"] + QUARTER if i else 0
        high = t["windows"][i + 1]["first"] + QUARTER if i + 1 < len(path) else len(grid)
        m, p = COUNTS[k]
        downs += [grid[b] for b in range(low, high) if b % m == p]
    return downs


def report(name, level, bars, tracks, verbose):
    for kind, some in (("whole", [t for t in tracks if t["whole"]]), ("excerpts", [t for t in tracks if not t["whole"]])):
        if not some:
            continue
        one = two = 0
        F, D, wrong = [], [], []
        for t in some:
            i = int(score(level, t["X"]).argmax())
            ratio = t["tempi"][i] / t["bpm"]
            ok = abs(ratio - 1) < 0.04
            one += ok
            two += any(abs(ratio / f - 1) < 0.04 for f in (1, 2, 3, 1 / 2, 1 / 3))
            F.append(t["F"][i])
            if t["windows"]:
                D.append(f_measure(t["downs"], count_bars(bars, t)))
            if not ok or t["F"][i] < 0.7:
                wrong.append((t["file"].split("/")[-1], t["bpm"], round(t["tempi"][i], 1), round(float(t["F"][i]), 2)))
        n = len(some)
        mean = lambda v: np.nanmean(v) if np.isfinite(v).any() else float("nan")
        print(f"{name} {kind}: n {n}  Acc1 {one / n:.3f}  Acc2 {two / n:.3f}  beat F {mean(F):.3f}  "
              f"downbeat F {mean(D):.3f} (of {len(D)} with right beats)")
        if verbose and kind == "whole":
            for w in wrong:
                print("   ", *w)


def write(path, nets):
    p, mean, deviation = nets[0]
    parts = [struct.pack("<III", *p[0].shape, len(nets)), mean.astype("<f4").tobytes(), deviation.astype("<f4").tobytes()]
    for p, _, _ in nets:
        parts += [np.ascontiguousarray(a).astype("<f4").tobytes() for a in (p[0].T, p[1], p[2], p[3])]
    open(path, "wb").write(b"".join(parts))


if __name__ == "__main__":
    a = argparse.ArgumentParser()
    a.add_argument("--train", nargs="+", required=True)
    a.add_argument("--test", nargs="*", default=[])
    a.add_argument("--write")
    a.add_argument("--hidden", type=int, default=16)
    a.add_argument("--epochs", type=int, default=60)
    a.add_argument("--nets", type=int, default=2)
    a.add_argument("--decay", type=float, default=2e-3)
    a.add_argument("--verbose", action="store_true")
    a = a.parse_args()
    np.seterr(all="ignore")
    train = [t for path in a.train for t in load(path)]
    windows = [w for t in train for w in t["windows"] if w["Y"].max() > 0.6]
    level = [fit(train, a.hidden, a.epochs, a.decay, k) for k in range(a.nets)]
    bars = [fit(windows, a.hidden, max(a.epochs // 2, 1), a.decay, k) for k in range(a.nets)]
    for path in a.test:
        report(os.path.basename(path), level, bars, load(path), a.verbose)
    if a.write:
        write(os.path.join(a.write, "level.bin"), level)
        write(os.path.join(a.write, "bars.bin"), bars)
