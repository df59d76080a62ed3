#!/usr/bin/env python3
"""Hark's analysis beside Essentia, librosa and aubio: right answers and cost, on the same files in the same run.

    pip install essentia librosa aubio mir_eval soundfile
    python scripts/peers/analysis.py accuracy TRUTH.jsonl [--hark PATH/TO/hark] [--only NAME,...] [--json OUT.json]
    python scripts/peers/analysis.py cost FILE... [--hark PATH/TO/hark] [--rounds 3]

`accuracy` takes the truth files of `hark eval analysis` and applies the same rules: tempo at 4 % (Acc1; Acc2 also at
double, triple, half, third), beats by mir_eval's F-measure at 70 ms from the start of the file (untrimmed), the best
over metrical levels in brackets, key exact and MIREX weighted by mir_eval. An absent answer is a wrong one.

`cost` runs one child process a file and tool, in turns (every tool hears file 1, then file 2, ...; rounds repeat the
whole), each on one thread, and reports CPU seconds (user and system, of the child alone) per minute of audio, after
subtracting what the same child costs on three seconds of silence: starting Python is not analysis. That start varies by
some tenths of a second, so give it minutes of audio. Medians over
rounds, summed over files; a tool that fails on any file has no figure (nan). "-TP" leaves the true peak out. Peak
memory is the child's largest resident size. Each tool decodes for itself. librosa
is left out: it compiles itself while it runs, and that costs more than the analysis.

One file a process: RAM and CPU of one tool never reach the next. Needs Linux or macOS (resource).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import wave

ONE_THREAD = {name: "1" for name in (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")}
OCTAVES = (2, 3, 1 / 2, 1 / 3)


# Tools. Each takes a path and returns any of bpm, beats, key, scale.

def essentia_audio(path, rate=44100):
    import essentia
    import essentia.standard as es
    essentia.log.infoActive = essentia.log.warningActive = False
    return es, es.MonoLoader(filename=path, sampleRate=rate)()


def essentia_rhythm(method):
    def run(path):
        es, audio = essentia_audio(path)
        bpm, beats, *_ = es.RhythmExtractor2013(method=method)(audio)
        return {"bpm": float(bpm), "beats": [float(t) for t in beats]}
    return run


def essentia_percival(path):
    es, audio = essentia_audio(path)
    return {"bpm": float(es.PercivalBpmEstimator()(audio))}


def essentia_key(profile):
    def run(path):
        es, audio = essentia_audio(path)
        key, scale, _ = es.KeyExtractor(profileType=profile)(audio)
        return {"key": key, "scale": scale}
    return run


def librosa_all(path):
    import librosa
    import numpy as np
    audio, rate = librosa.load(path, sr=22050, mono=True)
    bpm, beats = librosa.beat.beat_track(y=audio, sr=rate, units="time")
    chroma = librosa.feature.chroma_cqt(y=audio, sr=rate).mean(axis=1)
    major = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
    minor = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
    fits = {(tonic, name): np.corrcoef(np.roll(profile, tonic), chroma)[0, 1]
            for name, profile in (("major", major), ("minor", minor)) for tonic in range(12)}
    tonic, scale = max(fits, key=fits.get)
    names = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
    return {"bpm": float(np.atleast_1d(bpm)[0]), "beats": [float(t) for t in beats], "key": names[tonic], "scale": scale}


def aubio_rhythm(path):
    import aubio
    import numpy as np
    import soundfile
    audio, rate = soundfile.read(path, dtype="float32", always_2d=True)
    audio = audio.mean(axis=1)
    if rate != 44100:
        from scipy.signal import resample_poly
        audio = resample_poly(audio, 44100, rate)
    tempo, beats = aubio.tempo("default", 1024, 512, 44100), []
    for start in range(0, len(audio) - 512, 512):
        if tempo(audio[start:start + 512].astype(np.float32)):
            beats.append(float(tempo.get_last_s()))
    gaps = np.diff(beats)
    return {"bpm": float(60 / np.median(gaps)) if len(gaps) else None, "beats": beats}


ACCURACY = {
    "essentia multifeature": essentia_rhythm("multifeature"),
    "essentia degara": essentia_rhythm("degara"),
    "essentia percival": essentia_percival,
    "essentia key krumhansl": essentia_key("krumhansl"),
    "essentia key bgate": essentia_key("bgate"),
    "essentia key edma": essentia_key("edma"),
    "librosa": librosa_all,
    "aubio": aubio_rhythm,
}


def essentia_full(method, with_true_peak):
    """What Hark's analysis without a tagger measures, by Essentia's extractors."""
    def run(path):
        es, audio = essentia_audio(path)
        stereo, rate, channels, *_ = es.AudioLoader(filename=path)()
        es.LoudnessEBUR128(sampleRate=rate)(stereo)
        if with_true_peak:
            for channel in range(channels):
                es.TruePeakDetector(sampleRate=rate)(stereo[:, channel])
        es.RhythmExtractor2013(method=method)(audio)
        es.KeyExtractor(profileType="krumhansl")(audio)
        es.Danceability()(audio)
    return run


COST = {
    "essentia multifeature": essentia_full("multifeature", True),
    "essentia multifeature -TP": essentia_full("multifeature", False),
    "essentia degara -TP": essentia_full("degara", False),
    "aubio": aubio_rhythm,
}


# Accuracy.

def read_truth(path):
    folder = os.path.dirname(os.path.abspath(path))
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    for row in rows:
        row["path"] = os.path.join(folder, row["file"])
    return rows


def within(truth, estimate):
    return abs(estimate - truth) <= 0.04 * truth


def levels(beats):
    import numpy as np
    beats = np.asarray(beats, dtype=float)
    yield beats
    for times in (2, 3):
        if len(beats) > 1:
            at = np.arange((len(beats) - 1) * times + 1) / times
            yield np.interp(at, np.arange(len(beats)), beats)
    for step in (2, 3):
        for first in range(step):
            yield beats[first::step]


def scores(truth, said):
    import mir_eval
    import numpy as np
    out = {}
    if truth.get("bpm"):
        bpm = said.get("bpm") or 0
        out["acc1"] = float(within(truth["bpm"], bpm))
        out["acc2"] = float(any(within(truth["bpm"] * level, bpm) for level in (1, *OCTAVES)))
    for what in ("beats", "downbeats"):
        if truth.get(what):
            reference = np.array(truth[what])
            f = [mir_eval.beat.f_measure(reference, level) for level in levels(said.get(what) or [])]
            out[what], out[what + "_any"] = f[0], max(f)
    if truth.get("key") and truth.get("scale"):
        right = f"{truth['key']} {truth['scale']}"
        guess = f"{said['key']} {said['scale']}" if said.get("key") and said.get("scale") else None
        out["weighted"] = mir_eval.key.weighted_score(right, guess) if guess else 0.0
        out["exact"] = float(out["weighted"] == 1.0)
    return out


def table(name, columns, rows):
    print(f"{name:<26}" + "".join(f"{column:>16}" for column in columns))
    for tool, cells in rows:
        print(f"{tool:<26}" + "".join(f"{cell:>16}" for cell in cells))


def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / len(values) if values else None


def shown(per_file):
    def cell(*names):
        values = [mean([row.get(name) for row in per_file]) for name in names]
        return " / ".join("-" if value is None else f"{value:.3f}" for value in values)
    return [cell("acc1", "acc2"), cell("beats", "beats_any"), cell("downbeats"), cell("exact", "weighted")]


def hark_answers(hark, truth_path):
    """The estimates of `hark eval analysis --json`, file by file."""
    run = subprocess.run([hark, "eval", "analysis", truth_path, "--json"], stdout=subprocess.PIPE, check=False)
    if run.returncode not in (0, 3):
        sys.exit(f"hark ended with {run.returncode}")
    return {row["file"]: row["estimate"] for row in json.loads(run.stdout)["files"]}


def accuracy(args):
    rows = read_truth(args.truth)
    wanted = [name for name in ACCURACY if not args.only or name in args.only.split(",")]
    kept, tables = {}, []
    for name in wanted:
        answers = {}
        for row in rows:
            try:
                answers[row["file"]] = ACCURACY[name](row["path"])
            except Exception as error:  # a tool that fails on a file is wrong about it
                print(f"{name}: {row['file']}: {error}", file=sys.stderr)
                answers[row["file"]] = {}
        kept[name] = answers
        keep(kept, args.json)
        print(f"{name} done", file=sys.stderr)
    if args.hark:
        kept["hark"] = hark_answers(args.hark, args.truth)
    for name, answers in kept.items():
        said_something = {field for said in answers.values() for field, value in said.items() if value}
        per_file = [scores({k: v for k, v in row.items() if answered(k, said_something)}, answers[row["file"]])
                    for row in rows]
        tables.append((name, shown(per_file)))
    counts = ", ".join(f"{what} {sum(bool(row.get(what)) for row in rows)}"
                       for what in ("bpm", "beats", "downbeats", "key"))
    print(f"{len(rows)} files; known: {counts}")
    table("", ["Acc1 / Acc2", "beat F / any", "downbeat F", "key / MIREX"], tables)
    keep(kept, args.json)


def keep(kept, path):
    """After every tool, because some of them crash the process now and then."""
    if path:
        with open(path, "w", encoding="utf-8") as out:
            json.dump(kept, out)


def answered(field, said):
    """A tool is only scored on what it answers at all (Percival gives no key)."""
    return field not in ("bpm", "beats", "downbeats", "key", "scale") or field in said


# Cost.

def child(command):
    """CPU seconds and peak resident kilobytes of one child process; not a number of seconds if it failed."""
    process = subprocess.Popen(command, env={**os.environ, **ONE_THREAD},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"failed with {process.returncode}: {' '.join(command)}", file=sys.stderr)
        return float("nan"), usage.ru_maxrss
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def minutes(path):
    import soundfile
    return soundfile.info(path).duration / 60


def cost(args):
    tools = {name: [sys.executable, os.path.abspath(__file__), "one", name] for name in COST
             if not args.only or name in args.only.split(",")}
    if args.hark:
        tools["hark"] = [args.hark, "analyze", "--json"]
    with tempfile.NamedTemporaryFile(suffix=".wav") as silence:
        with wave.open(silence.name, "wb") as out:
            out.setnchannels(2), out.setsampwidth(2), out.setframerate(44100)
            out.writeframes(b"\0" * 4 * 44100 * 3)
        start = {name: min(child([*command, silence.name])[0] for _ in range(2)) for name, command in tools.items()}
        used, memory = {name: [] for name in tools}, dict.fromkeys(tools, 0)
        for _ in range(args.rounds):
            spent = dict.fromkeys(tools, 0.0)
            for path in args.files:
                for name, command in tools.items():
                    seconds, kilobytes = child([*command, path])
                    spent[name] += seconds - start[name]
                    memory[name] = max(memory[name], kilobytes)
            for name in tools:
                used[name].append(spent[name])
    total = sum(minutes(path) for path in args.files)
    print(f"{len(args.files)} files, {total:.1f} minutes, {args.rounds} rounds, one thread")
    rows = [(name, [f"{statistics.median(used[name]) / total:.3f}", f"{start[name]:.2f}", f"{memory[name] / 1024:.0f}"])
            for name in tools]
    table("", ["CPU s / min", "start, CPU s", "peak MB"], rows)


def one(args):
    COST[args.tool](args.file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    sub = commands.add_parser("accuracy")
    sub.add_argument("truth")
    sub.add_argument("--hark")
    sub.add_argument("--only", help="names of tools, separated by commas")
    sub.add_argument("--json", help="where to keep every answer")
    sub.set_defaults(run=accuracy)
    sub = commands.add_parser("cost")
    sub.add_argument("files", nargs="+")
    sub.add_argument("--hark")
    sub.add_argument("--only", help="names of tools, separated by commas")
    sub.add_argument("--rounds", type=int, default=3)
    sub.set_defaults(run=cost)
    sub = commands.add_parser("one")
    sub.add_argument("tool", choices=list(COST))
    sub.add_argument("file")
    sub.set_defaults(run=one)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
