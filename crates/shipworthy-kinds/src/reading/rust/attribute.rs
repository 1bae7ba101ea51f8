//! Attributes: which files a module may live in, and whether an item is there for tests only.

use super::token::{Token, TokenKind, closing};

/// An attribute that begins at `at`: the index of its opening bracket, and whether it is an inner one (`#![...]`).
pub(crate) fn opening(code: &[Token<'_>], at: usize) -> Option<(usize, bool)> {
    if !code.get(at)?.is('#') {
        return None;
    }
    let inner = code.get(at + 1)?.is('!');
    let bracket = at + 1 + usize::from(inner);
    code.get(bracket)?.is('[').then_some((bracket, inner))
}

/// The tokens between the brackets of an attribute whose opening bracket is at `bracket`.
pub(crate) fn body<'t, 'a>(code: &'t [Token<'a>], bracket: usize) -> &'t [Token<'a>] {
    let end = closing(code, bracket).max(bracket + 1);
    code.get(bracket + 1..end).unwrap_or_default()
}

/// The files named by `path = "..."` in an attribute, and whether the attribute always applies.
pub(crate) fn paths(body: &[Token<'_>]) -> (Vec<String>, bool) {
    let always = body.first().is_some_and(|token| token.word("path"));
    let conditional = body.first().is_some_and(|token| token.word("cfg_attr"));
    let mut paths = Vec::new();
    for (at, window) in body.windows(3).enumerate() {
        let fits = window[0].word("path") && window[1].is('=') && window[2].sort == TokenKind::Text;
        if fits && (conditional || (always && at == 0)) {
            paths.push(window[2].text.replace('\\', "/"));
        }
    }
    (paths, always)
}

/// In which builds an item is compiled, as far as its attributes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    /// Perhaps in one that is shipped.
    Shipped,
    /// Only in one that is not: for tests, for documentation, for a tool that looks for defects.
    Test,
    /// In none: `#[cfg(any())]`, `#[cfg(false)]`.
    Never,
}

/// The condition that an attribute puts on its item: `#[test]`, `#[tokio::test]`, `#[cfg(test)]`, `#[cfg(any())]`.
pub(crate) fn condition(body: &[Token<'_>]) -> Condition {
    if body.first().is_some_and(|token| token.word("cfg")) {
        let predicate = body.get(2..body.len().saturating_sub(1)).unwrap_or_default();
        return match (holds(predicate, false), holds(predicate, true)) {
            (Some(false), _) => Condition::Never,
            (_, Some(false)) => Condition::Test,
            _ => Condition::Shipped,
        };
    }
    if is_test(body) { Condition::Test } else { Condition::Shipped }
}

/// Does the attribute make a function a test: `#[test]`, `#[tokio::test]`?
pub(crate) fn is_test(body: &[Token<'_>]) -> bool {
    let path = body.iter().take_while(|token| token.is_name() || token.is(':'));
    let tests = ["test", "bench", "rstest", "test_case", "quickcheck"];
    path.last().is_some_and(|last| tests.contains(&last.text))
}

/// Names of configurations in which nothing is shipped: tests, documentation, and tools that look for defects.
const NOT_SHIPPED: [&str; 8] = ["test", "doctest", "doc", "docsrs", "miri", "kani", "loom", "fuzzing"];

/// Does the configuration predicate hold, in any build or in one that is shipped? `None` when that depends on the build.
fn holds(predicate: &[Token<'_>], shipped: bool) -> Option<bool> {
    let first = predicate.first()?;
    if predicate.len() == 1 {
        let not_shipped = NOT_SHIPPED.iter().any(|name| first.word(name));
        return match first.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => (shipped && not_shipped).then_some(false),
        };
    }
    if !predicate.get(1).is_some_and(|token| token.is('(')) {
        return None;
    }
    let end = closing(predicate, 1).max(2);
    let parts = split(predicate.get(2..end).unwrap_or_default());
    let mut held = parts.iter().map(|part| holds(part, shipped));
    match first.text {
        // One that does not hold decides it; so does one that holds, of `any`.
        "all" => decided(held, false),
        "any" => decided(held, true),
        "not" => held.next()?.map(|held| !held),
        _ => None,
    }
}

/// What a list comes to of which one `decisive` part is enough.
fn decided(parts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut unclear = false;
    for part in parts {
        match part {
            Some(held) if held == decisive => return Some(decisive),
            Some(_) => {}
            None => unclear = true,
        }
    }
    (!unclear).then_some(!decisive)
}

/// Is it an attribute that a macro of another crate may give its meaning to?
pub(crate) fn is_foreign(body: &[Token<'_>]) -> bool {
    const KNOWN: [&str; 17] = [
        "allow",
        "cfg",
        "cfg_attr",
        "clippy",
        "deny",
        "deprecated",
        "derive",
        "diagnostic",
        "doc",
        "expect",
        "forbid",
        "macro_use",
        "miri",
        "no_implicit_prelude",
        "path",
        "rustfmt",
        "warn",
    ];
    body.first().is_some_and(|first| first.is_name() && !KNOWN.contains(&first.text))
}

/// The parts of a list between its own commas.
fn split<'t, 'a>(list: &'t [Token<'a>]) -> Vec<&'t [Token<'a>]> {
    let mut depth = 0_i32;
    list.split(|token| {
        depth += i32::from(token.is('(')) - i32::from(token.is(')'));
        depth == 0 && token.is(',')
    })
    .filter(|part| !part.is_empty())
    .collect()
}
