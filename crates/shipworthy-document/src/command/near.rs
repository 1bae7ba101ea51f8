//! The name that was perhaps meant. It only suggests.

/// Longer words are not compared.
const LONGEST: usize = 64;

/// The nearest of `names`: one that `word` is a part of, whole words long, or that is a few letters away.
pub(crate) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let word = plain(word);
    let names: Vec<&'a str> = names.collect();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let by_letters = names.iter().filter_map(|name| {
        let limit = (word.len().max(name.len()) + 1) / 3;
        distance(&word, &plain(name), limit.min(4)).map(|distance| (distance, *name))
    });
    let close = by_letters.min_by_key(|(distance, _)| *distance).map(|(_, name)| name);
    close.or_else(|| {
        let within = |long: &str, short: &str| {
            long.starts_with(&format!("{short}-"))
                || long.ends_with(&format!("-{short}"))
                || long.contains(&format!("-{short}-"))
        };
        names.iter().copied().find(|name| within(&plain(name), &word) || within(&word, &plain(name)))
    })
}

/// Insertions, deletions and replacements between two words, if at most `limit`.
fn distance(from: &str, to: &str, limit: usize) -> Option<usize> {
    let to: Vec<char> = to.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut before = row[0];
        row[0] = line + 1;
        for (at, other) in to.iter().enumerate() {
            let replaced = before + usize::from(letter != *other);
            before = row[at + 1];
            row[at + 1] = replaced.min(before + 1).min(row[at] + 1);
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_name_is_found_by_letters_or_by_words() {
        let names = ["do-memory-core", "do-memory-mcp", "quality-gates", "pool_test"];
        for (word, near) in [
            ("memory-core", Some("do-memory-core")),
            ("quality_gate", Some("quality-gates")),
            ("pool-tset", Some("pool_test")),
            ("gates", Some("quality-gates")),
            ("tests", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, names.into_iter()), near, "{word}");
        }
    }
}
