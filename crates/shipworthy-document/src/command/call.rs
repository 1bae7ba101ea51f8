//! A call that a command line makes: one program with its arguments and variables. Nothing here runs it.

use super::word::Word;

/// One program and its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// Variables set for it: `NAME=value` in front.
    pub env: Vec<(String, Word)>,
    /// The program and its arguments, one word at least.
    pub words: Vec<Word>,
}

impl Call {
    /// The program, as written.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", |word| &word.text)
    }

    /// The words, program first.
    pub fn argv(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.text.as_str())
    }

    /// The arguments of the call.
    pub fn arguments(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }
}
