//! The valid name that somebody most likely meant by a wrong one. It only suggests; what is valid is for others to say.

use strsim::osa_distance;

/// Longer words are not compared: nobody mistypes them, and comparing takes the square of the time.
const LONGEST: usize = 64;

/// More letters than this are another word, however long both are.
const MOST: usize = 4;

/// The nearest of the names: one that is a few letters away, or one of which `word` is a part, or that is a part of it,
/// whole words long. Case does not count, and `_` and a blank are the same as `-`. Of equally near ones, the first.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let letters = word.chars().count();
    if letters == 0 || letters > LONGEST {
        return None;
    }
    let names: Vec<(&str, String)> = names.into_iter().map(|name| (name, plain(name))).collect();
    let by_letters = names.iter().filter_map(|(name, candidate)| {
        let others = candidate.chars().count();
        let limit = (letters.max(others) / 3).min(MOST);
        if letters.abs_diff(others) > limit {
            return None;
        }
        let distance = osa_distance(&word, candidate);
        (distance <= limit).then_some((distance, *name))
    });
    let close = by_letters.min_by_key(|(distance, _)| *distance).map(|(_, name)| name);
    close.or_else(|| {
        let related = |name: &str| is_part(&word, name) || is_part(name, &word);
        names.iter().find(|(_, candidate)| related(candidate)).map(|(name, _)| *name)
    })
}

/// A name without what does not tell two of them apart.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', ' '], "-")
}

/// Is one the other, or some whole words of it? `clippy` is a part of `cargo-clippy`; one or two letters say too little.
fn is_part(short: &str, long: &str) -> bool {
    short.chars().count() > 2 && format!("-{long}-").contains(&format!("-{short}-"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["cargo-test", "cargo-clippy", "file", "git", "at-least"];
        for (word, expected) in [
            ("cargo-tset", Some("cargo-test")),
            ("cargo_test", Some("cargo-test")),
            ("Cargo-Clipy", Some("cargo-clippy")),
            ("clippy", Some("cargo-clippy")),
            ("flie", Some("file")),
            ("gti", Some("git")),
            ("atleast", Some("at-least")),
            ("GIT", Some("git")),
            ("gi", Some("git")),
            ("git-tree", Some("git")),
            ("g", None),
            ("xyz", None),
            ("", None),
            ("benchmark", None),
        ] {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }

    #[test]
    fn a_name_is_found_by_its_words() {
        let names = ["do-memory-core", "do-memory-mcp", "quality-gates", "pool_test", "Getting started"];
        for (word, near) in [
            ("memory-core", Some("do-memory-core")),
            ("quality_gate", Some("quality-gates")),
            ("pool-tset", Some("pool_test")),
            ("gates", Some("quality-gates")),
            ("started", Some("Getting started")),
            ("tests", None),
            ("x", None),
        ] {
            assert_eq!(nearest(word, names), near, "{word}");
        }
    }

    #[test]
    fn neighbours_that_changed_places_are_one_step_and_the_nearer_one_wins() {
        assert_eq!(nearest("abc-dfe", ["abc-dxy", "abc-def"]), Some("abc-def"));
        assert_eq!(nearest("sitting", ["kitten"]), None);
    }

    #[test]
    fn words_without_end_are_not_compared() {
        let long = "a".repeat(65);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest("aaa", [long.as_str()]), None);
    }
}
