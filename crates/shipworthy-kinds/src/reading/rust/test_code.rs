//! Which parts of a file are compiled for tests only, which never, and which under a condition.

use std::ops::Range;

use super::attribute::{self, Condition};
use super::token::{Token, closing};

/// The parts of one file that no build has which is shipped.
#[derive(Debug, Default)]
pub(crate) struct TestCode {
    /// Items for tests only, and what is never compiled.
    tests: Ranges,
    /// What is never compiled.
    never: Ranges,
}

impl TestCode {
    /// Finds those parts in the code tokens of a file.
    pub(crate) fn of(code: &[Token<'_>]) -> Self {
        let mut found = Self::default();
        each_attribute(code, |body, range| {
            let condition = attribute::condition(body);
            if condition == Condition::Shipped {
                return;
            }
            if condition == Condition::Never {
                found.never.push(range.clone());
            }
            found.tests.push(range);
        });
        found
    }

    /// Is the place at this offset, in bytes, in code that is not shipped?
    pub(crate) fn contains(&self, offset: usize) -> bool {
        self.tests.contains(offset)
    }

    /// Is the place at this offset, in bytes, in code that is never compiled?
    pub(crate) fn is_never(&self, offset: usize) -> bool {
        self.never.contains(offset)
    }
}

/// The parts of a file that are compiled under a condition alone, by their ranges in bytes, with the predicate: one of a
/// module or of the file covers all of it.
pub(crate) fn conditional<'t>(text: &'t str, code: &[Token<'_>]) -> Vec<(Range<usize>, &'t str)> {
    let mut found = Vec::new();
    each_attribute(code, |body, range| {
        if let [first, open, .., close] = body
            && first.word("cfg")
            && open.is('(')
            && let Some(predicate) = text.get(open.end..close.start)
        {
            found.push((range, predicate));
        }
    });
    found
}

/// Hands over each attribute, without its brackets, and the range in bytes of what it is about, itself included: an item, or
/// for one of a module or of the file all that follows up to the closing brace.
fn each_attribute<'a>(code: &[Token<'a>], mut take: impl FnMut(&[Token<'a>], Range<usize>)) {
    let mut at = 0;
    while at < code.len() {
        let Some((bracket, inner)) = attribute::opening(code, at) else {
            at += 1;
            continue;
        };
        let end = closing(code, bracket);
        let last = match inner {
            true => rest_of_block(code, end + 1),
            false => {
                item_end(code, end + 1).and_then(|last| code.get(last)).map_or(usize::MAX, |last| last.end)
            }
        };
        take(attribute::body(code, bracket), code[at].start..last);
        at = end + 1;
    }
}

/// Byte ranges, in order and apart from each other.
#[derive(Debug, Default)]
struct Ranges(Vec<Range<usize>>);

impl Ranges {
    /// Adds a range that begins behind the beginnings of the others.
    fn push(&mut self, range: Range<usize>) {
        match self.0.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => self.0.push(range),
        }
    }

    fn contains(&self, offset: usize) -> bool {
        let next = self.0.partition_point(|range| range.end <= offset);
        self.0.get(next).is_some_and(|range| range.contains(&offset))
    }
}

fn rest_of_block(code: &[Token<'_>], from: usize) -> usize {
    let mut at = from;
    while let Some(token) = code.get(at) {
        if token.is('}') {
            return token.start;
        }
        let opens = ['(', '[', '{'].iter().any(|&c| token.is(c));
        at = if opens { closing(code, at) + 1 } else { at + 1 };
    }
    usize::MAX
}

/// The index of the last token of the item that begins at `from`, its further attributes included.
fn item_end(code: &[Token<'_>], from: usize) -> Option<usize> {
    const ITEMS: [&str; 17] = [
        "async",
        "const",
        "enum",
        "extern",
        "fn",
        "impl",
        "let",
        "macro_rules",
        "mod",
        "pub",
        "static",
        "struct",
        "trait",
        "type",
        "union",
        "unsafe",
        "use",
    ];
    let mut at = from;
    while let Some((bracket, _)) = attribute::opening(code, at) {
        at = closing(code, bracket) + 1;
    }
    // A field, an argument or an arm ends at a comma as well.
    let item = code.get(at).is_some_and(|token| ITEMS.iter().any(|word| token.word(word)));
    let value = is_value(code.get(at..).unwrap_or_default());
    while let Some(token) = code.get(at) {
        if token.is(';') || (token.is(',') && !item) {
            return Some(at);
        }
        if token.is('{') {
            at = closing(code, at);
            if !value && (item || !goes_on(code.get(at + 1..).unwrap_or_default())) {
                return Some(at);
            }
            at += 1;
            continue;
        }
        if [')', ']', '}'].iter().any(|&c| token.is(c)) {
            return Some(at.saturating_sub(1).max(from.saturating_sub(1)));
        }
        at = if token.is('(') || token.is('[') { closing(code, at) + 1 } else { at + 1 };
    }
    code.len().checked_sub(1)
}

/// Is it a variable, a constant or a static, which ends at a semicolon whatever braces its value has?
fn is_value(item: &[Token<'_>]) -> bool {
    let word = |at: usize, words: &[&str]| words.iter().any(|w| item.get(at).is_some_and(|t| t.word(w)));
    let mut at = 0;
    if word(0, &["pub"]) {
        at = if item.get(1).is_some_and(|token| token.is('(')) { closing(item, 1) + 1 } else { 1 };
    }
    if word(at, &["let"]) {
        return true;
    }
    if !word(at, &["const", "static"]) {
        return false;
    }
    at += 1 + usize::from(word(at + 1, &["mut"]));
    item.get(at).is_some_and(Token::is_name) && item.get(at + 1).is_some_and(|token| token.is(':'))
}

/// Is what follows a closing brace the rest of the same arm or expression? The braces of a pattern are followed by the
/// arrow, by other patterns or by a condition; those of an expression by `else`, a dot or a question mark.
fn goes_on(rest: &[Token<'_>]) -> bool {
    match rest {
        [first, ..] if first.is('.') || first.is('?') || first.word("else") => true,
        [first, second, ..] if first.is('=') => second.is('>'),
        [first, ..] if first.is('|') || first.word("if") => {
            // A pattern has braces of its own, and a condition of an arm hardly ever.
            let ends = |token: &Token<'_>| token.is(';') || (first.word("if") && token.is('{'));
            let mut before = rest.windows(2).take_while(|pair| !ends(&pair[0]));
            before.any(|pair| pair[0].is('=') && pair[1].is('>'))
        }
        _ => false,
    }
}
