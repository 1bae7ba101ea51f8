//! What a section is about, as patterns that find it in a heading or in running text, whatever the endings of its words.

/// What a section is to be about, in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    words: Vec<String>,
    adjectives: usize,
    /// Is a table asked for?
    pub(crate) table: bool,
    /// Are examples asked for?
    pub(crate) examples: bool,
    /// Is it said to be a section, a table, examples or advice, and not only a subject?
    pub(crate) qualified: bool,
    /// Names of the code in brackets: `(QuotaExceeded)`.
    pub(crate) names: Vec<String>,
    /// Is it advice, which needs no heading of its own?
    pub(crate) guidance: bool,
}

const SMALL: &[&str] = &[
    "a",
    "an",
    "the",
    "all",
    "new",
    "our",
    "more",
    "better",
    "basic",
    "comprehensive",
    "proper",
    "full",
    "docs",
    "documentation",
];
const ADJECTIVES: &[&str] =
    &["expected", "current", "known", "typical", "important", "key", "common", "standard"];
const SECTION: &[&str] =
    &["section", "sections", "chapter", "page", "notes", "overview", "details", "information", "steps"];
const GUIDANCE: &[&str] =
    &["guidance", "best", "practices", "patterns", "guidelines", "advice", "tips", "recommendations"];
const LINKING: &[&str] =
    &["for", "of", "and", "with", "on", "to", "in", "about", "how", "when", "if", "each", "every", "&"];
/// Words that every document has somewhere.
#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "error", "errors", "data", "code", "test", "testing", "user", "system", "memory", "performance", "build", "security",
    "file", "config", "configuration", "project", "feature", "release", "version", "status", "usage", "install",
];

impl Topic {
    /// The topic in the words behind the verb; `None` when they are none, or too many to be one.
    pub(crate) fn of(words: &[&str]) -> Option<Self> {
        let mut topic = Self {
            words: Vec::new(),
            adjectives: 0,
            table: false,
            examples: false,
            names: Vec::new(),
            qualified: false,
            guidance: false,
        };
        for (at, raw) in words.iter().enumerate() {
            let opens = raw.starts_with(['(', '[', '-', '–', '—', '→']);
            let word = raw.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
            if opens {
                topic.names = words.iter().skip(at).filter_map(|word| name(word)).take(8).collect();
                break;
            }
            match word.as_str() {
                "table" | "tables" => topic.table = true,
                "example" | "examples" => topic.examples = true,
                word if GUIDANCE.contains(&word) => topic.guidance = true,
                word if SECTION.contains(&word) => topic.qualified = true,
                word if word.is_empty() || SMALL.contains(&word) => {}
                word if LINKING.contains(&word) => return None,
                word => {
                    if ADJECTIVES.contains(&word) && topic.adjectives == topic.words.len() {
                        topic.adjectives += 1;
                    }
                    topic.words.push(word.to_owned());
                }
            }
            if raw.ends_with([':', ';', '.', ',']) {
                break;
            }
        }
        let plain = topic
            .words
            .iter()
            .all(|word| word.chars().all(|letter| letter.is_alphanumeric() || letter == '-'));
        let telling = topic.words.len() > topic.adjectives;
        (plain && telling && topic.words.len() <= 5).then_some(topic)
    }

    /// The words of the topic, as a phrase.
    pub(crate) fn phrase(&self) -> String {
        self.words.join(" ")
    }

    /// The pattern of headings about the topic.
    pub(crate) fn heading(&self) -> String {
        format!(r"(?i)\b{}", joined(&self.words, r"\W+"))
    }

    /// The pattern of headings about the topic without words such as `expected`; `None` where it has no such word.
    pub(crate) fn heading_without_adjectives(&self) -> Option<String> {
        let rest = self.words.get(self.adjectives..)?;
        (self.adjectives > 0).then(|| format!(r"(?i)\b{}", joined(rest, r"\W+")))
    }

    /// Found in a heading about examples of it. Any examples show the usage.
    pub(crate) fn with_examples(&self) -> String {
        if matches!(self.words.as_slice(), [word] if word == "usage" || word == "code") {
            return r"(?i)\bexample".to_owned();
        }
        let words = joined(&self.words, r"\W+");
        format!(r"(?i)\b{words}.*\bexample|\bexample.*\b{words}")
    }

    /// Found where it is spoken of at all: its words, then its first one when that tells enough.
    pub(crate) fn mentioned(&self) -> Vec<String> {
        let mut patterns = vec![format!(r"(?i)\b{}", joined(&self.words, r"\W*"))];
        let telling = |word: &&String| word.len() >= 5 && !GENERAL.contains(&word.as_str());
        if let Some(first) = self.words.first().filter(telling).filter(|_| self.words.len() > 1) {
            patterns.push(format!(r"(?i)\b{}", stem(first)));
        }
        patterns
    }
}

/// A name of the code: two words in one, as `QuotaExceeded` or `max_len`.
fn name(word: &str) -> Option<String> {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let joined = word.contains('_') || word.chars().skip(1).any(|letter| letter.is_ascii_uppercase());
    let cased = word.contains('_') || word.chars().any(|letter| letter.is_ascii_lowercase());
    (plain && joined && cased && word.len() > 4).then(|| word.to_owned())
}

fn joined(words: &[String], between: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| format!(r"{}\w*", stem(word))).collect();
    words.join(between)
}

/// A word without its ending, as far as it stays telling.
fn stem(word: &str) -> &str {
    ["ements", "ement", "ments", "ment", "ations", "ation", "ings", "ing", "es", "ed", "s", "e"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() >= 4))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::Topic;

    fn topic(text: &str) -> Option<Topic> {
        Topic::of(&text.split_whitespace().collect::<Vec<_>>())
    }

    #[test]
    fn a_heading_about_a_topic_is_found_whatever_the_endings() {
        let cases = [
            ("environment variables", "Environment Variables", true),
            ("environment variables", "The environment of a variable", false),
            ("troubleshooting section", "Troubleshooting", true),
            ("rate limiting best practices", "Rate limits", true),
            ("deployment", "Deploying to production", true),
            ("usage", "Reuse", false),
            ("quota management guidance", "Memory management", false),
        ];
        for (about, heading, found) in cases {
            let pattern = topic(about).expect("a topic").heading();
            let regex = Regex::new(&pattern).expect("a pattern");
            assert_eq!(regex.is_match(heading), found, "{about}: {heading}");
        }
        let spoken = topic("rate limiting best practices").expect("a topic").mentioned();
        assert!(Regex::new(&spoken[0]).expect("a pattern").is_match("returns `RateLimitExceeded`"));
        assert_eq!(spoken.len(), 1, "`rate` alone tells nothing");
    }

    #[test]
    fn what_is_no_topic() {
        for text in ["", "the section", "x for each package", "b c d e f g", "expected", "`foo::bar`"] {
            assert_eq!(topic(text), None, "{text}");
        }
    }
}
