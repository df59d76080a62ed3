//! The words that names, titles and tags are made of, the frequent ones first.

/// Words of titles, commonest first: what songs are called.
#[rustfmt::skip]
pub(super) const TITLE: &[&str] = &[
    "love", "night", "time", "heart", "day", "way", "light", "home", "dream", "world", "life", "fire", "girl", "song",
    "baby", "blue", "rain", "sun", "moon", "star", "river", "road", "summer", "sky", "dance", "little", "good", "bad",
    "black", "white", "red", "man", "eyes", "down", "away", "back", "run", "fall", "stay", "alone", "again", "forever",
    "never", "always", "tonight", "tomorrow", "yesterday", "morning", "midnight", "winter", "autumn", "spring", "ocean",
    "sea", "wind", "storm", "thunder", "lightning", "shadow", "dark", "silver", "golden", "gold", "diamond", "stone",
    "glass", "mirror", "window", "door", "house", "street", "city", "town", "country", "mountain", "valley", "garden",
    "flower", "rose", "tree", "forest", "leaf", "bird", "wolf", "tiger", "horse", "angel", "devil", "ghost", "spirit",
    "soul", "mind", "body", "blood", "bone", "hand", "smile", "tears", "cry", "laugh", "kiss", "touch", "hold", "break",
    "broken", "lost", "found", "free", "wild", "young", "old", "new", "sweet", "bitter", "cold", "hot", "warm", "crazy",
    "lonely", "happy", "sad", "beautiful", "pretty", "strange", "quiet", "loud", "slow", "fast", "high", "low", "deep",
    "long", "last", "first", "one", "two", "three", "seven", "hundred", "thousand", "million", "letter", "story", "book",
    "picture", "memory", "promise", "secret", "lie", "truth", "faith", "hope", "grace", "mercy", "glory", "heaven",
    "hell", "paradise", "eden", "kingdom", "king", "queen", "prince", "soldier", "war", "peace", "battle", "hero",
    "stranger", "friend", "brother", "sister", "mother", "father", "child", "boy", "lady", "woman", "lover", "dreamer",
    "dancer", "singer", "driver", "rider", "hunter", "sailor", "gypsy", "cowboy", "rebel", "outlaw", "train", "car",
    "highway", "bridge", "island", "desert", "beach", "shore", "wave", "tide", "water", "ice", "snow", "frost", "smoke",
    "ashes", "dust", "sand", "clay", "iron", "steel", "copper", "velvet", "satin", "silk", "paper", "plastic", "neon",
    "electric", "magic", "crystal", "rainbow", "horizon", "sunrise", "sunset", "twilight", "dawn", "dusk", "eclipse",
    "comet", "planet", "galaxy", "orbit", "gravity", "space", "satellite", "radio", "signal", "machine", "engine",
    "motor", "robot", "future", "past", "history", "minute", "hour", "season", "year", "birthday", "christmas", "sunday",
    "monday", "friday", "saturday", "january", "april", "june", "july", "august", "october", "november", "december",
    "paris", "london", "tokyo", "berlin", "memphis", "california", "texas", "georgia", "carolina", "jericho", "babylon",
    "rhythm", "beat", "melody", "harmony", "chorus", "echo", "silence", "sound", "voice", "whisper", "scream", "shout",
    "call", "phone", "message", "bottle", "wine", "whiskey", "coffee", "sugar", "honey", "cherry", "lemon", "apple",
    "candle", "lantern", "mirage", "labyrinth", "carousel", "circus", "parade", "masquerade", "cinema", "theatre",
    "castle", "tower", "temple", "church", "chapel", "prison", "hospital", "hotel", "motel", "station", "airport",
    "harbor", "lighthouse", "anchor", "compass", "map", "journey", "voyage", "pilgrim", "nomad", "wanderer", "drifter",
    "feather", "arrow", "bullet", "knife", "sword", "shield", "crown", "throne", "ring", "chain", "rope", "thread",
    "needle", "button", "pocket", "shoes", "dress", "jacket", "hat", "mask", "ribbon", "bloom", "petal", "thorn", "root",
    "seed", "harvest", "meadow", "prairie", "canyon", "cliff", "cave", "lagoon", "waterfall", "fountain", "puddle",
    "raindrop", "cloud", "fog", "mist", "haze", "aurora", "solstice", "equinox", "zenith", "meridian", "prism",
    "spectrum", "ultraviolet", "indigo", "crimson", "scarlet", "amber", "emerald", "sapphire", "ivory", "ebony",
];

/// Small words that titles are joined with.
pub(super) const JOINING: &[&str] =
    &["the", "of", "in", "my", "to", "and", "a", "for", "on", "your", "no", "with"];

/// Adjectives of band names.
#[rustfmt::skip]
pub(super) const BAND_FIRST: &[&str] = &[
    "midnight", "electric", "velvet", "broken", "silent", "golden", "paper", "crystal", "hollow", "burning", "lunar",
    "northern", "southern", "plastic", "wooden", "silver", "distant", "lonely", "savage", "gentle", "frozen", "neon",
    "sleeping", "dancing", "wandering", "forgotten", "hidden", "sacred", "blind", "drunken", "holy", "violet", "pale",
    "crooked", "quiet", "restless", "royal", "rusty", "solar", "stolen", "strange", "sunken", "tender", "vacant",
];

/// Nouns of band names.
#[rustfmt::skip]
pub(super) const BAND_LAST: &[&str] = &[
    "wolves", "hearts", "tigers", "lights", "rivers", "ghosts", "kings", "foxes", "mountains", "oceans", "sparrows",
    "lanterns", "mirrors", "machines", "pilots", "sailors", "satellites", "shadows", "strangers", "thieves", "vampires",
    "choir", "club", "collective", "company", "conspiracy", "ensemble", "experience", "orchestra", "parade", "project",
    "society", "syndicate", "union", "youth", "gardens", "horses", "islands", "letters", "monuments", "orchids", "ravens",
    "saints", "stars", "temples", "trees", "waves", "windows", "winters", "years",
];

/// Given names.
#[rustfmt::skip]
pub(super) const GIVEN: &[&str] = &[
    "anna", "ben", "carla", "daniel", "elena", "felix", "grace", "henry", "iris", "jack", "kira", "leo", "maria", "nina",
    "oscar", "paula", "quinn", "rosa", "sam", "tara", "uma", "victor", "wendy", "xavier", "yara", "zoe", "amir", "bianca",
    "chen", "diego", "emeka", "fatima", "goran", "hana", "ivan", "jun", "kofi", "lucia", "mei", "noor", "olga", "pedro",
    "ravi", "sofia", "tomas", "ursula", "vera", "willa", "yusuf", "zara",
];

/// Syllables of invented words.
#[rustfmt::skip]
pub(super) const SYLLABLES: &[&str] = &[
    "ka", "lo", "mi", "ra", "ven", "tor", "sel", "du", "an", "ora", "bri", "cho", "dal", "el", "fa", "gri", "hul", "is",
    "jo", "kel", "lum", "mar", "nex", "ol", "pra", "qui", "ros", "sha", "tu", "ul", "vi", "wen", "xan", "ys", "zor",
    "bel", "cor", "din", "esk", "fro",
];

/// What music is used for and tagged with, calm to lively.
#[rustfmt::skip]
pub(super) const USES: &[&str] = &[
    "sleep", "meditation", "study", "relaxing", "yoga", "reading", "focus", "background", "rainy day", "late night",
    "romantic dinner", "wedding", "documentary", "nature", "storytelling", "coffee shop", "nostalgia", "travel", "vlog",
    "podcast", "corporate", "cinematic", "drama", "mystery", "exploration", "fantasy", "menu music", "puzzle game",
    "summer", "road trip", "morning", "cooking", "fashion", "technology", "trailer", "suspense", "horror", "chase",
    "racing", "sports", "gaming", "party", "club", "workout", "running", "boss fight", "battle", "festival",
];

/// Free tags that have nothing to do with use, the frequent ones first.
#[rustfmt::skip]
pub(super) const TAGS: &[&str] = &[
    "instrumental", "loop", "catchy", "atmospheric", "melodic", "groovy", "vintage", "minimal", "cover", "remix", "live",
    "acoustic version", "demo", "soundtrack", "beats", "free download", "creative commons", "collaboration", "bedroom",
    "experimental", "lo-fi", "analog", "sampled", "orchestral", "layered", "raw", "polished", "hypnotic", "glitchy",
    "spacey",
];

/// Moods, calm and dark ones first, lively and bright ones last; [`super::genres::Profile`] says where a genre lies.
#[rustfmt::skip]
pub(super) const CALM_MOODS: &[&str] = &[
    "calm", "relaxed", "peaceful", "dreamy", "melancholic", "sad", "soft", "emotional", "romantic", "nostalgic", "mellow",
    "meditative", "introspective", "ethereal", "lonely", "gentle", "warm", "mysterious", "sentimental", "intimate",
];

/// Moods of lively music.
#[rustfmt::skip]
pub(super) const LIVELY_MOODS: &[&str] = &[
    "energetic", "happy", "uplifting", "upbeat", "powerful", "fun", "epic", "aggressive", "exciting", "playful",
    "motivational", "positive", "dramatic", "intense", "confident", "triumphant", "angry", "funky", "festive", "heroic",
];

/// Moods that fit anything.
#[rustfmt::skip]
pub(super) const ANY_MOODS: &[&str] = &[
    "dark", "cool", "hopeful", "groovy", "deep", "sexy", "weird", "serious", "inspiring", "tense", "quirky", "bright",
    "ominous", "majestic", "bittersweet", "soulful", "gritty", "cosmic",
];

/// Acts that people ask for whether or not a catalogue has them.
#[rustfmt::skip]
pub(super) const KNOWN_ACTS: &[&str] = &[
    "daft punk", "taylor swift", "radiohead", "hans zimmer", "metallica", "drake", "adele", "the beatles", "pink floyd",
    "billie eilish", "kendrick lamar", "nirvana", "coldplay", "bob marley", "miles davis", "aphex twin", "deadmau5",
    "the weeknd", "beyonce", "johnny cash", "david bowie", "queen", "massive attack", "boards of canada", "bonobo",
    "fleetwood mac", "linkin park", "gorillaz", "arctic monkeys", "skrillex", "ludovico einaudi", "norah jones",
    "led zeppelin", "bjork", "portishead", "avicii", "rihanna", "eminem", "tame impala", "nina simone",
];
