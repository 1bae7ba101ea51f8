//! The cause of a failure in what a program wrote: the first line that names an error, and not whatever came last.

use std::borrow::Cow;

/// The beginnings of words by which programs of all sorts name an error.
const NAMES: [&str; 7] = ["error", "fail", "fatal", "panic", "exception", "traceback", "cannot"];

/// How surely a line names an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The word stands somewhere in the line.
    Mentioned,
    /// The word stands before a colon or a bracket, as in `main.c:1:1: error: no such thing`.
    Announced,
}

/// The line that says why a program failed: the first of those that name an error most surely; else the last that it wrote,
/// on standard error before standard output.
pub(crate) fn cause(stdout: &str, stderr: &str) -> Option<String> {
    let lines = || stderr.lines().chain(stdout.lines()).map(|line| (line, plain(line)));
    let ranked = lines().filter_map(|(_, line)| Some((rank(&line)?, line)));
    let mut best: Option<(Rank, Cow<'_, str>)> = None;
    for (rank, line) in ranked {
        if best.as_ref().is_none_or(|(other, _)| rank > *other) {
            best = Some((rank, line));
        }
    }
    let last =
        |text: &str| text.lines().map(|line| plain(line).trim().to_owned()).rfind(|line| !line.is_empty());
    let named = best.map(|(_, line)| line.trim().to_owned());
    named.or_else(|| last(stderr)).or_else(|| last(stdout))
}

fn rank(line: &str) -> Option<Rank> {
    let lower = line.to_lowercase();
    let mut best = None;
    for name in NAMES {
        for (at, _) in lower.match_indices(name) {
            let before = lower.get(..at).unwrap_or_default();
            // In `DecodeError: x` the name of the error ends so; in `terror` nothing is named.
            let begins = !before.ends_with(|c: char| c.is_alphanumeric())
                || line.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()));
            let counted = [" 0 ", " no "].iter().any(|none| format!(" {before}").ends_with(none));
            if !begins || counted {
                continue;
            }
            let rest = lower.get(at..).unwrap_or_default();
            let behind = rest.trim_start_matches(|c: char| c.is_alphanumeric());
            let rank = if behind.starts_with([':', '[']) { Rank::Announced } else { Rank::Mentioned };
            best = best.max(Some(rank));
        }
    }
    best
}

/// A line without what only paints it: escape sequences for colours, and what was overwritten on its screen.
pub(crate) fn plain(line: &str) -> Cow<'_, str> {
    let line = line.rsplit('\r').find(|part| !part.is_empty()).unwrap_or(line);
    if !line.contains('\u{1b}') {
        return Cow::from(line);
    }
    let mut text = String::new();
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            text.push(c);
        } else if rest.next_if_eq(&'[').is_some() {
            // The sequence ends with its letter.
            let _ = rest.find(|c| ('@'..='~').contains(c));
        } else if rest.next_if_eq(&']').is_some() {
            let _ = rest.find(|c| *c == '\u{7}' || *c == '\\');
        }
    }
    Cow::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_names_an_error_is_the_cause() {
        let cases = [
            ("file.js:3", "Error: boom at x\n    at f (file.js:3)\n\nNode.js v20.20.2\n", "Error: boom at x"),
            (
                "main.c:1:1: error: no such thing\n",
                "make: *** [Mk:4: all] Error 1\n",
                "main.c:1:1: error: no such thing",
            ),
            (
                "FAILED test_login - assert 401 == 200\n1 failed, 3 passed\n",
                "DeprecationWarning: pkg_resources is deprecated\n",
                "FAILED test_login - assert 401 == 200",
            ),
            ("", "Traceback (most recent call last):\n  File \"x\"\nValueError: no\n", "ValueError: no"),
            ("0 errors, no failures\nport 80 is taken\n", "", "port 80 is taken"),
            ("one\n", "two\n\n", "two"),
            ("", "\u{1b}[31merror\u{1b}[0m: red\n", "error: red"),
            ("terror and mirrors\nlast\n", "", "last"),
        ];
        for (stdout, stderr, expected) in cases {
            assert_eq!(cause(stdout, stderr).as_deref(), Some(expected), "{stdout}{stderr}");
        }
        assert_eq!(cause("", "\n"), None);
    }

    #[test]
    fn what_only_paints_is_left_out() {
        let link = "\u{1b}]8;;http://x\u{7}word\u{1b}]8;;\u{7}";
        for (line, expected) in [
            ("plain", "plain"),
            ("\u{1b}[1;31mred\u{1b}[m!", "red!"),
            (link, "word"),
            ("a\rb", "b"),
            ("a\r", "a"),
            ("\u{1b}", ""),
        ] {
            assert_eq!(plain(line), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "(error|İ|fail|\u{1b}|\\[|:| |0 |\\PC|\n){0,40}") {
            let _ = cause(&text, &text);
        }
    }
}
