//! What can be wrong with a joint model's files.

/// What is wrong with a joint model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClapError {
    /// A configuration file is not the JSON it should be.
    #[error("{file} is not valid: {source}")]
    Json {
        /// Its name.
        file: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// A setting asks for something that is not implemented here.
    #[error("{file} sets {setting} to {found}, only {expected} is supported")]
    Setting {
        /// The file's name.
        file: &'static str,
        /// Which setting.
        setting: &'static str,
        /// Its value.
        found: String,
        /// What this crate implements.
        expected: &'static str,
    },
    /// The tokenizer's description cannot be used.
    #[error("tokenizer.json cannot be used: {0}")]
    Tokenizer(BpeError),
    /// A graph cannot be read.
    #[error("the graph {file} cannot be loaded: {reason}")]
    Graph {
        /// Its name.
        file: &'static str,
        /// What the runtime said.
        reason: String,
    },
    /// A graph has no such input or output.
    #[error(
        "the graph {file} has no {kind} named {name}: is it the right tower, exported with its projection?"
    )]
    Port {
        /// The graph's name.
        file: &'static str,
        /// `input` or `output`.
        kind: &'static str,
        /// What was looked for.
        name: &'static str,
    },
    /// A graph's result has another shape than one vector.
    #[error("the graph {file} gives the shape {found:?}, expected one vector of 1 to {limit} values")]
    Output {
        /// The graph's name.
        file: &'static str,
        /// The shape it gave.
        found: Vec<usize>,
        /// Longest vector accepted.
        limit: usize,
    },
    /// Both towers must end in the same space.
    #[error("the text tower's vectors have {text} values, the audio tower's {audio}: they are not a pair")]
    Pair {
        /// Values of a text's vector.
        text: usize,
        /// Values of a sound's vector.
        audio: usize,
    },
    /// A graph failed while it ran.
    #[error("the graph {file} cannot be run: {reason}")]
    Run {
        /// The graph's name.
        file: &'static str,
        /// What the runtime said.
        reason: String,
    },
}

/// What is wrong with a byte-level tokenizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BpeError {
    /// It is not the JSON it should be.
    #[error("it is not valid: {reason}")]
    Json {
        /// What the JSON reader said.
        reason: String,
    },
    /// It describes another kind of tokenizer.
    #[error("its {setting} is {found}, only {expected} is supported")]
    Unsupported {
        /// Which setting.
        setting: &'static str,
        /// Its value.
        found: String,
        /// The value this crate implements.
        expected: &'static str,
    },
    /// More tokens or merges than accepted.
    #[error("it has {found} {what}, at most {limit} are accepted")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A token's id is the graph's business only if it is a small number.
    #[error("its token {token:?} has the id {id}, beyond {limit}")]
    Id {
        /// The token.
        token: String,
        /// Its id.
        id: u32,
        /// Largest id accepted.
        limit: usize,
    },
    /// A byte has no token of its own, so some texts could not be written.
    #[error("its vocabulary lacks a token for the byte {byte:#04x}")]
    MissingByte {
        /// The byte.
        byte: u8,
    },
    /// A special token is missing.
    #[error("its vocabulary lacks the token {token}")]
    MissingSpecial {
        /// The token.
        token: &'static str,
    },
    /// A merge does not name two tokens whose concatenation is one.
    #[error("its merge {index} does not join two of its tokens to a third")]
    Merge {
        /// Its place in the list, from 0.
        index: usize,
    },
}
