//! What an item says of itself in brackets at its end: `(owner: Ada, effort: 2h)`, `(@ada)`.

use crate::reading::title;

/// Keys and values in the last brackets of a text. Brackets with anything else in them are words.
pub(super) fn asides(text: &str) -> Vec<(String, String)> {
    let Some(inner) = text.trim_end().strip_suffix([')', ']']) else { return Vec::new() };
    let Some(at) = inner.rfind(['(', '[']) else { return Vec::new() };
    let said = inner.get(at + 1..).unwrap_or_default().split([',', ';']).map(aside);
    said.collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn aside(part: &str) -> Option<(String, String)> {
    let part = part.trim();
    if let Some(name) = part.strip_prefix('@') {
        return (!name.is_empty() && !name.contains(' ')).then(|| ("owner".to_owned(), name.to_owned()));
    }
    let (key, value) = part.split_once(':')?;
    let is_aside = matches!(
        title::key_of(key).as_str(),
        "owner" | "assignee" | "effort" | "estimate" | "due" | "priority"
    );
    (is_aside && !value.trim().is_empty()).then(|| (title::key_of(key), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::asides;

    #[test]
    fn brackets_at_the_end_tell_of_an_item() {
        for (text, said) in [
            ("Ship it (owner: Ada, effort: 2h)", &[("owner", "Ada"), ("effort", "2h")][..]),
            ("Ship it (@ada)", &[("owner", "ada")]),
            ("Ship it [priority: high]", &[("priority", "high")]),
            ("Ship it (now: or later)", &[]),
            ("Ship it (owner: Ada, soon)", &[]),
            ("Ship it", &[]),
        ] {
            let found = asides(text);
            let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            assert_eq!(found, said, "{text}");
        }
    }
}
