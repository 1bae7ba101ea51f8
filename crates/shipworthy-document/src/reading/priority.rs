//! How urgent something is, in the words of headings, labels and items.

use shipworthy_model::checklist::Priority;

/// What a heading or a label says of all below it.
pub(super) fn of_heading(text: &str) -> Option<Priority> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    code(&words).or_else(|| level(&words, &lower)).or_else(|| duty(&words)).or_else(|| blocker(&words))
}

/// What an item says of itself: `(P0)`, `[P1]`, `P0:`; only at its ends, since it may speak of other items' priorities.
pub(super) fn of_item(text: &str) -> Option<Priority> {
    let text = text.trim();
    let token = |token: &str| code(&[token.to_lowercase().as_str()]);
    let first = text.split_whitespace().next()?;
    let opens = first.strip_suffix(':').or_else(|| bracketed(first));
    let closes = text.split_whitespace().next_back().and_then(bracketed);
    opens.and_then(token).or_else(|| closes.and_then(token))
}

/// The value of `Priority: high`.
pub(super) fn of_value(text: &str) -> Option<Priority> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // A scale (`CRITICAL → HIGH → LOW`) is no priority.
    if text.contains(['→', '>']) {
        return None;
    }
    code(&words).or_else(|| named(words.first()?)).or_else(|| duty(&words)).or_else(|| blocker(&words))
}

fn bracketed(token: &str) -> Option<&str> {
    token.strip_prefix(['(', '['])?.strip_suffix([')', ']'])
}

fn code(words: &[&str]) -> Option<Priority> {
    words.iter().find_map(|word| match *word {
        "p0" => Some(Priority::P0),
        "p1" => Some(Priority::P1),
        "p2" => Some(Priority::P2),
        "p3" => Some(Priority::P3),
        _ => None,
    })
}

fn named(word: &str) -> Option<Priority> {
    match word {
        "critical" | "blocker" | "blocking" | "highest" | "urgent" => Some(Priority::P0),
        "high" => Some(Priority::P1),
        "medium" | "normal" => Some(Priority::P2),
        "low" | "lowest" => Some(Priority::P3),
        _ => None,
    }
}

/// `high priority`, `HIGH (Week 2)`, `... (Medium)`: alone, `high` may be said of anything.
fn level(words: &[&str], text: &str) -> Option<Priority> {
    let before = words.windows(2).find(|pair| matches!(pair, [_, "priority" | "prio"]));
    let after = words.windows(2).find(|pair| matches!(pair, ["priority", _]));
    let alone = match text.split_once('(') {
        Some((before, inner)) => [Some(before), inner.split_once(')').map(|(inner, _)| inner)],
        None => [Some(text), None],
    };
    let alone = || {
        alone.into_iter().flatten().find_map(|part| named(part.trim_matches(|c: char| !c.is_alphanumeric())))
    };
    before.and_then(|pair| named(pair[0])).or_else(|| after.and_then(|pair| named(pair[1]))).or_else(alone)
}

/// `must have`, `should do`, `nice to have`.
fn duty(words: &[&str]) -> Option<Priority> {
    let is_duty = |word: &str| matches!(word, "have" | "haves" | "do" | "fix" | "be");
    words.windows(2).find_map(|pair| match pair {
        ["must", second] if is_duty(second) => Some(Priority::P0),
        ["should", second] if is_duty(second) => Some(Priority::P1),
        ["could", second] if is_duty(second) => Some(Priority::P2),
        ["nice", "to"] => Some(Priority::P2),
        _ => None,
    })
}

/// `Critical fixes`, `Fix blockers`, `... (BLOCKING)`.
fn blocker(words: &[&str]) -> Option<Priority> {
    let critical =
        words.first() == Some(&"critical") && words.get(1).is_none_or(|word| *word != "components");
    let blocks = words.iter().any(|word| matches!(*word, "blockers" | "blocker" | "blocking"));
    let negated = words.iter().any(|word| matches!(*word, "non" | "not" | "no"));
    ((critical || blocks) && !negated).then_some(Priority::P0)
}

#[cfg(test)]
mod tests {
    use shipworthy_model::checklist::Priority;

    use super::{of_heading, of_item, of_value};

    #[test]
    fn a_heading_tells_its_priority() {
        for (text, priority) in [
            ("Phase 1: Fix Blockers (P0) - 2 Days", Some(Priority::P0)),
            ("Fix Blockers", Some(Priority::P0)),
            ("CRITICAL PATH (Week 1)", Some(Priority::P0)),
            ("HIGH PRIORITY (Week 2)", Some(Priority::P1)),
            ("HIGH (Week 2)", Some(Priority::P1)),
            ("Docs (Medium Priority)", Some(Priority::P2)),
            ("Priority: low", Some(Priority::P3)),
            ("LOW PRIORITY (Nice to Have)", Some(Priority::P3)),
            ("SECURITY.md (Critical)", Some(Priority::P0)),
            ("Must-Have (Non-Negotiable)", Some(Priority::P0)),
            ("Should Do (1-2 hours)", Some(Priority::P1)),
            ("Polish (Nice to Have)", Some(Priority::P2)),
            ("High availability", None),
            ("Retrieval latency (P95)", None),
            ("Non-blocking issues", None),
            ("Low-hanging fruit", None),
        ] {
            assert_eq!(of_heading(text), priority, "{text}");
        }
    }

    #[test]
    fn an_item_tells_its_priority_at_its_ends_only() {
        for (text, priority) in [
            ("[P1] Write docs", Some(Priority::P1)),
            ("P0: Fix it", Some(Priority::P0)),
            ("Fix it (P2)", Some(Priority::P2)),
            ("All P0 tasks complete", None),
            ("All (P0) tasks complete", None),
        ] {
            assert_eq!(of_item(text), priority, "{text}");
        }
        assert_eq!(of_value("P0 (Production)"), Some(Priority::P0));
        assert_eq!(of_value("high"), Some(Priority::P1));
        assert_eq!(of_value("CRITICAL → HIGH → LOW"), None);
    }
}
