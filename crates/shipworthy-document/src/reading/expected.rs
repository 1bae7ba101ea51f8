//! What must come of an item: the words behind an arrow, or behind `Expected:`.

use std::ops::Range;

use crate::reading::running_text::{RunningText, plain};

/// The expectation in a run; `None` when there is none, or when arrows draw a chain of steps.
pub(super) fn expected(run: &RunningText<'_>) -> Option<String> {
    let mut raw = String::new();
    let mut codes: Vec<Range<usize>> = Vec::new();
    for piece in run.lines.iter().flat_map(|line| line.pieces.iter().map(Some).chain([None])) {
        let start = raw.len();
        raw.push_str(piece.map_or(" ", |piece| &piece.text));
        if piece.is_some_and(|piece| piece.style.code) {
            codes.push(start..raw.len());
        }
    }
    let is_code = |at: usize| {
        let after = codes.partition_point(|code| code.start <= at);
        after.checked_sub(1).and_then(|before| codes.get(before)).is_some_and(|code| code.contains(&at))
    };
    arrow(&raw, is_code)
        .or_else(|| word(&raw, is_code))
        .map(|words| plain(&words))
        .filter(|words| !words.is_empty())
}

fn arrow(raw: &str, is_code: impl Fn(usize) -> bool) -> Option<String> {
    let spaced = |at: usize, length: usize| {
        let ends = raw.get(at + length..).is_some_and(|after| after.starts_with(char::is_whitespace));
        ends && raw.get(..at).is_some_and(|before| before.ends_with(char::is_whitespace))
    };
    let unicode = raw.match_indices(['→', '⇒', '➜', '➔']);
    let ascii =
        raw.match_indices("->").chain(raw.match_indices("=>")).filter(|(at, arrow)| spaced(*at, arrow.len()));
    let mut arrows = unicode.chain(ascii).filter(|(at, _)| !is_code(*at));
    let (at, arrow) = arrows.next()?;
    if arrows.next().is_some() {
        return None;
    }
    let before = raw.get(..at)?;
    let in_brackets = before.matches('(').count() > before.matches(')').count();
    (!in_brackets).then(|| raw.get(at + arrow.len()..).map(str::to_owned))?
}

fn word(raw: &str, is_code: impl Fn(usize) -> bool) -> Option<String> {
    let lower = raw.to_ascii_lowercase();
    let (at, word) =
        ["expected: ", "expected result: ", "expect: ", "ожидается: "].iter().find_map(|word| {
            lower.match_indices(word).find(|(at, _)| !is_code(*at)).map(|(at, _)| (at, *word))
        })?;
    let words = raw.get(at + word.len()..)?;
    // In brackets, the expectation ends with them.
    let opens = raw.get(..at)?.ends_with('(');
    let end = if opens { words.rfind(')').unwrap_or(words.len()) } else { words.len() };
    words.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::expected;
    use crate::reading::leaf::{Leaf, Leaves};

    #[test]
    fn an_expectation_follows_an_arrow_or_its_word() {
        for (markdown, words) in [
            ("Run `cargo build` → verify success", "verify success"),
            ("Run `a -> b` -> no errors", "no errors"),
            ("Run it => `ok`", "ok"),
            ("Tests pass: `mix test` (expected: 100+ tests)", "100+ tests"),
            ("Run it. Expected: nothing (at all)", "nothing (at all)"),
            ("start → log → complete", ""),
            ("faster (7ms → 1ms)", ""),
            ("a->b", ""),
            ("`a → b`", ""),
            ("as expected", ""),
        ] {
            let Some(Leaf::Words(run)) = Leaves::of(markdown).next() else { panic!("{markdown}") };
            assert_eq!(expected(&run).unwrap_or_default(), words, "{markdown}");
        }
    }
}
