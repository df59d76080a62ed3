#!/usr/bin/env python3
"""Codes the WAV files of a truth file at 128 kb/s, in turn as MP3 and as Ogg Vorbis, and writes truth-coded.jsonl.

    cargo run --release -p hark-testkit --example music -- FOLDER
    python scripts/coded.py FOLDER
    hark eval analysis FOLDER/truth-coded.jsonl

Needs ffmpeg with libmp3lame and libvorbis on the path.
"""

import json
import pathlib
import subprocess
import sys

CODERS = [(".mp3", "libmp3lame"), (".ogg", "libvorbis")]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    for number, row in enumerate(rows):
        ending, coder = CODERS[number % len(CODERS)]
        source = folder / row["file"]
        target = source.with_suffix(ending)
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", source, "-c:a", coder, "-b:a", "128k", target],
                       check=True)
        row["file"] = target.name
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "truth-coded.jsonl").write_text(lines, encoding="utf-8")
    print(f"{len(rows)} files coded")


if __name__ == "__main__":
    main()
