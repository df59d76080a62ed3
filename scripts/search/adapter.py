"""Fits the adapter: a linear map after the text model that brings captions and lists of tags closer together.

    python scripts/search/adapter.py CAPTIONS.jsonl --models DIR --embed BIN --out crates/search/weights/adapter.bin

CAPTIONS.jsonl has one object a line with `caption` (a sentence about a piece of music) and `aspects` (a list of short
phrases about the same piece); MusicCaps (Agostinelli et al. 2023, CC BY-SA 4.0) has that form. DIR holds the installed
text model, BIN is the example `embed` of hark-models, built with --release.

With vectors x of captions and y of a few randomly chosen aspects (their mean), the map is f(v) = unit(v + vW), the same
on both sides, and W minimises the symmetric InfoNCE loss (van den Oord et al. 2018) over batches of 256 at temperature
0.2. Choosing few aspects makes the lists as poor as a catalogue's tags are. `--folds 5` first reports recall@10 of
caption to whole list on folds that the map was not fitted on, with the map and without.

The file: magic `HARKADP1`, the dimension as u32, then for each row its scale as f32 and its values as i8, little-endian.
"""

import argparse
import json
import subprocess

import numpy as np

BATCH, EPOCHS, RATE, DECAY, TEMPERATURE, MOST_ASPECTS = 256, 40, 1e-3, 1e-3, 0.2, 4


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def embed(lines, args):
    text = "\n".join(" ".join(line.split()) for line in lines) + "\n"
    out = subprocess.run([args.embed, args.models], input=text.encode(), capture_output=True, check=True).stdout
    return np.frombuffer(out, dtype="<f4").reshape(len(lines), -1)


def through_unit(gradient, raw, rows):
    """The gradient with respect to `raw`, where `rows` is unit(raw)."""
    along = (gradient * rows).sum(1, keepdims=True)
    return (gradient - along * rows) / np.linalg.norm(raw, axis=1, keepdims=True)


def softmax(logits):
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def step_gradient(weights, left, right):
    """Gradient of the symmetric InfoNCE loss of one batch with respect to W."""
    raw_x, raw_y = left + left @ weights, right + right @ weights
    x, y = unit(raw_x), unit(raw_y)
    logits = x @ y.T / TEMPERATURE
    same = np.eye(len(x))
    pull = ((softmax(logits) - same) + (softmax(logits.T) - same).T) / (len(x) * TEMPERATURE)
    return left.T @ through_unit(pull @ y, raw_x, x) + right.T @ through_unit(pull.T @ x, raw_y, y)


def few_aspects(rows, aspects, lists, random):
    chosen = []
    for row in rows:
        count = random.integers(1, min(len(lists[row]), MOST_ASPECTS) + 1)
        chosen.append(aspects[random.choice(lists[row], count, replace=False)].mean(0))
    return unit(np.array(chosen))


def fit(rows, captions, aspects, lists, seed=0):
    random = np.random.default_rng(seed)
    size = captions.shape[1]
    weights, mean, square, steps = np.zeros((size, size)), 0.0, 0.0, 0
    for _ in range(EPOCHS):
        order = random.permutation(rows)
        for start in range(0, len(order) - BATCH + 1, BATCH):
            batch = order[start : start + BATCH]
            gradient = step_gradient(weights, captions[batch], few_aspects(batch, aspects, lists, random))
            gradient += 2 * DECAY * weights
            steps += 1
            mean = 0.9 * mean + 0.1 * gradient
            square = 0.999 * square + 0.001 * gradient**2
            corrected = np.sqrt(square / (1 - 0.999**steps)) + 1e-8
            weights -= RATE * mean / (1 - 0.9**steps) / corrected
    return weights


def recall10(captions, lists):
    similarity = captions @ lists.T
    ranks = (similarity > np.diag(similarity)[:, None]).sum(1)
    return np.mean(ranks < 10)


def cross_validate(captions, whole, aspects, lists, folds):
    part = np.random.default_rng(1).integers(0, folds, len(captions))
    without, adapted = [], []
    for fold in range(folds):
        held, rest = np.flatnonzero(part == fold), np.flatnonzero(part != fold)
        weights = fit(rest, captions, aspects, lists)
        through = lambda rows: unit(rows + rows @ weights)
        without.append(recall10(captions[held], whole[held]))
        adapted.append(recall10(through(captions[held]), through(whole[held])))
    print(f"recall@10 within held-out folds: without {np.mean(without):.3f}, with {np.mean(adapted):.3f}")


def write(weights, path):
    scales = np.abs(weights).max(1) / 127
    with open(path, "wb") as file:
        file.write(b"HARKADP1" + np.uint32(len(weights)).tobytes())
        for row, scale in zip(weights, scales):
            file.write(np.float32(scale).tobytes() + np.round(row / scale).astype(np.int8).tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("captions")
    parser.add_argument("--models", required=True)
    parser.add_argument("--embed", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    rows = [json.loads(line) for line in open(args.captions, encoding="utf-8")]
    rows = [row for row in rows if any(aspect.strip() for aspect in row["aspects"])]
    phrases = sorted({a.strip().lower() for row in rows for a in row["aspects"] if a.strip()})
    place = {phrase: at for at, phrase in enumerate(phrases)}
    lists = [[place[a.strip().lower()] for a in row["aspects"] if a.strip()] for row in rows]
    captions = embed([row["caption"] for row in rows], args)
    aspects = embed(phrases, args)
    if args.folds:
        whole = embed([", ".join(row["aspects"]) for row in rows], args)
        cross_validate(captions, whole, aspects, lists, args.folds)
    write(fit(np.arange(len(rows)), captions, aspects, lists), args.out)


if __name__ == "__main__":
    main()
