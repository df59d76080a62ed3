"""Makes the built-in table of artists from DBpedia's.

    python3 scripts/knowledge/dbpedia.py INPUT.tsv crates/knowledge/artists/dbpedia.tsv.gz

INPUT has a header and three columns: name, genres and associated acts, the latter two between bars, as DBpedia's dbo:genre
and dbo:associatedMusicalArtist / dbo:associatedBand give them (CC BY-SA 3.0; the output stays under that licence).

What is changed: escapes are resolved, disambiguation is taken out of names ("Kiss (band)"), entries that are one after
that are merged or the better connected one is kept, genres get the short names that people type and those that name no
kind of music are dropped, associated acts without an entry are dropped and at most MOST_SIMILAR are kept, best connected
first. The number of entries that name an act becomes its prominence. Many of the best known acts have no entry of their
own (no dbo:genre where the table was taken): one that at least NAMED_BY entries name gets the style that most of
them have, with those that SHARE as many have, at most INFERRED, and those entries as similar acts.

The output has the columns of crates/knowledge/src/artists/record.rs, without a header, most prominent first.
"""

import collections
import gzip
import re
import sys
import unicodedata

MOST_SIMILAR = 12
MOST_STYLES = 8
NAMED_BY, SHARE, INFERRED = 2, 0.6, 3

# Titles of pages whose short name no rule gives. None: not a kind of music that says how an act sounds.
GENRES = {
    "rhythm and blues": "r&b", "rapping": "hip hop", "hip hop production": "hip hop", "shoegazing": "shoegaze",
    "synthpop": "synth-pop", "electronic dance music": "edm", "intelligent dance music": "idm",
    "low fidelity": "lo-fi", "independent music": "indie", "new-age music": "new age", "electric folk": "folk rock",
    "folk music of ireland": "irish folk", "american folk music": "american folk", "music of latin america": "latin",
    "album-oriented rock": "aor", "african popular music": "afropop", "oldschool jungle": "jungle",
    "hardcore (electronic dance music genre)": "hardcore techno", "palm desert scene": "desert rock",
    "orchestra": "orchestral", "film soundtrack": "film score", "soundtrack album": "soundtrack",
    "dark wave": "darkwave", "neoclassical dark wave": "neoclassical darkwave", "chill-out music": "chillout",
    "new wave of british heavy metal": "nwobhm", "música popular brasileira": "mpb", "folk music": "folk",
    "psychedelic trance": "psytrance", "goa trance": "goa trance", "video game music": "video game music",
    "electronic body music": "ebm", "old-school hip hop": "old school hip hop", "brass band": "brass band",
    "vocal music": "vocal", "musical theatre": "musical theatre", "surf music": "surf rock", "beat music": "beat",
    "rock music in iran": "iranian rock", "children's music": "children's music", "comedy music": "comedy",
    "adult contemporary music": "adult contemporary", "contemporary christian music": "contemporary christian",
    "contemporary worship music": "worship", "traditional pop music": "traditional pop", "bossanova": "bossa nova",
    "classical music": "classical", "contemporary classical music": "contemporary classical",
    "western classical": "classical", "hindustani classical music": "hindustani classical", "worship": "worship",
    "carnatic music": "carnatic", "music for film": "film score", "film music": "film score",
    "twelve-bar blues": "blues", "footwork (chicago)": "footwork", "bush band": "bush band",
    "thrash": "thrash metal", "christian": "christian", "club music": "club", "alternative": "alternative",
    "ambient": "ambient", "action (fiction)": None, "weird fiction": None, "historical fiction": None,
    "popular music": None, "politics": None, "classic": None, "tradition": None, "romanticism": None,
    "television": None, "multimedia artist": None, "music genre": None, "arabic": None, "experiment": None,
    "art": None, "crossover (music)": None, "cross-genre": None, "musical improvisation": None, "satire": None,
    "postmodernism": None, "fantasy": None, "horror fiction": None, "do it yourself": None, "spirituality": None,
    "educational entertainment": None, "entertainment": None, "talent show": None, "interactivity": None,
    "comedy-drama": None, "romantic comedy film": None, "teen drama": None, "drama": None, "humour": None,
    "parody": None, "one-man band": None, "messianic judaism": None, "punjabis": None, "nigeria": None,
    "improvisational theatre": None, "insult comedy": None, "ventriloquism": None, "off-color humor": None,
    "hispanic and latino americans": None, "children's literature": None, "contemporary circus": None,
    "charity record": None, "poetry": None, "music": None, "musical ensemble": None, "musician": None,
    "singing": None, "boy band": "boy band", "girl group": "girl group", "supergroup (music)": None,
    "stand-up comedy": "comedy", "comedy": "comedy", "folk": "folk", "pop": "pop", "rock": "rock",
    "latin": "latin", "sampling (music)": None, "remix": None, "a cappella": "a cappella", "guitar": None,
    "guitar solo": None, "vocal harmony": "vocal harmony", "actor": None, "rock (magazine)": None,
    "loop (music)": None, "mashup (music)": "mashup", "jam band": "jam band", "comic novel": None,
    "psych-surf rock": "surf rock", "speed/thrash metal": "thrash metal", "piano": None, "dj mix": None,
}

# "Music of X" as an adjective where X alone does not read as one.
PEOPLES = {
    "the philippines": "filipino", "japan": "japanese", "ireland": "irish", "brittany": "breton", "serbia": "serbian",
    "germany": "german", "pakistan": "pakistani", "iran": "iranian", "wales": "welsh", "scotland": "scottish",
    "tunisia": "tunisian", "zimbabwe": "zimbabwean", "polynesia": "polynesian", "hawaii": "hawaiian",
    "india": "indian", "israel": "israeli", "china": "chinese", "mexico": "mexican", "brazil": "brazilian",
    "cuba": "cuban", "spain": "spanish", "portugal": "portuguese", "italy": "italian", "greece": "greek",
    "turkey": "turkish", "russia": "russian", "poland": "polish", "sweden": "swedish", "norway": "norwegian",
    "finland": "finnish", "france": "french", "quebec": "québécois", "mali": "malian", "africa": "african",
    "west africa": "west african", "louisiana": "louisiana", "bosnia and herzegovina": "bosnian",
    "romania": "romanian", "bulgaria": "bulgarian", "hungary": "hungarian", "croatia": "croatian",
    "indonesia": "indonesian", "thailand": "thai", "korea": "korean", "south korea": "korean",
    "colombia": "colombian", "argentina": "argentine", "peru": "peruvian", "chile": "chilean",
    "puerto rico": "puerto rican", "jamaica": "jamaican", "ethiopia": "ethiopian", "senegal": "senegalese",
    "egypt": "egyptian", "armenia": "armenian", "albania": "albanian", "ukraine": "ukrainian", "nepal": "nepali",
    "bangladesh": "bangladeshi", "sri lanka": "sri lankan", "england": "english",
}

# A genre that only one act has must at least be called something like one.
HEADS = re.compile(
    r"(rock|pop|metal|jazz|folk|blues|hip hop|hop|rap|punk|core|music|house|techno|trance|soul|funk|disco|reggae|dub|"
    r"ska|swing|electro\w*|\w*wave|\w*tronica|country|ambient|classical|gospel|dance|step|beat|garage|salsa|samba|"
    r"cumbia|bop|grass|song|chant|choir|opera|symphony|r&b|flamenco|tango|polka|waltz|grunge|industrial|breaks|"
    r"noise|psychedelia|schlager|bhangra|mariachi|rumba|son|bolero|ragtime|score|soundtrack|orchestral)\b"
)

# Names by which people ask for acts whose page is called otherwise.
ALIASES = {
    "Tupac Shakur": "2Pac|Tupac", "Sean Combs": "P. Diddy|Puff Daddy|Diddy", "Dixie Chicks": "The Chicks",
    "Kanye West": "Ye|Kanye", "Jay Z": "Jay-Z|Jayz", "The Notorious B.I.G.": "Biggie|Biggie Smalls|Notorious BIG",
    "Red Hot Chili Peppers": "RHCP", "Nine Inch Nails": "NIN", "Rage Against the Machine": "RATM",
    "Queens of the Stone Age": "QOTSA", "Guns N' Roses": "GNR|Guns and Roses", "Electric Light Orchestra": "ELO",
    "Orchestral Manoeuvres in the Dark": "OMD", "Red Velvet": "", "Girls' Generation": "SNSD",
    "Michael Jackson": "MJ|King of Pop", "Marshall Mathers": "Eminem", "Snoop Dogg": "Snoop Doggy Dogg|Snoop Lion",
    "Bob Marley": "Bob Marley and the Wailers", "Prince": "The Artist Formerly Known as Prince",
    "The Jimi Hendrix Experience": "", "Jimi Hendrix": "Hendrix", "Elvis Presley": "Elvis",
    "Frank Sinatra": "Sinatra", "Madonna": "Madonna Ciccone", "Cat Stevens": "Yusuf Islam",
    "Creedence Clearwater Revival": "CCR", "Emerson, Lake & Palmer": "ELP", "Crosby, Stills, Nash & Young": "CSNY",
    "Tyler, The Creator": "Tyler the Creator", "Sunn O)))": "Sunn", "Deadmau5": "Deadmaus", "AC/DC": "ACDC",
    "System of a Down": "SOAD", "My Chemical Romance": "MCR", "Bring Me the Horizon": "BMTH",
    "Florence and the Machine": "Florence + the Machine", "Wolfgang Amadeus Mozart": "Mozart",
    "Ludwig van Beethoven": "Beethoven", "Johann Sebastian Bach": "Bach", "Earth, Wind & Fire": "EWF",
    "The Velvet Underground": "VU", "King Gizzard & the Lizard Wizard": "King Gizzard", "Kendrick Lamar": "Kendrick",
    "Lana Del Rey": "Lana del Ray", "Ryuichi Sakamoto": "Sakamoto", "Bruce Springsteen": "The Boss|Springsteen",
    "David Bowie": "Bowie|Ziggy Stardust", "Jennifer Lopez": "J.Lo", "Beyoncé": "Beyonce Knowles|Queen Bey",
    "Anohni": "Antony and the Johnsons", "Mos Def": "Yasiin Bey", "MF Doom": "Madvillain",
}


def unescape(text):
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found.group(1), 16)), text)


def title(text):
    """A page's title, of `Page (x)  Part  1` the part."""
    parts = unescape(text).replace("_", " ").split("  ")
    text = parts[1] if len(parts) > 2 else parts[0]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def plain(text):
    """Without disambiguation."""
    return re.sub(r"\s*\([^()]*\)$", "", text).strip() or text


def key(name):
    """As the program compares names, near enough to find entries that are one."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("ł", "l"))
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"\w+", kept.replace("'", "").replace("’", ""))
    words = [word for word in words if word not in ("and", "n")] or words
    return " ".join(words[1:] if words[0] == "the" and len(words) > 1 else words) if words else name


def genre(text):
    """The short name of a genre, or nothing when it is none."""
    text = title(text).lower()
    if text in GENRES:
        return GENRES[text]
    text = plain(text)
    if text in GENRES:
        return GENRES[text]
    if found := re.fullmatch(r"(folk )?music of (.+)", text):
        people = PEOPLES.get(found.group(2), found.group(2))
        return f"{people} folk" if found.group(1) else f"{people} music"
    return re.sub(r" music( genre)?$", "", text)


def read(path):
    """Entries as [title, genres, acts]; those of one title are merged."""
    entries = {}
    with open(path, encoding="utf8") as lines:
        next(lines)
        for line in lines:
            name, genres, acts = line.rstrip("\n").split("\t")
            entry = entries.setdefault(title(name), ([], []))
            entry[0].extend(found for text in genres.split("|") if (found := genre(text)))
            entry[1].extend(title(act) for act in acts.split("|") if act)
    return entries


def infer(entries):
    """Entries for acts that others name and that have none."""
    naming = collections.defaultdict(list)
    for full, (genres, acts) in entries.items():
        for act in set(acts):
            naming[act].append((full, set(genres)))
    taken = {key(plain(full)) for full in entries}
    inferred = {}
    for act, by in naming.items():
        votes = collections.Counter(style for _, genres in by for style in genres)
        styles = [style for style, count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
                  if count >= max(NAMED_BY, SHARE * max(votes.values()))]
        listed = re.match(r"List of|.*(shuffle units|Entertainment|Records|affiliates|tour\))$", act)
        if act not in entries and key(plain(act)) not in taken and len(by) >= NAMED_BY and styles and not listed:
            inferred[act] = (styles[:INFERRED], [full for full, _ in by])
    return inferred


def clean(entries):
    """One entry a name: (name, styles, names of acts), and how often each key is named."""
    named = collections.Counter(act for full, (_, acts) in entries.items() for act in set(acts) - {full})
    chosen = {}
    for full, (genres, acts) in entries.items():
        weight = (named[full] + len(set(acts)), -len(full), full)
        if genres and re.search(r"[^\W_]", plain(full)) and (key(plain(full)) not in chosen or weight > chosen[key(plain(full))][0]):
            chosen[key(plain(full))] = (weight, full)
    # A link to "X (band)" means whichever entry of that title was kept, else the entry that took the name.
    kept = {full: short for short, (_, full) in chosen.items()}
    prominence, rows = collections.Counter(), {}
    common = collections.Counter(style for genres, _ in entries.values() for style in set(genres))
    for short, (_, full) in chosen.items():
        genres, acts = entries[full]
        links = dict.fromkeys(kept.get(act) or (key(plain(act)) if key(plain(act)) in chosen else None) for act in acts)
        links = [link for link in links if link and link != short]
        prominence.update(links)
        styles = list(dict.fromkeys(style for style in genres if common[style] > 1 or HEADS.search(style)))
        rows[short] = (plain(full), styles[:MOST_STYLES], links)
    return rows, prominence


def main():
    source, target = sys.argv[1:]
    entries = read(source)
    inferred = infer(entries)
    rows, prominence = clean(entries | inferred)
    rows = {short: row for short, row in rows.items() if row[1]}
    order = sorted(rows, key=lambda short: (-prominence[short], short))
    lines = []
    for short in order:
        name, styles, links = rows[short]
        best = sorted((link for link in links if link in rows), key=lambda link: (-prominence[link], link))
        similar = "|".join(rows[link][0].replace("|", " ") for link in best[:MOST_SIMILAR])
        lines.append("\t".join(
            [name, ALIASES.get(name, ""), "|".join(styles), "", "", "", similar, str(prominence[short])]
        ))
    with open(target, "wb") as file:
        file.write(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    styles = collections.Counter(style for row in rows.values() for style in row[1])
    print(f"{len(lines)} artists ({len(inferred)} inferred), {len(styles)} styles, {sum(len(row[2]) for row in rows.values())} associations")


if __name__ == "__main__":
    main()
