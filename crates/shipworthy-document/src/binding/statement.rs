//! The words of a statement, and the paths among them.

use std::collections::HashSet;

use crate::item::Item;

use super::files::Files;
use super::mention::PathMention;

/// A statement, word by word. What opens it and is no word (an emoji, a bullet) is left out.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    words: Vec<StatementWord<'a>>,
}

/// One word of a statement.
#[derive(Debug)]
pub(crate) struct StatementWord<'a> {
    /// The word as written, with the punctuation around it.
    pub(crate) raw: &'a str,
    /// The word without the punctuation, in lower case.
    pub(crate) lower: String,
    /// The path that the word is, if it is one.
    pub(crate) path: Option<PathMention>,
}

impl<'a> Statement<'a> {
    /// The words of an item.
    pub(crate) fn of(item: &'a Item, files: &Files<'_>) -> Self {
        let codes: HashSet<&str> = item.codes.iter().map(|code| code.text.as_str()).collect();
        let word = |raw: &'a str| {
            let bare = trimmed(raw);
            let code = codes.contains(bare) || codes.contains(raw);
            let path = if code { PathMention::in_code(bare, files) } else { PathMention::in_text(bare) };
            StatementWord { raw, lower: bare.to_lowercase(), path }
        };
        let wordless = |raw: &&str| !raw.contains(char::is_alphanumeric);
        Self { words: item.text.split_whitespace().skip_while(wordless).map(word).collect() }
    }

    /// The words from one on.
    pub(crate) fn from(&self, at: usize) -> &[StatementWord<'a>] {
        self.words.get(at..).unwrap_or_default()
    }

    /// One word, in lower case; empty behind the end.
    pub(crate) fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower.as_str())
    }

    /// How many of the words from `at` are among these, one after the other.
    pub(crate) fn run_of(&self, at: usize, words: &[&str]) -> usize {
        self.from(at)
            .iter()
            .take_while(|word| word.path.is_none() && words.contains(&word.lower.as_str()))
            .count()
    }

    /// The paths that stand at `at`, joined by `and`, `,` or `+`, and where the list ends.
    pub(crate) fn paths_at(&self, at: usize) -> (Vec<&PathMention>, usize) {
        let mut paths = Vec::new();
        let mut end = at;
        for (offset, word) in self.from(at).iter().enumerate() {
            match &word.path {
                Some(path) => {
                    paths.push(path);
                    end = at + offset + 1;
                    if word.raw.ends_with([':', ';', '.']) {
                        break;
                    }
                }
                None if matches!(word.raw, "and" | "&" | "+" | "," | "plus") && !paths.is_empty() => {}
                None => break,
            }
        }
        (paths, end)
    }

    /// Does the statement end before `at`, or go on with a remark (`- why`, `(size)`, `: what`)?
    pub(crate) fn is_remark(&self, at: usize) -> bool {
        let closed =
            at > 0 && self.words.get(at - 1).is_some_and(|word| word.raw.ends_with([':', ';', '.', ',']));
        closed
            || self.words.get(at).is_none_or(|word| {
                word.raw.starts_with(['(', '[', '→', '—', '–', ':', ';'])
                    || matches!(word.raw, "-" | "--" | "->" | "=>" | "|")
            })
    }
}

/// Without the punctuation around, but with what can begin or end a path.
fn trimmed(raw: &str) -> &str {
    raw.trim_matches(|letter: char| !letter.is_alphanumeric() && !"./_-~$<>*".contains(letter))
        .trim_end_matches(['.', '-', '*'])
}

#[cfg(test)]
mod tests {
    use super::Statement;
    use crate::binding::Files;
    use crate::item::Item;

    #[test]
    fn paths_are_found_in_the_words() {
        let item =
            Item { text: "📦 Remove old a.rs, b/c.rs and d.md (stale) e.rs".to_owned(), ..Item::default() };
        let files = Files::default();
        let statement = Statement::of(&item, &files);
        assert_eq!((statement.lower(0), statement.lower(99)), ("remove", ""));
        assert_eq!(statement.run_of(1, &["old", "a.rs"]), 1);
        let (paths, end) = statement.paths_at(2);
        assert_eq!(
            paths.iter().map(|path| path.path.as_str()).collect::<Vec<_>>(),
            ["a.rs", "b/c.rs", "d.md"]
        );
        assert_eq!(statement.from(end)[0].raw, "(stale)");
        assert!(statement.is_remark(end) && !statement.is_remark(0));
    }
}
