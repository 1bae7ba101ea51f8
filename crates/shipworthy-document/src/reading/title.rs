//! Lines with a title: a label, below which things stand, or a key with a value.

use crate::item::Note;
use crate::reading::emoji;
use crate::reading::running_text::{Line, plain};

/// Keys that are known without bold letters.
const KEYS: [&str; 52] = [
    "effort",
    "estimate",
    "estimated",
    "estimated effort",
    "estimated time",
    "duration",
    "time",
    "owner",
    "owners",
    "assignee",
    "why",
    "reason",
    "rationale",
    "risk",
    "file",
    "files",
    "path",
    "location",
    "create",
    "add to",
    "update",
    "status",
    "priority",
    "depends on",
    "dependencies",
    "blocked by",
    "verify",
    "verification",
    "verify on",
    "expected",
    "due",
    "deadline",
    "version",
    "created",
    "updated",
    "last updated",
    "date",
    "author",
    "authors",
    "deciders",
    "reviewer",
    "reviewers",
    "severity",
    "next review",
    "milestone",
    "evidence",
    "статус",
    "приоритет",
    "версия",
    "создано",
    "владелец",
    "срок",
];

/// What the title of a line makes of it.
#[derive(Debug)]
pub(super) enum Title<'a> {
    /// `**Scripts** (`scripts/`):`
    Label,
    /// `**Effort**: 2h`: the key as written, and the value.
    Said(String, Line<'a>),
}

/// The title of a line.
pub(super) fn title<'a>(line: &Line<'a>) -> Option<Title<'a>> {
    let bold = line.lead();
    let (words, taken) = match bold {
        Some(lead) => lead,
        None => match line.opening(|style| style.emphasis) {
            Some(lead) => lead,
            None => return plain_title(line),
        },
    };
    let rest = Line { pieces: line.pieces.get(taken..)?.to_vec(), links: line.links.clone() };
    let raw = rest.raw();
    let raw = raw.trim();
    if let Some(key) = words.strip_suffix(':') {
        return Some(if raw.is_empty() { Title::Label } else { Title::Said(key.to_owned(), rest) });
    }
    if let Some(after) = raw.strip_prefix(':') {
        if after.trim().is_empty() {
            return Some(Title::Label);
        }
        return Some(Title::Said(words, behind_colon(rest)?));
    }
    if raw.starts_with('(') && raw.ends_with(':') && is_short(&words) {
        return Some(Title::Label);
    }
    if raw.starts_with('(') && raw.ends_with(')') && rest.codes().iter().any(|code| is_path(&code.text)) {
        return Some(Title::Label);
    }
    if raw.is_empty() {
        if is_path(&words) {
            return Some(Title::Label);
        }
        let (key, _) = words.split_once(':').filter(|(key, _)| is_short(key))?;
        let key = key.to_owned();
        return Some(Title::Said(key, behind_colon(line.clone())?));
    }
    None
}

/// Without bold letters, only known keys are keys, and only a few words before a colon are a label.
fn plain_title<'a>(line: &Line<'a>) -> Option<Title<'a>> {
    let raw = line.raw();
    let (key, value) = raw.split_once(':')?;
    let known = KEYS.contains(&key_of(key).as_str());
    if value.trim().is_empty() {
        let is_label = line.links.is_empty() && key.split_whitespace().count() <= 4;
        return is_label.then_some(Title::Label);
    }
    (known && value.starts_with(char::is_whitespace))
        .then(|| Some(Title::Said(key.to_owned(), behind_colon(line.clone())?)))?
}

/// What follows the first colon outside code.
fn behind_colon(line: Line<'_>) -> Option<Line<'_>> {
    let at = line
        .pieces
        .iter()
        .filter(|piece| piece.is_literal())
        .find_map(|piece| Some(piece.span.start + piece.text.find(':')? + 1))?;
    Some(line.from(at))
}

/// What a line says: its key and value, or several of them: `**Effort**: 2h | **Owner**: Ada`.
pub(super) fn notes(line: &Line<'_>, key: &str, value: &Line<'_>, number: u32) -> Vec<Note> {
    let pairs = line.pieces.windows(2);
    let cuts = pairs.filter(|pair| {
        pair[1].style.strong && !pair[0].style.code && pair[0].text.trim_end().ends_with(BETWEEN)
    });
    let cuts: Vec<usize> = cuts.map(|pair| pair[1].span.start).collect();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([usize::MAX]);
    let parts = starts.zip(ends).map(|(start, end)| match title(&line.between(start, end)) {
        Some(Title::Said(key, value)) => Some(note(&key, &value, number)),
        _ => None,
    });
    let several: Option<Vec<Note>> = if cuts.is_empty() { None } else { parts.collect() };
    several.unwrap_or_else(|| vec![note(key, value, number)])
}

/// What stands between several keys and values on one line.
const BETWEEN: [char; 3] = ['|', '·', '•'];

/// A key and its value as a note.
fn note(key: &str, value: &Line<'_>, line: u32) -> Note {
    let mut text = value.text();
    text.truncate(text.trim_end_matches(BETWEEN).trim_end().len());
    Note { key: key_of(key), value: text, codes: value.codes(), line }
}

/// A key in lower case, without emoji.
pub(super) fn key_of(key: &str) -> String {
    plain(emoji::undecorated(key.trim())).trim_matches(['*', '_', ':', ' ']).to_lowercase()
}

/// Is it a key that says something of the item it stands below, wherever it stands?
pub(super) fn is_known(key: &str) -> bool {
    KEYS.contains(&key_of(key).as_str())
}

fn is_short(words: &str) -> bool {
    words.split_whitespace().count() <= 6
}

/// Does it look like the path of a file or folder? One word, with a slash or a short ending.
pub(super) fn is_path(text: &str) -> bool {
    let text = text.trim();
    let ending = text.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && (1..=5).contains(&ending.len())
            && ending.chars().all(char::is_alphanumeric)
            && ending.starts_with(char::is_alphabetic)
    });
    !text.is_empty()
        && !text.contains(char::is_whitespace)
        && !text.contains("://")
        && (ending || text.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::{Title, is_path, title};
    use crate::reading::leaf::{Leaf, Leaves};

    fn told(markdown: &str) -> String {
        let Some(Leaf::Words(run)) = Leaves::of(markdown).next() else { panic!("{markdown}") };
        match title(&run.lines[0]) {
            Some(Title::Label) => "label".to_owned(),
            Some(Title::Said(key, value)) => format!("{key} = {}", value.text()),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn a_bold_title_is_a_label_or_a_key() {
        for (markdown, expected) in [
            ("**Effort**: 2h", "Effort = 2h"),
            ("**Why:** it breaks", "Why = it breaks"),
            ("**Create:** `docs/A.md`", "Create = docs/A.md"),
            ("**Статус**: готов", "Статус = готов"),
            ("*Last updated: today*", "Last updated = today"),
            ("**Status: Complete**", "Status = Complete"),
            ("Status: Complete", "Status = Complete"),
            ("**Scripts** (`scripts/`):", "label"),
            ("**SECURITY.md** (Critical):", "label"),
            ("**SECURITY.md**", "label"),
            ("**Tools** (`tools/`)", "label"),
            ("**Pre-release**:", "label"),
            ("**Check:**", "label"),
            ("Do this first:", "label"),
            ("Follow [the list](a.md):", "none"),
            ("What remains to be done is this:", "none"),
            ("**Ready to ship.**", "none"),
            ("**Fast** and small", "none"),
            ("See http://a.b: it works", "none"),
            ("Note: words", "none"),
        ] {
            assert_eq!(told(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn a_path_is_one_word_with_a_slash_or_an_ending() {
        for path in ["src/", "a.rs", "a/b", "SECURITY.md", ".github/x.yml"] {
            assert!(is_path(path), "{path}");
        }
        for other in ["Goal", "v0.1.0", "a b.rs", "https://a.b", "", "done."] {
            assert!(!is_path(other), "{other}");
        }
    }
}
