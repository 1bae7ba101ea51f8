//! Advice for a name that is none of the valid ones.

use std::collections::HashSet;

use shipworthy_model::nearest::nearest;

/// How many names are shown in a list of valid ones.
const SHOWN: usize = 24;

/// Advice for a `word` that is none of `names`: the nearest of them, or all when none is near.
pub fn advice<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut names: Vec<&str> = names.collect();
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    nearest(word, names.iter().copied())
        .map(|name| format!("did you mean `{name}`?"))
        .or_else(|| listed(&names))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut() {
        let names: Vec<String> = (0..30).map(|number| format!("gate-number-{number}")).collect();
        let advice = advice("zzz", names.iter().map(String::as_str));
        assert!(advice.is_some_and(|advice| advice.ends_with("and 6 more")));
        assert_eq!(listed(&[]), None);
    }
}
