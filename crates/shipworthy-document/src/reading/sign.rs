//! Marks that are no boxes: an emoji or a word before or behind a statement, or the whole of a cell.

use std::ops::Range;

use shipworthy_model::claim::Mark;

use crate::reading::running_text::Line;
use crate::reading::{emoji, tick};

/// Words that say it is done.
const DONE: [&str; 30] = [
    "done",
    "complete",
    "completed",
    "finished",
    "working",
    "works",
    "ready",
    "production ready",
    "implemented",
    "passing",
    "passed",
    "pass",
    "ok",
    "yes",
    "fixed",
    "shipped",
    "operational",
    "released",
    "verified",
    "green",
    "resolved",
    "closed",
    "готово",
    "готов",
    "выполнено",
    "завершено",
    "сделано",
    "fertig",
    "erledigt",
    "terminé",
];
/// Words that say it is not.
const OPEN: [&str; 37] = [
    "todo",
    "to do",
    "to-do",
    "open",
    "pending",
    "wip",
    "in progress",
    "in-progress",
    "planned",
    "planning",
    "partial",
    "partially",
    "partially working",
    "partly",
    "incomplete",
    "broken",
    "missing",
    "failing",
    "failed",
    "fail",
    "no",
    "not started",
    "not done",
    "blocked",
    "not working",
    "not ready",
    "backlog",
    "deferred",
    "draft",
    "red",
    "ongoing",
    "started",
    "в работе",
    "не готово",
    "offen",
    "not implemented",
    "not set up",
];

/// A mark, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MarkedText {
    pub(super) mark: Mark,
    pub(super) span: Range<usize>,
    /// What is left of the line: from here, and up to here.
    pub(super) rest: Range<usize>,
}

/// What a word or phrase says by itself.
pub(crate) fn word(text: &str) -> Mark {
    let text = text.trim().trim_matches(['*', '_', '.', '!', '[', ']', '(', ')']).trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&text.as_str());
    if is(&DONE) {
        Mark::Done
    } else if is(&OPEN) {
        Mark::Open
    } else {
        Mark::None
    }
}

/// What a phrase says as the whole of a heading, where `Production Ready` is a name.
pub(super) fn state(text: &str) -> Mark {
    const STATES: [&str; 13] = [
        "done",
        "complete",
        "completed",
        "finished",
        "todo",
        "to do",
        "in progress",
        "pending",
        "not started",
        "wip",
        "blocked",
        "planned",
        "not done",
    ];
    if STATES.contains(&text.trim().to_lowercase().as_str()) { word(text) } else { Mark::None }
}

/// What a status says: an emoji before or behind it, or its words up to a comma, bracket or dash.
pub(crate) fn status(text: &str) -> Mark {
    let text = text.trim();
    if let Some(tick) = tick::tick(text) {
        return tick.mark;
    }
    if let Some((_, mark)) = emoji::leading(text).filter(|(_, mark)| *mark != Mark::None) {
        return mark;
    }
    let bare = emoji::undecorated(text);
    let end = [" (", " - ", " – ", " — ", ",", ";", ":"].iter().filter_map(|stop| bare.find(stop)).min();
    match word(bare.get(..end.unwrap_or(bare.len())).unwrap_or(bare)) {
        Mark::None => emoji::trailing(text).map_or(Mark::None, |(_, mark)| mark),
        mark => mark,
    }
}

/// The emoji or word that opens a line.
pub(super) fn leading(line: &Line<'_>) -> Option<MarkedText> {
    let piece = line.pieces.iter().find(|piece| !piece.text.trim().is_empty())?;
    if !piece.is_literal() {
        return None;
    }
    let blank = piece.text.len() - piece.text.trim_start().len();
    let text = piece.text.get(blank..)?;
    let start = piece.span.start + blank;
    let end = line.end()?;
    if let Some((length, mark)) = emoji::leading(text).filter(|(_, mark)| *mark != Mark::None) {
        return Some(MarkedText { mark, span: start..start + length, rest: start + length..end });
    }
    let raw = line.raw();
    let raw = raw.trim_start();
    let token = opening_word(raw)?;
    let mark = word(token);
    let at = start + raw.find(token)?;
    // The word must lie in the piece: bold or plain, but not half of each.
    let is_whole = at + token.len() <= piece.span.end;
    let after = at + token.len();
    (mark != Mark::None && is_whole).then(|| MarkedText {
        mark,
        span: at..after,
        rest: after..end.max(after),
    })
}

/// `DONE: ...`, `[todo] ...`, `TODO - ...`: the word.
fn opening_word(text: &str) -> Option<&str> {
    if let Some((token, rest)) = text.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        return (!rest.starts_with('(')).then_some(token);
    }
    let end = text.find(|char: char| !char.is_ascii_uppercase() && char != ' ')?;
    let (token, rest) = text.split_at_checked(end)?;
    let stops = rest.starts_with([':', '-', '–', '—']);
    (stops && token.trim().len() > 2).then_some(token.trim_end())
}

/// The emoji or word that closes a line.
pub(super) fn trailing(line: &Line<'_>) -> Option<MarkedText> {
    let piece = line.pieces.iter().rev().find(|piece| !piece.text.trim().is_empty())?;
    if !piece.is_literal() {
        return None;
    }
    let text = piece.text.trim_end();
    let start = line.start()?;
    let (at, length, mark) = match emoji::trailing(text) {
        Some((at, mark)) => (at, text.len() - at, mark),
        None => closing_word(text)?,
    };
    let whole = piece.span.start + at;
    (mark != Mark::None).then(|| MarkedText { mark, span: whole..whole + length, rest: start..whole })
}

/// The emoji with a word behind it that close a heading: `Pool ✅ IMPLEMENTED`, `Cache 🔴 P0`.
pub(super) fn closing(line: &Line<'_>) -> Option<MarkedText> {
    let piece = line.pieces.iter().rev().find(|piece| !piece.text.trim().is_empty())?;
    let (at, _) =
        piece.text.char_indices().rfind(|(_, char)| emoji::is_emoji(*char)).filter(|_| piece.is_literal())?;
    let (length, mark) = emoji::leading(piece.text.get(at..)?)?;
    let behind = piece.text.get(at + length..)?.trim();
    let is_priority = matches!(behind, "P0" | "P1" | "P2" | "P3");
    let start = piece.span.start + at;
    let shouts = mark != Mark::None && behind.len() > 2 && !behind.chars().any(char::is_lowercase);
    (is_priority || shouts || word(behind) != Mark::None).then(|| MarkedText {
        mark: if mark == Mark::None { word(behind) } else { mark },
        span: start..start + length,
        rest: line.start().unwrap_or(start)..start,
    })
}

/// `... (done)`, `... [TODO]`, `... - DONE`.
fn closing_word(text: &str) -> Option<(usize, usize, Mark)> {
    let bare = text.trim_end_matches([')', ']']);
    let at = if bare.len() < text.len() {
        bare.rfind(['(', '[']).map(|at| at + 1)?
    } else {
        let stop = [" - ", " – ", " — ", ": "]
            .iter()
            .filter_map(|stop| Some(bare.rfind(stop)? + stop.len()))
            .max()?;
        let shouts = bare.get(stop..)?.chars().all(|char| char.is_ascii_uppercase() || char == ' ');
        shouts.then_some(stop)?
    };
    let token = bare.get(at..)?;
    Some((at, token.len(), word(token)))
}

/// Is it a call for attention rather than an item?
pub(super) fn is_callout(text: &str) -> bool {
    let first = text.split(|char: char| !char.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let words = [
        "note",
        "important",
        "warning",
        "caution",
        "attention",
        "danger",
        "tip",
        "info",
        "внимание",
        "важно",
    ];
    words.contains(&first.as_str()) || text.ends_with(':')
}

/// Is a line of a paragraph an item, by the mark that opens it?
pub(super) fn is_item(line: &Line<'_>) -> bool {
    leading(line).is_some_and(|sign| {
        let words = line.clone().from(sign.rest.start).text();
        !words.is_empty() && !is_callout(&words)
    })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use shipworthy_model::claim::Mark;

    use super::{leading, status, trailing};
    use crate::reading::running_text::{Line, Piece, TextStyle};

    fn line(text: &str) -> Line<'_> {
        let piece = Piece { text: Cow::Borrowed(text), span: 0..text.len(), style: TextStyle::default() };
        Line { pieces: vec![piece], links: Vec::new() }
    }

    #[test]
    fn a_status_is_an_emoji_or_a_known_word() {
        for (text, mark) in [
            ("✅ Working", Mark::Done),
            ("⚠️ Partial", Mark::Open),
            ("❌ Missing", Mark::Open),
            ("Done", Mark::Done),
            ("**In progress** (half)", Mark::Open),
            ("Complete, reviewed", Mark::Done),
            ("Optimized ✅", Mark::Done),
            ("95%", Mark::None),
            ("working on it", Mark::None),
            ("📦 Done", Mark::Done),
            ("Готово", Mark::Done),
            ("", Mark::None),
        ] {
            assert_eq!(status(text), mark, "{text}");
        }
    }

    #[test]
    fn a_mark_opens_or_closes_a_line() {
        for (text, mark, sign, rest) in [
            ("✅ Fast", Mark::Done, "✅", " Fast"),
            ("[TODO] Fast", Mark::Open, "TODO", "] Fast"),
            ("DONE: Fast", Mark::Done, "DONE", ": Fast"),
            ("TODO - Fast", Mark::Open, "TODO", " - Fast"),
            ("IN PROGRESS: Fast", Mark::Open, "IN PROGRESS", ": Fast"),
        ] {
            let found = leading(&line(text)).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.mark, &text[found.span], &text[found.rest]), (mark, sign, rest), "{text}");
        }
        for (text, mark, sign, rest) in [
            ("Fast ✅", Mark::Done, "✅", "Fast "),
            ("Fast (done)", Mark::Done, "done", "Fast ("),
            ("Fast - TODO", Mark::Open, "TODO", "Fast - "),
        ] {
            let found = trailing(&line(text)).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.mark, &text[found.span], &text[found.rest]), (mark, sign, rest), "{text}");
        }
        for text in ["Done is better", "Working hard", "A plan", "NO crates", "OK", "[done](a.md)", "🚀 Ship"]
        {
            assert_eq!(leading(&line(text)), None, "{text}");
            assert_eq!(trailing(&line(text)), None, "{text}");
        }
    }
}
