//! How a document writes its marks: the emoji and the words it uses most, and how a sign is written with the other one.

use std::collections::HashMap;
use std::ops::Range;

use shipworthy_model::claim::Mark;
use shipworthy_model::verdict::Outcome;

use crate::reading::{emoji, sign};

/// What says the mark in a sign: an emoji, a word, or both.
#[derive(Debug, Default, PartialEq, Eq)]
struct SignParts {
    emoji: Option<Range<usize>>,
    word: Option<Range<usize>>,
}

impl SignParts {
    fn of(text: &str) -> Self {
        let says = |(_, mark): &(usize, Mark)| *mark != Mark::None;
        let leading = emoji::leading(text).filter(says).map(|(end, _)| 0..end);
        let trailing = || emoji::trailing(text).filter(says).map(|(start, _)| start..text.len());
        let emoji = leading.or_else(trailing);
        let words = match &emoji {
            Some(emoji) if emoji.start == 0 => emoji.end..text.len(),
            Some(emoji) => 0..emoji.start,
            None => 0..text.len(),
        };
        let word = text.get(words.clone()).and_then(word);
        Self { emoji, word: word.map(|word| words.start + word.start..words.start + word.end) }
    }
}

/// Where a word of status stands that opens some words: up to a comma, bracket or dash.
fn word(words: &str) -> Option<Range<usize>> {
    let skipped = |char: char| !char.is_alphanumeric();
    let start = words.len() - words.trim_start_matches(skipped).len();
    let rest = words.get(start..)?;
    let end = [" (", " - ", " – ", " — ", ",", ";", ":"].iter().filter_map(|stop| rest.find(stop)).min();
    let head = rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches(skipped);
    (sign::word(head) != Mark::None).then_some(start..start + head.len())
}

/// The spellings of a document.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    done: Own,
    open: Own,
}

/// Those of one mark, with how often each is used and where first.
#[derive(Debug, Default)]
struct Own {
    emoji: HashMap<String, (usize, usize)>,
    words: HashMap<String, (usize, usize)>,
}

impl Spelling {
    /// Notes how a mark is written.
    pub(super) fn note(&mut self, mark: Mark, written: &str) {
        let parts = SignParts::of(written);
        let own = match mark {
            Mark::Done => &mut self.done,
            Mark::Open => &mut self.open,
            Mark::None => return,
        };
        for (part, seen) in [(parts.emoji, &mut own.emoji), (parts.word, &mut own.words)] {
            if let Some(part) = part.and_then(|part| written.get(part)) {
                let first = seen.len();
                seen.entry(part.to_owned()).or_insert((0, first)).0 += 1;
            }
        }
    }

    /// The sign that says another mark: its emoji and its word of status replaced, everything else kept.
    pub(super) fn rewritten(&self, written: &str, mark: Mark, outcome: Outcome) -> String {
        let own = if mark == Mark::Done { &self.done } else { &self.open };
        let parts = SignParts::of(written);
        let emoji = parts.emoji.map(|span| {
            let default = if mark == Mark::Done { "✅" } else { "⏳" };
            (span, most(&own.emoji).unwrap_or(default).to_owned())
        });
        let word = parts.word.map(|span| {
            let default = match (mark, outcome) {
                (Mark::Done, _) => "pass",
                (_, Outcome::Fail) => "fail",
                (_, _) => "open",
            };
            let old = written.get(span.clone()).unwrap_or_default();
            let own = most(&own.words).filter(|own| !shouts(old) || can_be_shouted(own));
            (span, in_the_case_of(old, own.unwrap_or(default)))
        });
        let mut parts: Vec<(Range<usize>, String)> = emoji.into_iter().chain(word).collect();
        parts.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        parts.into_iter().fold(written.to_owned(), |mut written, (span, to)| {
            written.replace_range(span, &to);
            written
        })
    }
}

fn most(seen: &HashMap<String, (usize, usize)>) -> Option<&str> {
    let most = seen.iter().max_by_key(|(_, (often, first))| (*often, std::cmp::Reverse(*first)));
    most.map(|(spelling, _)| spelling.as_str())
}

fn shouts(word: &str) -> bool {
    !word.chars().any(char::is_lowercase)
}

/// `DONE: ...` is a mark for its capitals, and these are one word.
fn can_be_shouted(word: &str) -> bool {
    word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn in_the_case_of(old: &str, word: &str) -> String {
    let capital = old.starts_with(char::is_uppercase);
    match (capital, shouts(old)) {
        (true, true) => word.to_uppercase(),
        (true, false) => {
            word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect()
        }
        (false, _) if shouts(word) => word.to_lowercase(),
        (false, _) => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_written_in_the_words_of_its_document() {
        let mut spelling = Spelling::default();
        for (mark, written) in [
            (Mark::Done, "✅ Working"),
            (Mark::Done, "✅ 3-layer"),
            (Mark::Open, "❌ Broken"),
            (Mark::Open, "⚠️ Partial"),
            (Mark::Open, "⚠️ Partial"),
            (Mark::None, "🚀 Ship"),
        ] {
            spelling.note(mark, written);
        }
        for (written, mark, rewritten) in [
            ("✅ Working", Mark::Open, "⚠️ Partial"),
            ("✅ 3-layer", Mark::Open, "⚠️ 3-layer"),
            ("✅", Mark::Open, "⚠️"),
            ("**Done**", Mark::Open, "**Partial**"),
            ("Missing (since May) ❌", Mark::Done, "Working (since May) ✅"),
            ("📦 Broken", Mark::Done, "📦 Working"),
            ("TODO", Mark::Done, "WORKING"),
        ] {
            assert_eq!(spelling.rewritten(written, mark, Outcome::Fail), rewritten, "{written}");
        }
    }

    #[test]
    fn only_one_word_is_shouted() {
        let mut spelling = Spelling::default();
        spelling.note(Mark::Open, "In progress");
        assert_eq!(spelling.rewritten("DONE", Mark::Open, Outcome::Stale), "OPEN");
        assert_eq!(spelling.rewritten("Done", Mark::Open, Outcome::Stale), "In progress");
    }

    #[test]
    fn a_document_without_a_spelling_gets_one() {
        let spelling = Spelling::default();
        for (written, mark, outcome, rewritten) in [
            ("✅", Mark::Open, Outcome::Fail, "⏳"),
            ("❌", Mark::Done, Outcome::Pass, "✅"),
            ("DONE", Mark::Open, Outcome::Fail, "FAIL"),
            ("Working", Mark::Open, Outcome::NotRun, "Open"),
            ("todo", Mark::Done, Outcome::Pass, "pass"),
        ] {
            assert_eq!(spelling.rewritten(written, mark, outcome), rewritten, "{written}");
        }
    }
}
