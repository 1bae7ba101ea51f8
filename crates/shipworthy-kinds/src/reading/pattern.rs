//! Patterns that parameters give, and where in a text they are found.

use regex_lite::Regex;

/// A pattern, ready to be looked for.
///
/// # Errors
///
/// When it is no pattern, says which and why.
pub(crate) fn pattern(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|error| format!("`{text}`: {error}"))
}

/// The first line that the pattern is found on, from 1.
pub(crate) fn first_line(pattern: &Regex, text: &str) -> Option<u32> {
    text.lines().zip(1..).find(|(line, _)| pattern.is_match(line)).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::{first_line, pattern};

    #[test]
    fn a_pattern_is_found_on_its_first_line() {
        let found = |text: &str| first_line(&pattern("^b").unwrap(), text);
        assert_eq!((found("a\r\nb\nb\n"), found("a b"), found("")), (Some(2), None, None));
        assert!(pattern("(").unwrap_err().starts_with("`(`: "));
    }
}
