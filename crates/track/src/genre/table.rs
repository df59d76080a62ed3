//! The table of canonical genres.
//!
//! Sources: the names and slugs that the API's clients are known to use; every legacy Roblox `music_genre` slug; the
//! fifteen parents of the Discogs style vocabulary and those of its styles that belong to another genre here than
//! their parent; common names from open catalogues. Order: as a person would browse.

use super::{Breadth, Entry};

const fn entry(
    breadth: Breadth,
    (name, slug): (&'static str, &'static str),
    legacy: &'static [&'static str],
    aliases: &'static [&'static str],
) -> Entry {
    Entry { name, slug, breadth, legacy, aliases }
}

/// One row a genre. `Other` stays last: [`super::Genre::OTHER`] counts on it.
#[rustfmt::skip]
pub(crate) static ENTRIES: [Entry; 45] = [
    entry(Breadth::Genre, ("Pop", "pop"), &[], &[
        "Pop Music", "Dance-pop", "Electropop", "Synth-pop", "Synthpop", "Indie Pop", "Europop", "Bubblegum",
        "City Pop", "K-pop", "J-pop", "Kayokyoku", "Teen Pop", "Power Pop", "Ballad", "Chanson", "Schlager", "Vocal",
        "Bollywood", "Popfolk", "Ye-Ye", "Singer-Songwriter", "Novelty", "Parody", "Instrumental Pop",
    ]),
    entry(Breadth::Genre, ("Rock", "rock"), &["rock"], &[
        "Rock Music", "Hard Rock", "Classic Rock", "Pop Rock", "Soft Rock", "Blues Rock", "Folk Rock",
        "Prog Rock", "Progressive Rock", "Psychedelic Rock", "Garage Rock", "Rock & Roll", "Rock n Roll", "Rockabilly",
        "Southern Rock", "Stoner Rock", "Surf", "Glam", "Grunge", "Krautrock", "AOR", "Arena Rock", "Art Rock",
        "Post Rock", "Math Rock", "Space Rock", "Goth Rock", "Symphonic Rock", "Instrumental Rock", "Brit Pop", "Mod",
    ]),
    entry(Breadth::Genre, ("Indie / Alternative", "indie-alternative"), &[], &[
        "Indie", "Alternative", "Alternative Rock", "Indie Rock", "Shoegaze", "Dream Pop", "Emo", "New Wave",
        "Post-Punk", "Coldwave", "Ethereal", "Neofolk", "Indie Folk",
    ]),
    entry(Breadth::Style, ("Metal", "metal"), &[], &[
        "Heavy Metal", "Death Metal", "Black Metal", "Thrash", "Thrash Metal", "Doom Metal", "Power Metal",
        "Metalcore", "Deathcore", "Nu Metal", "Grindcore", "Goregrind", "Symphonic Metal", "Progressive Metal", "Djent",
    ]),
    entry(Breadth::Style, ("Punk", "punk"), &[], &[
        "Punk Rock", "Pop Punk", "Hardcore Punk", "Post-Hardcore", "Melodic Hardcore", "Oi", "Crust", "Skate Punk",
        "Psychobilly", "Deathrock",
    ]),
    entry(Breadth::Genre, ("Hip Hop / Rap", "hip-hop-rap"), &["hip-hop"], &[
        "Hip Hop", "Hiphop", "Rap", "Boom Bap", "Gangsta", "G-Funk", "Conscious", "Cloud Rap", "Crunk",
        "Pop Rap", "Thug Rap", "Hardcore Hip-Hop", "Turntablism", "Grime", "Drill", "Bounce", "Horrorcore",
    ]),
    entry(Breadth::Style, ("Trap", "trap"), &[], &["Trap Music", "EDM Trap"]),
    entry(Breadth::Style, ("Phonk", "phonk"), &["Phonk"], &["Drift Phonk", "Memphis Rap"]),
    entry(Breadth::Genre, ("R&B / Soul / Funk", "r-b-soul-funk"), &["funk-soul-r-b"], &[
        "R&B", "RnB", "Rhythm & Blues", "Rhythm and Blues", "Contemporary R&B", "Soul", "Funk", "Funk / Soul",
        "Neo Soul", "New Jack Swing", "P.Funk", "Boogie", "Swingbeat", "Motown", "Groove", "Afrobeat", "RnB/Swing",
    ]),
    entry(Breadth::Style, ("Disco", "disco"), &[], &["Nu-Disco", "Italo-Disco", "Euro-Disco", "Hi NRG", "Disco Polo"]),
    entry(Breadth::Umbrella, ("Electronic", "electronic"), &["electronic"], &[
        "Electronica", "EDM", "Electro", "Dance", "Club", "Dance Music", "Electronic Dance Music", "IDM", "Glitch",
        "Big Beat", "Breakbeat", "Breaks", "Eurodance", "UK Garage", "Speed Garage", "Bass Music", "Minimal",
        "Leftfield", "Electroclash", "Bassline", "Juke", "Footwork", "Moombahton", "Future Bass", "Freestyle",
    ]),
    entry(Breadth::Style, ("House", "house"), &[], &[
        "House Music", "Deep House", "Tech House", "Electro House", "Progressive House", "Acid House", "Tropical House",
        "Garage House", "Ghetto House", "Hip-House", "French House", "Slap House", "Amapiano",
    ]),
    entry(Breadth::Style, ("Techno", "techno"), &[], &[
        "Minimal Techno", "Dub Techno", "Deep Techno", "Hard Techno", "Acid", "Detroit Techno", "Schranz",
    ]),
    entry(Breadth::Style, ("Trance", "trance"), &[], &[
        "Psy-Trance", "Psytrance", "Goa Trance", "Goa", "Hard Trance", "Tech Trance", "Progressive Trance",
    ]),
    entry(Breadth::Style, ("Drum & Bass", "drum-bass"), &[], &[
        "Drum and Bass", "Drum n Bass", "Drum'n'Bass", "Drumnbass", "DnB", "D&B", "Jungle", "Halftime", "Liquid DnB",
        "Neurofunk",
    ]),
    entry(Breadth::Style, ("Dubstep", "dubstep"), &[], &["Brostep", "Riddim"]),
    entry(Breadth::Style, ("Hardstyle", "hardstyle"), &[], &[
        "Hardcore", "Gabber", "Happy Hardcore", "Jumpstyle", "Speedcore", "Hard House", "Makina", "Hands Up",
    ]),
    entry(Breadth::Style, ("Breakcore", "breakcore"), &[], &["Mashcore", "Raggacore"]),
    entry(Breadth::Style, ("Jersey Club", "jersey-club"), &[], &["Baltimore Club", "Philly Club"]),
    entry(Breadth::Style, ("Synthwave", "synthwave"), &[], &[
        "Vaporwave", "Chillwave", "Retrowave", "Outrun", "Darksynth", "Darkwave",
    ]),
    entry(Breadth::Style, ("Chiptune", "chiptune"), &[], &["8-bit", "8bit", "Bitpop", "Chip Music", "Video Game Music"]),
    entry(Breadth::Style, ("Lo-Fi", "lo-fi"), &[], &["Lofi", "Lo-Fi Hip Hop", "Lofi Hip Hop", "Chillhop", "Jazzy Hip-Hop"]),
    entry(Breadth::Genre, ("Downtempo", "downtempo"), &[], &[
        "Chillout", "Chill", "Trip Hop", "Triphop", "Lounge", "Chill-out", "Illbient",
    ]),
    entry(Breadth::Genre, ("Ambient", "ambient"), &["atmosphere"], &[
        "Dark Ambient", "Drone", "Atmospheric", "Ambient Background", "Soundscape", "Berlin-School", "Space Ambient",
        "Dungeon Synth", "Field Recording",
    ]),
    entry(Breadth::Genre, ("New Age", "new-age"), &[], &["Newage", "Meditation", "Healing", "Yoga", "Relaxation"]),
    entry(Breadth::Style, ("Industrial", "industrial"), &[], &[
        "EBM", "Power Electronics", "Rhythmic Noise", "Industrial Metal", "Industrial Rock",
    ]),
    entry(Breadth::Umbrella, ("Experimental", "experimental"), &[], &[
        "Avantgarde", "Avant-garde", "Noise", "Abstract", "Improvisation", "Free Improvisation", "Sound Collage",
        "Musique Concrete", "No Wave", "Noisecore",
    ]),
    entry(Breadth::Genre, ("Classical", "classical"), &["classical"], &[
        "Classical Music", "Baroque", "Romantic", "Opera", "Choral", "Choir", "Renaissance", "Medieval",
        "Impressionist", "Neo-Classical", "Neoclassical", "Modern Classical", "Contemporary", "Contemporary Classical",
        "Chamber Music", "Symphonic", "Post-Modern", "Neo-Romantic", "Modern",
    ]),
    entry(Breadth::Umbrella, ("Soundtrack/Orchestral", "soundtrack-orchestral"), &["scores-orchestral"], &[
        "Soundtrack", "Orchestral", "Stage & Screen", "Score", "Film Score", "Movie Music", "Cinematic", "Trailer",
        "Theme", "Musical", "Epic", "Game Music", "Film Music", "Scores",
    ]),
    entry(Breadth::Umbrella, ("Corporate/Production", "corporate-production"), &["corporate"], &[
        "Production Music", "Background Music", "Reality TV Music", "Library Music", "Promotional", "Advertising",
    ]),
    entry(Breadth::Genre, ("Jazz", "jazz"), &["jazz"], &[
        "Jazz Music", "Bop", "Bebop", "Hard Bop", "Big Band", "Swing", "Smooth Jazz", "Jazz Fusion", "Jazzfusion",
        "Fusion", "Acid Jazz", "Acidjazz", "Free Jazz", "Dixieland", "Ragtime", "Cool Jazz", "Gypsy Jazz", "Jazz-Funk",
        "Jazz-Rock", "Soul-Jazz", "Latin Jazz", "Future Jazz", "Modal",
    ]),
    entry(Breadth::Genre, ("Blues", "blues"), &["blues"], &[
        "Blues Music", "Delta Blues", "Chicago Blues", "Electric Blues", "Boogie Woogie", "Jump Blues",
    ]),
    entry(Breadth::Genre, ("Country", "country"), &["country"], &[
        "Country Music", "Bluegrass", "Honky Tonk", "Americana", "Country Rock", "Western", "Hillbilly",
    ]),
    entry(Breadth::Genre, ("Folk", "folk"), &["folk-contemporary"], &[
        "Folk Music", "Folk, World, & Country", "Contemporary Folk", "Acoustic", "Irish Folk",
    ]),
    entry(Breadth::Genre, ("World/Folk", "world-folk"), &["ethnic-folk"], &[
        "Folk-World", "Traditional", "Traditional Folk", "Celtic", "Nordic", "Romani", "Klezmer", "Polka", "Flamenco",
        "Fado", "Volksmusik", "Hindustani", "Indian Classical", "Cajun", "Balkan",
    ]),
    entry(Breadth::Umbrella, ("World", "world"), &["world-beat", "ethnic-pop"], &[
        "World Music", "Worldbeat", "World-Pop", "Ethno", "Ethnic", "World Fusion", "Worldfusion", "African",
        "Highlife", "Soukous", "Zouk", "Rai", "Pacific", "Tribal", "Afropop",
    ]),
    entry(Breadth::Genre, ("Latin", "latin"), &["latin"], &[
        "Latin Music", "Salsa", "Samba", "Bossa Nova", "Bossanova", "Tango", "Cumbia", "Reggaeton", "Merengue",
        "Bachata", "Mambo", "Bolero", "Mariachi", "Rumba", "MPB", "Forro", "Cha-Cha", "Latin Pop", "Ranchera",
    ]),
    entry(Breadth::Genre, ("Reggae", "reggae"), &[], &[
        "Dub", "Dancehall", "Ska", "Ragga", "Roots Reggae", "Rocksteady", "Lovers Rock", "Calypso", "Soca",
    ]),
    entry(Breadth::Genre, ("Religious", "religious"), &["religious"], &[
        "Gospel", "Christian", "Worship", "Spiritual", "Sacred", "CCM",
    ]),
    entry(Breadth::Genre, ("Children", "children"), &["children"], &[
        "Children's", "Kids", "Nursery Rhymes", "Children's Music", "Lullaby", "Educational", "Story",
    ]),
    entry(Breadth::Umbrella, ("Retro", "retro"), &["kitsch-retro"], &[
        "Kitsch", "60s", "70s", "80s", "90s", "Oldies", "Space-Age", "Vintage",
    ]),
    entry(Breadth::Umbrella, ("Easy Listening", "easy-listening"), &["easy-listening"], &[
        "Easylistening", "Elevator Music", "Light Music", "Music Hall", "Muzak", "Mood Music",
    ]),
    entry(Breadth::Genre, ("Brass & Military", "brass-military"), &[], &[
        "Brass Band", "Marches", "March", "Military", "Marching Band",
    ]),
    entry(Breadth::Genre, ("Spoken Word", "spoken-word"), &[], &[
        "Non-Music", "Audiobook", "Comedy", "Interview", "Poetry", "Speech", "Podcast", "Dialogue", "Monolog",
        "Radioplay", "Radio Drama",
    ]),
    entry(Breadth::None, ("Other", "other"), &[], &["Unknown", "Misc", "Miscellaneous", "None"]),
];
