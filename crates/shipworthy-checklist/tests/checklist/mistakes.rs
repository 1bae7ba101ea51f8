//! Holds the reader against `mistakes.txt`: texts, and every problem that must be told about each.

use shipworthy_checklist::read;
use shipworthy_model::problem::{Severity, place};
use shipworthy_model::time::Date;

use crate::kinds::KINDS;

/// The day on which all tests take place.
pub(crate) const TODAY: &str = "2026-11-21";

/// A gate with this check, as the last of eight lines.
pub(crate) fn with_check(check: &str) -> String {
    format!(
        "schema = 1\n[[phase]]\nid = \"p\"\n[[phase.gate]]\nid = \"g\"\ntitle = \"T\"\npriority = \"P0\"\ncheck = {{ {check} }}\n"
    )
}

/// The problems of a text as lines: `line:column message (advice)`.
pub(crate) fn problems(text: &str) -> Vec<String> {
    let (_, problems) = read(text, &KINDS, Date::parse(TODAY).unwrap());
    let line = |problem: &shipworthy_model::problem::Problem| {
        let (line, column) = place(text, problem.span.start);
        let warning = if problem.severity == Severity::Warning { "warning: " } else { "" };
        let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{line}:{column} {warning}{}{help}", problem.message)
    };
    problems.iter().map(line).collect()
}

/// The text of a case, with the short forms written out.
fn expand(text: &str) -> String {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("@check ") => with_check(&first["@check ".len()..]) + rest,
        Some(("@gate", rest)) => with_check("kind = \"plain\"") + rest,
        _ => text.to_owned(),
    }
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let mut seen = 0;
    let mut wrong = String::new();
    for case in include_str!("mistakes.txt").split("\n=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("---\n").unwrap_or_else(|| panic!("{name}: no line `---`"));
        let found = problems(&expand(text));
        let expected: Vec<&str> = expected.lines().filter(|line| !line.is_empty()).collect();
        assert!(!expected.is_empty(), "{name}: expects nothing");
        if found != expected {
            wrong.push_str(&format!("=== {name}\n{text}---\n{}\n\n", found.join("\n")));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "found instead:\n\n{wrong}");
    assert!(seen > 100, "only {seen} cases were read");
}
