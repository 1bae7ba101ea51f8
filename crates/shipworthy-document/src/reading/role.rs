//! What sort of list a heading or a label heads, by its words.

use crate::document::Role;

/// Words, in lower case, that make what stands below criteria.
const CRITERIA: [&str; 18] = [
    "success criteria",
    "acceptance criteria",
    "exit criteria",
    "entry criteria",
    "release criteria",
    "criteria",
    "definition of done",
    "definition of \"done\"",
    "definition of “done”",
    "quality gate",
    "quality gates",
    "success metrics",
    "success metric",
    "done when",
    "done means",
    "критерии успеха",
    "критерии готовности",
    "критерии",
];
/// Words that make it text to carry along, at either end of a title.
const PROSE: [&str; 31] = [
    "risk",
    "risks",
    "risk assessment",
    "risk mitigation",
    "timeline",
    "contacts",
    "references",
    "known limitations",
    "known issues",
    "workarounds",
    "emergency",
    "see also",
    "further reading",
    "glossary",
    "appendix",
    "lessons learned",
    "out of scope",
    "non-goals",
    "assumptions",
    "anti-patterns",
    "best practices",
    "pitfalls",
    "don't",
    "don'ts",
    "avoid",
    "риски",
    "контакты",
    "ссылки",
    "известные ограничения",
    "известные проблемы",
    "сроки",
];
/// Words that do so only as the whole title: `Release notes` and `Resource monitor` are work.
const PROSE_ALONE: [&str; 22] = [
    "do",
    "guidelines",
    "notes",
    "history",
    "changelog",
    "links",
    "contact",
    "team",
    "budget",
    "faq",
    "schedule",
    "limitations",
    "workaround",
    "reference",
    "resources",
    "resources required",
    "required resources",
    "resources needed",
    "resource allocation",
    "resource requirements",
    "ресурсы",
    "ограничения",
];
/// Words that make what stands below work to do, even where it has no boxes.
const WORK: [&str; 16] = [
    "todo",
    "to do",
    "todos",
    "tasks",
    "task list",
    "action items",
    "actions",
    "next steps",
    "remaining work",
    "remaining tasks",
    "open items",
    "open tasks",
    "checklist",
    "pending",
    "задачи",
    "осталось",
];

/// The role a title gives; `None` when it gives none.
pub(crate) fn role(title: &str) -> Option<Role> {
    let title = title.trim().trim_end_matches(':').to_lowercase();
    let plain = title.replace('_', " ");
    let plain = plain.split(['(', '[']).next().unwrap_or_default().trim();
    if is_no_go(plain) {
        return Some(if is_go(plain) { Role::Criteria } else { Role::NoGo });
    }
    if plain == "go"
        || plain.starts_with("go criteria")
        || plain.starts_with("go if")
        || plain.starts_with("go when")
    {
        return Some(Role::Go);
    }
    if has(plain, &CRITERIA) {
        return Some(Role::Criteria);
    }
    (has(plain, &PROSE) || PROSE_ALONE.contains(&plain)).then_some(Role::Prose)
}

/// Does a title say that what stands below is work to do?
pub(crate) fn is_work(title: &str) -> bool {
    let title = title.trim().trim_end_matches(':').to_lowercase();
    let plain = title.split(['(', '[']).next().unwrap_or_default().trim();
    WORK.iter().any(|word| {
        plain == *word
            || plain.strip_suffix(word).is_some_and(|before| before.ends_with(' '))
            || plain.strip_prefix(word).is_some_and(|after| after.starts_with(" for "))
    })
}

/// Does a title say that what stands below was brought about? `Files created`, and not `Files to be created`.
pub(crate) fn is_made(title: &str) -> bool {
    let lower = title.to_lowercase();
    let has = |words: &[&str]| {
        lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
    };
    has(&["added", "created", "delivered", "generated", "introduced", "written"])
        && !has(&[
            "be", "create", "missing", "needed", "next", "not", "planned", "should", "to", "will", "when",
            "if",
        ])
}

fn is_no_go(title: &str) -> bool {
    ["no-go", "no go", "nogo", "no‑go"].iter().any(|word| has(title, &[word]))
}

/// `GO/NO-GO`: both.
fn is_go(title: &str) -> bool {
    ["go/", "go /", "go or ", "go and ", "go or", "go vs"].iter().any(|word| title.starts_with(word))
        || title.contains(" go/")
}

/// Do words open or close a title? In its middle they speak of something else (`Mitigate risk in the parser`).
fn has(title: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        let opens = title.strip_prefix(word).is_some_and(|after| !after.starts_with(char::is_alphanumeric));
        let closes = title.strip_suffix(word).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
        opens || closes
    })
}

#[cfg(test)]
mod tests {
    use super::{is_work, role};
    use crate::document::Role;

    #[test]
    fn a_title_gives_a_role() {
        for (title, expected) in [
            ("GO/NO-GO DECISION CRITERIA", Some(Role::Criteria)),
            ("GO Criteria (All Required)", Some(Role::Go)),
            ("NO-GO Criteria (Any One)", Some(Role::NoGo)),
            ("No-Go", Some(Role::NoGo)),
            ("Success Criteria:", Some(Role::Criteria)),
            ("Definition of \"Done\" for v0.2.0", Some(Role::Criteria)),
            ("Risk Assessment", Some(Role::Prose)),
            ("High Risk", Some(Role::Prose)),
            ("Timeline to Production", Some(Role::Prose)),
            ("Emergency Contacts", Some(Role::Prose)),
            ("Known Limitations v2", Some(Role::Prose)),
            ("Resources Required", Some(Role::Prose)),
            ("Release Notes", None),
            ("Resource Monitor", None),
            ("Go modules", None),
            ("Golang", None),
            ("Testing", None),
            ("Mitigate risk in the parser", None),
        ] {
            assert_eq!(role(title), expected, "{title}");
        }
        assert!(is_work("TODO (Week 3-4)") && is_work("Release Checklist") && is_work("Tasks for today"));
        assert!(!is_work("Task runner") && !is_work("Features"));
    }
}
