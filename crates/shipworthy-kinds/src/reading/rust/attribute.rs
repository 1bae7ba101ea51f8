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

/// Is an item with this attribute there for tests only: `#[test]`, `#[tokio::test]`, `#[cfg(test)]`?
pub(crate) fn test_only(body: &[Token<'_>]) -> bool {
    if body.first().is_some_and(|token| token.word("cfg")) {
        return body.len() > 2 && requires_test(&body[2..body.len() - 1]);
    }
    let path = body.iter().take_while(|token| token.is_name() || token.is(':'));
    path.last()
        .is_some_and(|last| ["test", "bench", "rstest", "test_case", "quickcheck"].contains(&last.text))
}

/// Names of configurations in which nothing is shipped: tests, documentation, and tools that look for defects.
const NOT_SHIPPED: [&str; 8] = ["test", "doctest", "doc", "docsrs", "miri", "kani", "loom", "fuzzing"];

/// Does the configuration predicate hold only in builds that are not shipped?
fn requires_test(predicate: &[Token<'_>]) -> bool {
    let Some(first) = predicate.first() else { return false };
    if predicate.len() == 1 {
        return NOT_SHIPPED.iter().any(|name| first.word(name));
    }
    if !predicate.get(1).is_some_and(|token| token.is('(')) {
        return false;
    }
    let end = closing(predicate, 1).max(2);
    let parts = split(predicate.get(2..end).unwrap_or_default());
    match first.text {
        "all" => parts.iter().any(|part| requires_test(part)),
        "any" => !parts.is_empty() && parts.iter().all(|part| requires_test(part)),
        _ => false,
    }
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
