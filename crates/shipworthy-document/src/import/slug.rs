//! Ids out of words: lower-case ASCII, short enough to be typed, the same for the same words.

/// The longest id made here. People type them, and what the cut leaves is enough to know them by.
const LENGTH: usize = 44;

/// The letters of the Cyrillic alphabet from `а` to `я`, as English readers are used to see them.
const CYRILLIC: [&str; 32] = [
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f",
    "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
];

/// Letters with marks, and what they are without.
const MARKED: [(&str, &str); 20] = [
    ("àáâãäåāăą", "a"),
    ("æ", "ae"),
    ("çćč", "c"),
    ("ďđ", "d"),
    ("èéêëēėęěё", "e"),
    ("ğґ", "g"),
    ("ìíîïīıі", "i"),
    ("ł", "l"),
    ("ñńň", "n"),
    ("òóôõöøōő", "o"),
    ("œ", "oe"),
    ("ř", "r"),
    ("śšşș", "s"),
    ("ß", "ss"),
    ("ťțţ", "t"),
    ("ùúûüūůű", "u"),
    ("ýÿ", "y"),
    ("źżž", "z"),
    ("ї", "yi"),
    ("є", "ye"),
];

/// Words that say nothing in a name.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Words that want another one behind them.
const JOINING: [&str; 16] = [
    "all", "and", "are", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "to", "under", "with",
];

/// The id that these words make; nothing when there is no letter in them that can stand in one.
pub(super) fn slug(text: &str) -> Option<String> {
    // What must come of a step is not what it is called.
    let name = ["→", "->", "=>"].iter().filter_map(|arrow| text.find(arrow)).min();
    let name = name.map_or(text, |end| &text[..end]);
    words(name).or_else(|| words(text))
}

fn words(text: &str) -> Option<String> {
    let ascii: Vec<String> = text.split_whitespace().map(|word| plain(last_part(word))).collect();
    let all = || ascii.iter().flat_map(|word| word.split('-')).filter(|word| !word.is_empty());
    joined(all().filter(|word| !ARTICLES.contains(word))).or_else(|| joined(all()))
}

/// As many of the words as fit.
fn joined<'w>(words: impl Iterator<Item = &'w str>) -> Option<String> {
    let mut slug = String::new();
    for word in words {
        if slug.is_empty() {
            // Plain ASCII, so that any byte is a border of characters.
            slug.push_str(&word[..word.len().min(LENGTH)]);
        } else if slug.len() + 1 + word.len() <= LENGTH {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    while let Some((words, last)) = slug.rsplit_once('-')
        && JOINING.contains(&last)
    {
        slug.truncate(words.len());
    }
    (!slug.is_empty()).then_some(slug)
}

/// The last part of a path, which is what people call it.
fn last_part(word: &str) -> &str {
    let path = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    match path.rsplit_once('/') {
        // `CI/CD` and `and/or` are no paths.
        Some((folders, file)) if file.contains('.') || folders.contains('/') => file,
        _ => word,
    }
}

/// A word in small ASCII letters and digits, `-` for everything else.
fn plain(word: &str) -> String {
    let mut plain = String::new();
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => plain.push(c),
            '\'' | '’' | '`' => {}
            'а'..='я' => {
                let at = (u32::from(c) - u32::from('а')) as usize;
                plain.push_str(CYRILLIC.get(at).copied().unwrap_or_default());
            }
            _ => {
                let marked = MARKED.iter().find(|(letters, _)| letters.contains(c));
                plain.push_str(marked.map_or("-", |(_, letters)| letters));
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use shipworthy_model::id::GateId;

    use super::slug;

    #[test]
    fn words_become_ids() {
        for (text, expected) in [
            ("All tests passing", "all-tests-passing"),
            ("Remove duplicate core/src/memory/step_buffer.rs", "remove-duplicate-step-buffer-rs"),
            ("Run cargo build --workspace → verify success", "run-cargo-build-workspace"),
            ("CI/CD pipeline", "ci-cd-pipeline"),
            ("Don't panic, the user's data is kept", "dont-panic-users-data-is-kept"),
            ("→ done", "done"),
            ("Архитектура и система", "arkhitektura-i-sistema"),
            ("Größe geprüft", "grosse-gepruft"),
            ("Performance regression >20%", "performance-regression-20"),
            ("_ -- !", ""),
            ("完成", ""),
            ("", ""),
            (
                "A very long statement that goes on and on until nobody would ever want to type it",
                "very-long-statement-that-goes",
            ),
            (&"x".repeat(300), &"x".repeat(44)),
        ] {
            assert_eq!(slug(text).unwrap_or_default(), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_made_is_an_id(text in ".*") {
            if let Some(slug) = slug(&text) {
                proptest::prop_assert!(slug.parse::<GateId>().is_ok(), "{:?}", slug);
            }
        }
    }
}
