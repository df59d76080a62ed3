#!/usr/bin/env python3
"""Writes crates/audio/tests/fixtures/mir_eval.tsv: what mir_eval says about made-up beats and all pairs of keys.

    pip install mir_eval
    python scripts/peers/mir_eval_fixture.py > crates/audio/tests/fixtures/mir_eval.tsv

The tests of hark_audio::eval must agree with every line. Times are multiples of a millisecond, some exactly at the
edge of the window, where mir_eval's own rounding decides; those within a nanosecond of the edge are moved off it.
"""

import random

import mir_eval
import numpy as np

NAMES = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]


def beats(rng, seconds, step):
    times, at = [], rng.uniform(0, 1)
    while at < seconds:
        times.append(round(at, 3))
        at += step * rng.choice([1, 1, 1, 1, 0.5, 2]) + rng.gauss(0, 0.03)
    return sorted(times)


def jittered(rng, times):
    kept = [t + rng.gauss(0, 0.05) for t in times if rng.random() > 0.15]
    kept += [rng.uniform(0, 20) for _ in range(rng.randrange(5))]
    return sorted(round(max(t, 0), 3) for t in kept)


def at_the_edge(truth, estimate):
    return any(abs(abs(a - b) - 0.07) < 1e-9 for a in truth for b in estimate)


def main():
    print("# mir_eval", mir_eval.__version__, "by scripts/peers/mir_eval_fixture.py")
    rng = random.Random(3)
    made = 0
    while made < 40:
        truth = beats(rng, 20, rng.uniform(0.3, 0.9))
        estimate = jittered(rng, truth) if made % 4 else beats(rng, 20, rng.uniform(0.1, 0.9))
        if at_the_edge(truth, estimate):
            continue
        made += 1
        f = mir_eval.beat.f_measure(np.array(truth), np.array(estimate))
        joined = [",".join(f"{t:.3f}" for t in times) for times in (truth, estimate)]
        print("beats", f"{f:.12f}", *joined, sep="\t")
    keys = [f"{name} {mode}" for name in NAMES for mode in ("major", "minor")]
    for truth in keys:
        for estimate in keys:
            score = mir_eval.key.weighted_score(truth, estimate)
            print("key", score, truth, estimate, sep="\t")


if __name__ == "__main__":
    main()
