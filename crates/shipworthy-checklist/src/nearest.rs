//! The valid name that somebody most likely meant. It only suggests; what is valid is for others to say.

use std::collections::HashSet;

/// How many names a list of valid ones shows.
const SHOWN: usize = 24;

/// Advice for a `word` that is none of `names`: the nearest of them, or all when none is near.
pub fn advice<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut names: Vec<&str> = names.collect();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    nearest(word, &names).map(|name| format!("did you mean `{name}`?")).or_else(|| listed(&names))
}

/// The names in a sentence; `None` when there is none.
pub(crate) fn listed(names: &[&str]) -> Option<String> {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    match shown.as_slice() {
        [] => None,
        [only] => Some(format!("the valid one is {only}")),
        many if more > 0 => Some(format!("valid are {} and {more} more", many.join(", "))),
        many => Some(format!("valid are {}", many.join(", "))),
    }
}

/// The nearest of `names`; a short word must be exact but for its case.
pub(crate) fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-").chars().collect::<Vec<char>>();
    let word = plain(word);
    let by_distance = names.iter().filter_map(|name| {
        let candidate = plain(name);
        let limit = word.len().max(candidate.len()) / 3;
        distance(&word, &candidate, limit).map(|distance| (distance, *name))
    });
    by_distance.min_by_key(|(distance, _)| *distance).map(|(_, name)| name).or_else(|| {
        // `clippy` for `cargo-clippy`.
        let part = word.iter().collect::<String>();
        names.iter().copied().find(|name| part.len() > 2 && name.split('-').any(|piece| piece == part))
    })
}

/// Insertions, deletions, replacements and swaps of neighbours between two words, if at most `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let replace = last[j] + usize::from(from != to);
            let mut best = replace.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *from == b[j - 1] && a[i - 1] == *to {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        if row.iter().all(|cost| *cost > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("g", None),
            ("xyz", None),
            ("", None),
            ("benchmark", None),
        ] {
            assert_eq!(nearest(word, &names), expected, "{word}");
        }
    }

    #[test]
    fn neighbours_that_changed_places_are_one_step() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        for (a, b, expected) in [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("", "abc", 3)] {
            assert_eq!(distance(&chars(a), &chars(b), 9), Some(expected), "{a} {b}");
        }
        assert_eq!(distance(&chars("kitten"), &chars("sitting"), 2), None);
    }

    #[test]
    fn a_long_list_is_cut() {
        let names: Vec<String> = (0..30).map(|number| format!("gate-number-{number}")).collect();
        let advice = advice("zzz", names.iter().map(String::as_str));
        assert!(advice.is_some_and(|advice| advice.ends_with("and 6 more")));
        assert_eq!(listed(&[]), None);
    }
}
