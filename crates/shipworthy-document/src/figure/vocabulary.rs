//! Words brought to what they have in common, so that `Integration tests written` and `write the integration test` meet.

/// Words that carry no meaning of their own here.
const STOP: [&str; 66] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "do", "for", "from", "had",
    "has", "have", "if", "in", "into", "is", "it", "its", "now", "of", "on", "or", "our", "per", "so",
    "that", "the", "their", "then", "there", "these", "this", "those", "to", "via", "was", "we", "were",
    "when", "which", "will", "with", "yet", "you", "your", "и", "в", "во", "на", "с", "со", "к", "по", "для",
    "из", "от", "до", "не", "что", "это", "о",
];

/// Words that differ from their root by more than an ending.
const IRREGULAR: [(&str, &str); 16] = [
    ("built", "build"),
    ("children", "child"),
    ("database", "db"),
    ("databases", "db"),
    ("docs", "document"),
    ("documentation", "document"),
    ("indices", "index"),
    ("kept", "keep"),
    ("made", "make"),
    ("ran", "run"),
    ("repository", "repo"),
    ("repositories", "repo"),
    ("sent", "send"),
    ("wrote", "write"),
    ("written", "write"),
    ("config", "configur"),
];

/// The endings of Russian words, the longer first.
const RUSSIAN: [&str; 32] = [
    "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "ией", "ая", "яя", "ое", "ее", "ые",
    "ие", "ый", "ий", "ой", "ых", "их", "ов", "ев", "ам", "ям", "ах", "ях", "ия", "ию", "ии", "ть", "ся",
];

/// Is it a word without a meaning of its own?
pub(crate) fn is_stop(word: &str) -> bool {
    STOP.contains(&word)
}

/// The words of a text that mean something, as roots, in their order.
pub(crate) fn significant_words(text: &str) -> Vec<String> {
    words(text).filter(|word| !is_stop(word)).map(|word| root(&word)).collect()
}

/// The words of a text in lower case: letters and digits, with `.`, `/`, `-` and `_` between them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let between =
        |letter: char| !letter.is_alphanumeric() && !matches!(letter, '.' | '/' | '-' | '_' | '\'' | '’');
    text.split(between)
        .map(|word| word.trim_matches(|edge: char| !edge.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .flat_map(|word| {
            // `linter-clean` is two words, `stdio_test.exs` and `lib/a.rs` are one.
            let compound = word.contains('-') && !word.contains(['.', '/', '_']);
            if compound { word.split('-').collect() } else { vec![word] }
        })
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// What a word in lower case has in common with its other forms.
pub(crate) fn root(word: &str) -> String {
    if let Some((_, root)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return english(root);
    }
    if word.contains(['.', '/', '_']) || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    if word.is_ascii() { english(word) } else { russian(word) }
}

fn english(word: &str) -> String {
    let mut stem = singular(word);
    for (ending, instead, least) in [
        ("ification", "ify", 2),
        ("ation", "", 5),
        ("ion", "", 4),
        ("ing", "", 3),
        ("ied", "y", 2),
        ("ed", "", 3),
    ] {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.len() >= least
            && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            stem = undouble(&format!("{rest}{instead}"));
            break;
        }
    }
    for (ending, least) in [("ment", 5), ("e", 3), ("at", 5)] {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.len() >= least
        {
            stem.truncate(rest.len());
        }
    }
    if stem.len() > 3 && stem.ends_with('y') {
        stem.truncate(stem.len() - 1);
        stem.push('i');
    }
    stem
}

fn singular(word: &str) -> String {
    let es = ["sses", "xes", "ches", "shes"].iter().any(|ending| word.ends_with(ending));
    let plain = word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    match word {
        _ if word.len() > 4 && word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ if es => word[..word.len() - 2].to_owned(),
        _ if plain && word.len() > 3 => word[..word.len() - 1].to_owned(),
        _ => word.to_owned(),
    }
}

fn undouble(stem: &str) -> String {
    let bytes = stem.as_bytes();
    match bytes {
        [_, _, .., before, last] if before == last && !matches!(last, b's' | b'l' | b'z' | b'e') => {
            stem[..stem.len() - 1].to_owned()
        }
        _ => stem.to_owned(),
    }
}

fn russian(word: &str) -> String {
    let letters = word.chars().count();
    let rest =
        RUSSIAN.iter().find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3));
    match rest {
        Some(rest) => rest.to_owned(),
        None if letters > 4 => {
            word.trim_end_matches(['а', 'я', 'ы', 'и', 'о', 'е', 'у', 'ю', 'ь']).to_owned()
        }
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{root, significant_words};

    #[test]
    fn forms_of_one_word_meet() {
        for forms in [
            &["create", "created", "creating", "creation", "creates"][..],
            &["integrate", "integration", "integrated", "integrations"],
            &["verify", "verified", "verifies", "verification"],
            &["wrap", "wrapped", "wrapping"],
            &["add", "added", "adding", "adds"],
            &["document", "documentation", "docs", "documented"],
            &["enforce", "enforced", "enforcement"],
            &["implement", "implementation", "implemented"],
            &["test", "tests", "testing", "tested"],
            &["pass", "passes", "passing", "passed"],
            &["write", "written", "writing"],
            &["cache", "caching", "caches", "cached"],
            &["configure", "configuration", "configured", "config"],
            &["refactor", "refactoring", "refactored"],
            &["detect", "detected", "detection"],
            &["validate", "validation", "validated"],
            &["задачи", "задача", "задачами"],
            &["готовый", "готовая", "готовые"],
        ] {
            for form in forms {
                assert_eq!(root(form), root(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (one, other) in [
            ("test", "text"),
            ("string", "str"),
            ("status", "stat"),
            ("linter", "lint"),
            ("process", "proces"),
            ("bed", "b"),
            ("p95", "p99"),
            ("caching", "catching"),
        ] {
            assert_ne!(root(one), root(other));
        }
    }

    #[test]
    fn only_what_means_something_is_left() {
        assert_eq!(significant_words("README has usage examples"), ["readm", "usag", "exampl"]);
        assert_eq!(significant_words("Code is linter-clean"), ["cod", "linter", "clean"]);
        assert_eq!(significant_words("the `lib/a_b.rs` file"), ["lib/a_b.rs", "fil"]);
    }
}
