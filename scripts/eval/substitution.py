"""Makes a set of artists for `hark eval substitution`: known ones whom a catalogue lacks, with their genres.

    python3 scripts/eval/substitution.py TABLE.tsv CATALOGUE OUTPUT.tsv [COUNT]

TABLE.tsv has a header and the columns name, genres and associated acts, the latter two between bars, as DBpedia's
dbo:genre and dbo:associatedMusicalArtist / dbo:associatedBand give them. CATALOGUE is a catalogue export (JSON Lines with
"artist", also gzipped) or a plain list of names; whom it has is left out. COUNT is 200 when not given.

An artist is as prominent as the number of entries that name it. Of the FIELD times COUNT most prominent those COUNT are
taken whose names have the lowest SHA-256: known artists, and nobody's choice.
"""

import collections
import gzip
import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "knowledge"))
import dbpedia

FIELD = 4
HEADER = """\
# Known artists with their genres, for `hark eval substitution`. Made by scripts/eval/substitution.py.
# From DBpedia (https://www.dbpedia.org), data to 2015; Creative Commons Attribution-ShareAlike 3.0
# (https://creativecommons.org/licenses/by-sa/3.0/), under which this file stays. Changed: chosen by prominence and
# hash, disambiguation taken out of names, genres renamed to short names.
artist\tgenres
"""


def names(path):
    """The artists of a catalogue."""
    opened = gzip.open(path, "rt", encoding="utf8") if path.endswith(".gz") else open(path, encoding="utf8")
    with opened as lines:
        for line in lines:
            yield json.loads(line).get("artist") or "" if line.startswith("{") else line.strip()


def main():
    table, catalogue, output = sys.argv[1:4]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 200
    held = {dbpedia.key(name) for name in names(catalogue) if name}
    rows, prominence = dbpedia.clean(dbpedia.read(table))
    hidden = [short for short, row in rows.items() if row[1] and short not in held]
    field = sorted(hidden, key=lambda short: (-prominence[short], short))[: FIELD * count]
    chosen = sorted(field, key=lambda short: hashlib.sha256(short.encode()).digest())[:count]
    lines = sorted(f"{rows[short][0]}\t{'|'.join(rows[short][1])}" for short in chosen)
    with open(output, "w", encoding="utf8") as file:
        file.write(HEADER + "\n".join(lines) + "\n")
    spread = collections.Counter(style for short in chosen for style in rows[short][1])
    print(f"{len(lines)} artists of {len(hidden)} not held, named by {prominence[field[-1]]} entries or more")
    print("most frequent:", ", ".join(f"{style} {number}" for style, number in spread.most_common(12)))


if __name__ == "__main__":
    main()
