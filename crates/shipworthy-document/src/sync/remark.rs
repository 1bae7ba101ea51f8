//! The comment beside an item that says why it is open: `<!-- shipworthy: fail: 2 warnings, limit 0 -->`.

use std::ops::Range;

use shipworthy_model::text::is_unprintable;

use super::synced::ItemOutcome;

const OPENS: &str = "<!-- shipworthy:";
const CLOSES: &str = "-->";

/// More than this is for `why` to tell.
const LONGEST: usize = 200;

/// Where the comment stands in a text, with the blank before it.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    let start = text.rfind(OPENS)?;
    let end = start + text.get(start..)?.find(CLOSES)? + CLOSES.len();
    let blank = usize::from(text.get(..start)?.ends_with(' '));
    Some(start - blank..end)
}

/// The comment, with a blank before it.
pub(super) fn of(standing: &ItemOutcome) -> String {
    let reason = harmless(&standing.reason);
    let colon = if reason.is_empty() { "" } else { ": " };
    format!(" {OPENS} {}{colon}{reason} {CLOSES}", standing.outcome.word())
}

/// A reason on one line that ends no comment, no cell and no code.
fn harmless(reason: &str) -> String {
    let mut words = String::new();
    for word in reason
        .split(|char: char| char.is_whitespace() || is_unprintable(char))
        .filter(|word| !word.is_empty())
    {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    let mut safe = String::new();
    for (read, char) in words.chars().enumerate() {
        if read == LONGEST {
            safe.push('…');
            break;
        }
        match char {
            '-' if safe.ends_with('-') => safe.push_str("&#45;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '|' => safe.push_str("&#124;"),
            '`' => safe.push('\''),
            char => safe.push(char),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use shipworthy_model::verdict::Outcome;

    use super::*;

    #[test]
    fn a_comment_holds_its_reason_and_nothing_ends_it() {
        for (reason, comment) in [
            ("2 warnings, limit 0", " <!-- shipworthy: fail: 2 warnings, limit 0 -->"),
            ("", " <!-- shipworthy: fail -->"),
            (
                "a --> b --- <!-- |`c`",
                " <!-- shipworthy: fail: a -&#45;&gt; b -&#45;- &lt;!-&#45; &#124;'c' -->",
            ),
            ("two\r\nlines\u{1b}[31m\u{202e}x\0", " <!-- shipworthy: fail: two lines [31m x -->"),
            ("a\u{61c}b\u{ad}c\u{206f}d\u{fff9}e\u{e0041}f", " <!-- shipworthy: fail: a b c d e f -->"),
        ] {
            let made = of(&ItemOutcome { outcome: Outcome::Fail, reason: reason.to_owned() });
            assert_eq!(made, comment);
            assert_eq!(find(&made), Some(0..made.len()));
            assert_eq!(made.matches("--").count(), 2, "{made}");
        }
    }

    #[test]
    fn a_comment_is_found_with_its_blank() {
        assert_eq!(find("- [ ] a <!-- shipworthy: fail --> b"), Some(7..33));
        for text in ["- [ ] a", "<!-- other -->", "<!-- shipworthy: open"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
