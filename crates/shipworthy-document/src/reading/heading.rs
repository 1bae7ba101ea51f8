//! A heading, taken apart: box, mark, number, effort, and the words that are left.

use std::ops::Range;

use shipworthy_model::claim::Mark;

use crate::reading::effort::effort;
use crate::reading::running_text::{Line, plain};
use crate::reading::{emoji, sign, tick};

/// The parts of a heading.
#[derive(Debug, Default)]
pub(super) struct HeadingParts {
    pub(super) title: String,
    pub(super) number: Option<String>,
    pub(super) mark: Mark,
    /// Where the mark is written.
    pub(super) sign: Option<Range<usize>>,
    /// Is the mark a box?
    pub(super) boxed: bool,
    pub(super) effort: Option<String>,
    /// Where the words begin.
    pub(super) words: usize,
}

impl HeadingParts {
    /// Takes a heading apart.
    pub(super) fn of(line: &Line<'_>, text: &str) -> Self {
        let mut parts = Self::default();
        let (Some(start), Some(end)) = (line.start(), line.end()) else { return parts };
        parts.words = start;
        while let Some(rest) = text.get(parts.words..end) {
            let blank = rest.len() - rest.trim_start().len();
            let at = parts.words + blank;
            let Some(length) = parts.opening(rest.trim_start(), at) else { break };
            parts.words = at + length;
        }
        let line = line.clone().from(parts.words);
        let line = match sign::closing(&line).or_else(|| sign::trailing(&line)) {
            Some(sign) => {
                if !text.get(sign.span.clone()).is_some_and(emoji::is_signal) {
                    parts.take(sign.mark, sign.span);
                }
                line.until(sign.rest.end)
            }
            None => line,
        };
        let mut title = line.raw();
        if let Some((said, at)) = effort(&title) {
            title.truncate(at.start);
            parts.effort = Some(plain(&said));
        }
        let title = plain(&without_percentages(&title));
        let cut = emoji::trailing(&title).map_or(title.len(), |(at, _)| at);
        title
            .get(..cut)
            .unwrap_or(&title)
            .trim()
            .trim_matches(['(', '[', ' ', '-', ':'])
            .clone_into(&mut parts.title);
        let bare = parts.title.split('(').next().unwrap_or_default();
        if parts.mark == Mark::None {
            parts.mark = sign::state(bare);
        } else if !parts.boxed && sign::is_callout(&parts.title) {
            (parts.mark, parts.sign) = (Mark::None, None);
        }
        parts
    }

    /// Takes a box, an emoji or a number off the front, and tells its length.
    fn opening(&mut self, rest: &str, at: usize) -> Option<usize> {
        if let Some(tick) = tick::tick(rest).filter(|_| !self.boxed) {
            (self.mark, self.boxed) = (tick.mark, true);
            self.sign = tick.sign.map(|sign| at + sign.start..at + sign.end);
            return Some(tick.after);
        }
        if let Some((number, length)) =
            number(rest).or_else(|| named_number(rest)).filter(|_| self.number.is_none())
        {
            self.number = Some(number);
            return Some(length);
        }
        let (length, mark) = emoji::leading(rest)?;
        if !emoji::is_signal(rest) {
            self.take(mark, at..at + length);
        }
        Some(length)
    }

    fn take(&mut self, mark: Mark, span: Range<usize>) {
        if self.mark == Mark::None && mark != Mark::None {
            (self.mark, self.sign) = (mark, Some(span));
        }
    }

    /// Does the title read as work to do?
    pub(super) fn is_order(&self) -> bool {
        const ORDERS: [&str; 24] = [
            "add",
            "create",
            "write",
            "remove",
            "delete",
            "fix",
            "implement",
            "update",
            "document",
            "refactor",
            "rename",
            "extract",
            "migrate",
            "publish",
            "replace",
            "introduce",
            "enable",
            "split",
            "move",
            "tag",
            "bump",
            "verify",
            "ensure",
            "добавить",
        ];
        let mut words = self.title.split_whitespace();
        let first = words.next().unwrap_or_default().to_lowercase();
        ORDERS.contains(&first.as_str()) && words.next().is_some()
    }
}

/// `Task 3:`, `Action 1.2 -`: the same, with a word before the number. A step is of a procedure, and no task.
fn named_number(text: &str) -> Option<(String, usize)> {
    let (word, rest) = text.split_once(' ')?;
    if !matches!(word.to_lowercase().as_str(), "task" | "item" | "action" | "задача") {
        return None;
    }
    let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, after) = rest.split_at_checked(length)?;
    let words = after.trim_start().strip_prefix([':', '-', '–', '—'])?;
    let number = number.trim_end_matches('.');
    (!number.is_empty() && number.len() < 12).then(|| (number.to_owned(), text.len() - words.len()))
}

/// `1.`, `2)`, `1.2`, a keycap: the number and the length of what it takes.
fn number(text: &str) -> Option<(String, usize)> {
    let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let written = text.get(..digits)?;
    let number = written.trim_end_matches('.');
    let rest = text.get(digits..)?;
    let dotted = written.len() > number.len() || number.contains('.');
    let (stop, stops) = match rest.chars().next() {
        Some(')') => (1, true),
        Some('\u{fe0f}' | '\u{20e3}') => {
            let length = rest.len() - rest.trim_start_matches(['\u{fe0f}', '\u{20e3}']).len();
            (length, true)
        }
        _ => (0, dotted),
    };
    let spaced = rest.get(stop..)?.starts_with([' ', '\t', '\u{a0}']);
    let parts = number.split('.');
    let is_number = parts.clone().count() <= 4 && parts.clone().all(|part| (1..=3).contains(&part.len()));
    (stops && spaced && is_number && !number.starts_with('0')).then(|| (number.to_owned(), digits + stop))
}

/// Drops `95%`, `(80-90%)`, `(95%+)`.
fn without_percentages(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.find('%') {
        let (before, after) = rest.split_at(sign);
        let is_figure = |char: char| char.is_ascii_digit() || "~≈<>.,-–+ ".contains(char);
        let figure = before.trim_end_matches(is_figure);
        let has_digits =
            before.get(figure.len()..).is_some_and(|part| part.contains(|c: char| c.is_ascii_digit()));
        let after = after.strip_prefix('%').unwrap_or_default();
        let after = after.strip_prefix('+').unwrap_or(after);
        match (has_digits, figure.strip_suffix('('), after.strip_prefix(')')) {
            (false, ..) => {
                left.push_str(before);
                left.push('%');
                rest = after;
            }
            (true, Some(figure), Some(after)) => {
                left.push_str(figure);
                rest = after;
            }
            (true, ..) => {
                left.push_str(figure);
                left.push(' ');
                rest = after;
            }
        }
    }
    left.push_str(rest);
    left
}

#[cfg(test)]
mod tests {
    use shipworthy_model::claim::Mark;

    use super::HeadingParts;
    use crate::reading::leaf::{Leaf, Leaves};

    #[test]
    fn a_heading_is_taken_apart() {
        for (markdown, title, number, mark, effort) in [
            ("# Title", "Title", "", Mark::None, ""),
            ("### 2. Create Test ⏱️ 30 mins", "Create Test", "2", Mark::None, "30 mins"),
            ("### ✅ 1. Testing (BLOCKING)", "Testing (BLOCKING)", "1", Mark::Done, ""),
            ("#### 1.1 Fix Build Issues", "Fix Build Issues", "1.1", Mark::None, ""),
            ("### [x] Ship it", "Ship it", "", Mark::Done, ""),
            ("### 3) [ ] Ship it", "Ship it", "3", Mark::Open, ""),
            ("### 1️⃣ Add tests", "Add tests", "1", Mark::None, ""),
            ("## 🟢 LOW PRIORITY (Nice to Have)", "LOW PRIORITY (Nice to Have)", "", Mark::None, ""),
            ("### Working Components ✅", "Working Components", "", Mark::Done, ""),
            ("### Not Working ❌", "Not Working", "", Mark::Open, ""),
            ("## 🔧 IN PROGRESS (Week 2)", "IN PROGRESS (Week 2)", "", Mark::Open, ""),
            ("## 🔄 Procedure", "Procedure", "", Mark::None, ""),
            ("## ⚠️ Important: read", "Important: read", "", Mark::None, ""),
            ("### 4. Pool ✅ IMPLEMENTED", "Pool", "4", Mark::Done, ""),
            ("### Cache ⏳ PENDING", "Cache", "", Mark::Open, ""),
            ("### Pool ❌ FAILED TO PERSIST", "Pool", "", Mark::Open, ""),
            ("### Sizing 🔴 P0", "Sizing", "", Mark::None, ""),
            ("### Production Ready", "Production Ready", "", Mark::None, ""),
            ("## Build [DONE]", "Build", "", Mark::Done, ""),
            ("### ✅ DONE THINGS (100%)", "DONE THINGS", "", Mark::Done, ""),
            ("## Status: 95% ready", "Status: ready", "", Mark::None, ""),
            ("### Core (95%+)", "Core", "", Mark::None, ""),
            ("### Phase 1: Fix (P0) - 2 Days", "Phase 1: Fix (P0)", "", Mark::None, "2 Days"),
            ("## v0.2.0 Features", "v0.2.0 Features", "", Mark::None, ""),
            ("## 0.1.0 Things", "0.1.0 Things", "", Mark::None, ""),
            ("## 3 ways", "3 ways", "", Mark::None, ""),
            ("## **1. Bold**", "Bold", "1", Mark::None, ""),
            ("### Task 3: Add a", "Add a", "3", Mark::None, ""),
            ("### Action 1.2 - Add a", "Add a", "1.2", Mark::None, ""),
            ("### Task runner", "Task runner", "", Mark::None, ""),
            ("#", "", "", Mark::None, ""),
        ] {
            let Some(Leaf::Heading { run, .. }) = Leaves::of(markdown).next() else { panic!("{markdown}") };
            let line = run.lines.first().cloned().unwrap_or_default();
            let parts = HeadingParts::of(&line, markdown);
            assert_eq!(
                (
                    parts.title.as_str(),
                    parts.number.as_deref().unwrap_or_default(),
                    parts.mark,
                    parts.effort.as_deref().unwrap_or_default()
                ),
                (title, number, mark, effort),
                "{markdown}"
            );
        }
    }
}
