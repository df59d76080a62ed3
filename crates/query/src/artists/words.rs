//! Words that are rare in general and yet met in descriptions of music and scenes, where acts have taken their names:
//! animals, places, first names, food, weather, and what myths and metal bands share. A name made of them needs company
//! just as one made of common words does.

/// Whether a folded word is one of them, in the singular or the plural.
pub(super) fn is_word(word: &str) -> bool {
    let has = |word: &str| WORDS.binary_search(&word).is_ok();
    has(word)
        || word.strip_suffix('s').is_some_and(|stem| has(stem) || stem.strip_suffix('e').is_some_and(has))
}

/// Sorted.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "aborted", "adam", "adolescent", "airwave", "alabama", "alex", "alias", "alice", "alkaline", "amy",
    "anathema", "andrew", "andromeda", "anna", "anne", "annihilator", "anthrax", "arcturus", "ark",
    "arthur", "assassin", "avalon", "bacon", "badlands", "bauhaus", "baxter", "beetle",
    "beggar", "ben", "betty", "billy", "biohazard", "biscuit", "bishop", "blackbird", "blondie",
    "bloodbath", "bloodhound", "bob", "bobby", "botch", "boulevard", "bounty", "brad", "breeder", "bride",
    "bristol", "bunny", "busted", "buster", "buzzcock", "calypso", "caramel", "carcass", "cardinal",
    "caribou", "carnage", "carnation", "carolina", "carpenter", "cascade", "cassidy", "cereal", "charlie",
    "charlotte", "cheetah", "chelsea", "cher", "cherub", "chili", "chilli", "chinook", "chipmunk", "chisel",
    "chris", "cinderella", "cinnamon", "circa", "claire", "clique", "clockwork", "clutch", "coconut",
    "coil", "condor", "conspiracy", "converge", "cookie", "coyote", "cracker", "cramp", "cranberry",
    "creed", "crib", "crow", "crowbar", "crusader", "cuckoo", "cult", "cupcake", "cynic", "cypress",
    "dakota", "dandelion", "daniel", "dave", "david", "decapitated", "delirium", "delphi", "descendant",
    "desperado", "digger", "dingo", "diplomat", "dire", "dismember", "dissection", "distiller", "dixie",
    "donkey", "doobie", "dope", "drake", "drifter", "eddie", "edition", "edward", "elixir", "elk",
    "elysium", "emily", "emma", "enigma", "enslaved", "entombed", "epica", "equinox", "eureka", "eve",
    "everlast", "excel", "faction", "faithless", "fantasia", "ferret", "fiend", "filth", "finch", "firefly",
    "firehose", "fishbone", "fjord", "flamingo", "foal", "forbidden", "foreigner", "foxes", "frank", "fred",
    "fudge", "furnace", "gallows", "gamma", "gazelle", "george", "georgia", "geyser", "ghoul", "giraffe",
    "glacier", "glasgow", "goblet", "goldfinger", "goon", "gordian", "grasshopper", "griffin", "grotto",
    "guardian", "gutter", "hamster", "hangover", "hardline", "harlem", "harmonia", "harry", "havana",
    "havoc", "heartbreaker", "heartless", "henry", "heron", "hieroglyphics", "hippo", "hitman", "hornet",
    "houston", "hummingbird", "hydra", "hyena", "ibis", "idaho", "iguana", "incubus", "indiana", "inferno",
    "iris", "isis", "jackal", "jackie", "jaguar", "james", "jane", "jay", "jenny", "jericho", "jerk",
    "jerry", "jerusalem", "jesse", "jester", "jim", "jimmy", "joe", "john", "johnny", "jones", "joseph",
    "judas", "junkie", "kangaroo", "kate", "keel", "kelly", "ken", "kentucky", "kevin", "kiln", "kinks",
    "kiwi", "koala", "kraken", "ladybug", "lard", "laura", "lemonhead", "leviathan", "liar", "libertine",
    "lionheart", "lisa", "lobster", "locust", "louis", "lucy", "luke", "luna", "lynch", "lynx", "mac",
    "magpie", "maiden", "manassas", "mango", "manhattan", "mantis", "marcher", "maria", "mario", "marlin",
    "marmalade", "maroon", "martin", "mary", "massacre", "masterplan", "mastodon", "matthew", "melon",
    "mesa", "michael", "midlake", "mike", "minuteman", "mogul", "mole", "monica", "monsoon", "moose",
    "morphine", "mosaic", "muffin", "mule", "mustang", "mustard", "nancy", "napalm", "necropolis",
    "nephilim", "neptune", "neurosis", "neurotic", "nevada", "nevermore", "newt", "nick", "nightwish",
    "noah", "noodle", "nutmeg", "obscura", "offspring", "oliver", "olympus", "opal", "opus", "orb",
    "orchid", "oregon", "orgy", "orion", "orlando", "oscar", "ostrich", "overkill", "palomino", "pancake",
    "pandora", "papaya", "pariah", "parliament", "parrot", "patrick", "paul", "pelican", "pentagram",
    "pentangle", "periphery", "pestilence", "peter", "pharaoh", "philip", "pickle", "pitbull", "pitchfork",
    "pixie", "placebo", "placid", "platypus", "pogo", "polaris", "porcupine", "possum", "postal", "prairie",
    "praxis", "prong", "puffin", "puma", "pussycat", "quail", "quicksand", "quicksilver", "quokka",
    "raconteur", "ragnarok", "raider", "rancid", "raptor", "raspberry", "redman", "regurgitator", "rental",
    "replicant", "requiem", "revolting", "rhino", "richard", "rite", "roach", "roadrunner", "robert",
    "roger", "rosa", "rosary", "rubicon", "ryan", "salem", "sally", "sam", "sandwich", "sarah", "sasquatch",
    "sausage", "savannah", "saxon", "scarab", "scarface", "scorn", "scorpio", "scott", "screech", "scum",
    "seagull", "selena", "seraph", "shaggy", "shaman", "siberia", "simon", "sioux", "skid", "skunk",
    "slash", "slaughter", "slaughterhouse", "slayer", "slipknot", "slit", "slug", "smashing", "smith",
    "snot", "soil", "solace", "solstice", "sparta", "spear", "spinach", "spinner", "spinster", "spire",
    "stallion", "steed", "stella", "stephen", "steve", "stooge", "stork", "strait", "straits", "styx",
    "subhuman", "suicidal", "sultan", "sundown", "supernova", "susan", "swollen", "symmetry", "talisman",
    "tangerine", "tapeworm", "tarantula", "teardrop", "ted", "tendency", "tenet", "tennessee", "testament",
    "thunderbird", "tim", "toad", "tom", "tomahawk", "tomato", "tony", "toronto", "tortoise", "toto",
    "toucan", "transatlantic", "transplant", "trivium", "trout", "tsunami", "tundra", "ultraviolet",
    "unearth", "unorthodox", "upsetter", "usher", "vagabond", "valhalla", "valkyrie", "vegas", "vendetta",
    "vertigo", "verve", "victoria", "vienna", "virginia", "visage", "vixen", "voodoo", "waffle", "walnut",
    "walrus", "walter", "warsaw", "weasel", "weathermen", "weevil", "widespread", "william", "wishbone",
    "witchery", "wolfmother", "wolverine", "wombat", "woodpecker", "wren", "yak", "yankee", "yardbird",
    "zephyr", "zeppelin", "zilch",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_for_searching_and_found_in_the_plural() {
        assert!(WORDS.is_sorted());
        assert!(is_word("porcupine") && is_word("foxes") && is_word("walruses") && !is_word("metallica"));
    }
}
