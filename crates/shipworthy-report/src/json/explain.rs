//! The documents of `explain`: one word and its meaning, or all of them.

use serde::{Serialize, Serializer};
use shipworthy_model::schema::Schema;

use super::document::{Definitions, JsonType, Version, document};

document! {
    /// One word, explained.
    pub struct ExplainedJson {
        /// The version of this document.
        schema: Version,
        /// The word that was asked for.
        word: String,
        /// What the word means.
        text: String,
    }

    /// Every word that can be explained.
    pub struct GlossaryJson {
        /// The version of this document.
        schema: Version,
        /// All words that can be explained.
        words: Vec<GlossaryEntryJson>,
    }

    /// A word and its meaning.
    pub struct GlossaryEntryJson {
        /// The word.
        word: String,
        /// What the word means, on one line.
        meaning: String,
    }
}

/// What `explain` answers.
#[derive(Debug)]
pub enum ExplainDocument {
    /// The answer when a word is given: what it means.
    Word(ExplainedJson),
    /// The answer when no word is given: all words.
    All(GlossaryJson),
}

impl ExplainDocument {
    /// The document about one word.
    pub fn word(word: &str, text: &str) -> Self {
        Self::Word(ExplainedJson { schema: Version, word: word.to_owned(), text: text.to_owned() })
    }

    /// The document about these words with their meanings.
    pub fn all<'a>(words: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let entry = |(word, meaning): (&str, &str)| GlossaryEntryJson {
            word: word.to_owned(),
            meaning: meaning.to_owned(),
        };
        Self::All(GlossaryJson { schema: Version, words: words.map(entry).collect() })
    }
}

impl Serialize for ExplainDocument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word(document) => document.serialize(serializer),
            Self::All(document) => document.serialize(serializer),
        }
    }
}

impl JsonType for ExplainDocument {
    fn schema(definitions: &mut Definitions) -> Schema {
        let one_of = vec![ExplainedJson::schema(definitions), GlossaryJson::schema(definitions)];
        Schema { one_of, ..Schema::default() }
            .described("With a word: what it means. Without one: all words that can be explained.")
    }
}
