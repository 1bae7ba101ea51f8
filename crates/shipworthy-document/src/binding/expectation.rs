//! What a document expects of a command, in words: `verify success`, `zero warnings`, `100+ tests`, `< 30 seconds`. What
//! is not understood to the last word is not understood at all.

/// What must come of a command, besides that it succeeds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expectation {
    /// Must there be no warnings?
    pub(crate) no_warnings: bool,
    /// So many of these, at the least: `tests`, 100.
    pub(crate) counts: Vec<(String, u64)>,
    /// No longer than this, as in `readiness.toml`: `30s`.
    pub(crate) within: Option<String>,
}

/// Words that say no more than that all is well.
#[rustfmt::skip]
const NEUTRAL: &[&str] = &[
    "a", "across", "advisories", "all", "and", "are", "at", "bans", "be", "build", "builds", "check",
    "checking", "clean", "cleanly", "code", "compile", "compiles", "complete", "completed", "completes",
    "confirm", "crates", "docs", "documentation", "ensure", "every", "everything", "exit", "exits",
    "expect", "expected", "fine", "finishes", "formatting", "fully", "gates", "green", "integration", "is",
    "it", "least", "licenses", "lint", "linter", "linting", "must", "now", "of", "ok", "okay", "pass",
    "passed", "passes", "passing", "project", "quality", "release", "report", "reports", "result", "run",
    "runs", "rust", "security", "should", "shows", "still", "strict", "succeed", "succeeds", "success",
    "successful", "successfully", "suite", "test", "tests", "that", "the", "to", "unit", "verified",
    "verify", "whole", "with", "workspace",
];

/// What a command may be free of.
#[rustfmt::skip]
const FAULTS: &[&str] = &[
    "advisories", "error", "errors", "failed", "failure", "failures", "issues", "problems", "vulnerabilities",
    "warning", "warnings",
];

/// What may stand between `no` and that.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "and", "any", "clippy", "compiler", "errors", "known", "lint", "new", "or", "security", "test",
    "warnings",
];

/// What commands count.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "assertion", "benchmark", "case", "check", "crate", "doctest", "example", "file", "module", "spec",
    "suite", "test",
];

impl Expectation {
    /// Reads the words behind a command. `None` when something in them is not understood.
    pub(crate) fn read(words: &str) -> Option<Self> {
        const LONGEST: usize = 300;
        if words.len() > LONGEST {
            return None;
        }
        let words = without_thousands(words)
            .to_lowercase()
            .replace('\u{2264}', "<")
            .replace("<=", "<")
            .replace('<', " < ");
        let words: Vec<&str> = words
            .split(|letter: char| letter.is_whitespace() || "()[],;:!→⇒✅✓*_\"'`—–|=".contains(letter))
            .map(|word| word.trim_matches(['.', '-', '>']))
            .filter(|word| !word.is_empty())
            .collect();
        let mut found = Self::default();
        let mut at = 0;
        while at < words.len() {
            at += found.take(words.get(at..)?)?;
        }
        Some(found)
    }

    /// Takes the first of `words`, and those that belong to it; says how many that were.
    fn take(&mut self, words: &[&str]) -> Option<usize> {
        let (first, rest) = words.split_first()?;
        match *first {
            "no" | "zero" | "without" | "free" => return Some(1 + self.without(rest)?),
            "0" if rest.first().is_some_and(|next| FAULTS.contains(next) || BETWEEN.contains(next)) => {
                return Some(1 + self.without(rest)?);
            }
            "0" => return Some(1),
            "in" | "within" if rest.first().is_some_and(|next| matches!(*next, "<" | "under" | "less")) => {
                return Some(1);
            }
            "<" | "under" | "within" | "in" | "below" => return Some(1 + self.duration(rest)?),
            "less" if rest.first() == Some(&"than") => return Some(2 + self.duration(rest.get(1..)?)?),
            word if NEUTRAL.contains(&word) => return Some(1),
            _ => {}
        }
        let number =
            first.trim_end_matches('+').replace([',', '_'], "").parse::<u64>().ok().filter(|n| *n > 0)?;
        let (skipped, noun) = rest.iter().enumerate().take(3).find_map(|(at, word)| {
            let noun = word.strip_suffix('s').unwrap_or(word);
            COUNTED.contains(&noun).then(|| (at, noun.to_owned()))
        })?;
        let between = rest.get(..skipped)?;
        between.iter().all(|word| NEUTRAL.contains(word)).then(|| self.counts.push((noun, number)))?;
        Some(2 + skipped)
    }

    /// `no new warnings or errors`
    fn without(&mut self, words: &[&str]) -> Option<usize> {
        let length = words.iter().take_while(|word| FAULTS.contains(word) || BETWEEN.contains(word)).count();
        let faults = words.get(..length)?;
        self.no_warnings |= faults.iter().any(|word| word.starts_with("warning"));
        faults.iter().any(|word| FAULTS.contains(word)).then_some(length)
    }

    /// `30 seconds`, `5min`
    fn duration(&mut self, words: &[&str]) -> Option<usize> {
        let (first, rest) = words.split_first()?;
        let (number, unit) = first.split_at(first.find(|c: char| !c.is_ascii_digit()).unwrap_or(first.len()));
        let (unit, length) = if unit.is_empty() { (*rest.first()?, 2) } else { (unit, 1) };
        let unit = match unit {
            "ms" | "milliseconds" => "ms",
            "s" | "sec" | "secs" | "second" | "seconds" => "s",
            "m" | "min" | "mins" | "minute" | "minutes" => "m",
            "h" | "hour" | "hours" => "h",
            _ => return None,
        };
        let number = number.parse::<u32>().ok().filter(|number| *number > 0)?;
        self.within.is_none().then(|| self.within = Some(format!("{number}{unit}")))?;
        Some(length)
    }
}

/// `1,000` as `1000`.
fn without_thousands(words: &str) -> String {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let mut before = None;
    let mut letters = words.chars().peekable();
    let mut without = String::with_capacity(words.len());
    while let Some(letter) = letters.next() {
        if letter != ',' || !digit(before) || !digit(letters.peek().copied()) {
            without.push(letter);
        }
        before = Some(letter);
    }
    without
}

#[cfg(test)]
mod tests {
    use super::Expectation;

    fn shown(words: &str) -> String {
        let Some(read) = Expectation::read(words) else { return "not understood".to_owned() };
        let mut shown: Vec<String> =
            read.counts.iter().map(|(noun, least)| format!("{least} {noun}")).collect();
        shown.extend(read.no_warnings.then(|| "no warnings".to_owned()));
        shown.extend(read.within);
        shown.join(", ")
    }

    #[test]
    fn words_are_understood_to_the_last_or_not_at_all() {
        for (words, expected) in [
            ("", ""),
            ("→ verify success", ""),
            ("→ verify all tests pass", ""),
            ("Should pass without errors", ""),
            ("completes successfully", ""),
            ("exits with code 0", ""),
            ("→ verify zero warnings", "no warnings"),
            ("- Strict linting (zero warnings)", "no warnings"),
            ("- No known vulnerabilities", ""),
            ("(no new warnings)", "no warnings"),
            ("0 errors, 0 warnings", "no warnings"),
            ("(expected: 15+ modules, 1,000+ unit tests)", "15 module, 1000 test"),
            ("passes in < 30 seconds", "30s"),
            ("runs under 5 min", "5m"),
            ("completes in less than 150ms", "150ms"),
            ("should fail", "not understood"),
            ("Should produce .so/.dylib", "not understood"),
            ("downtime: < 30 seconds", "not understood"),
            ("target: >55% overall", "not understood"),
            ("no regressions", "not understood"),
            ("with warnings", "not understood"),
            ("errors", "not understood"),
            ("in production", "not understood"),
        ] {
            assert_eq!(shown(words), expected, "{words}");
        }
    }
}
