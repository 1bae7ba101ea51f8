//! What a judgement shows, in words for a line.

use shipworthy_model::checklist::Check;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::params::{Params, Value};

/// What a judgement shows, on one line: its worst findings, or what passed.
pub(super) fn shown(check: &Check, judgement: &Judgement) -> String {
    const MOST: usize = 3;
    if judgement.findings.is_empty() {
        return told(check);
    }
    let place = |finding: &Finding| match (&finding.file, finding.line) {
        (Some(file), Some(line)) => format!("{file}:{line}: {}", finding.message),
        (Some(file), None) if !finding.message.contains(file.as_str()) => {
            format!("{file}: {}", finding.message)
        }
        _ => finding.message.clone(),
    };
    let mut shown: Vec<String> = judgement.findings.iter().take(MOST).map(place).collect();
    if let Some(more) = judgement.findings.len().checked_sub(MOST).filter(|more| *more > 0) {
        shown.push(format!("and {more} more"));
    }
    shown.join("; ")
}

/// What a check that passed has shown.
pub(super) fn told(check: &Check) -> String {
    let params = &check.params;
    let path = params.text("path").unwrap_or_default();
    match check.kind.as_str() {
        "file" if params.flag("absent") == Some(true) => format!("{path} is not there"),
        "file" if params.0.len() == 1 => format!("{path} is there"),
        "docs-sections" if params.has("sections") => {
            let sections = params.texts("sections");
            let noun = if sections.len() == 1 { "the section" } else { "the sections" };
            format!("{path} has {noun} {}", sections.join(", "))
        }
        kind if params.0.is_empty() => format!("`{kind}` passes"),
        kind => format!("`{kind}` passes for {}", inline(params)),
    }
}

/// Parameters on one line, as a person would write them.
fn inline(params: &Params) -> String {
    let pairs = params.0.iter().map(|(name, value)| format!("{name} = {}", written(value)));
    pairs.collect::<Vec<_>>().join(", ")
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(list) => list.iter().map(written).collect::<Vec<_>>().join(" "),
        Value::Table(table) => format!("{{ {} }}", inline(table)),
        // A sort of values that is newer than this.
        other => format!("{other:?}"),
    }
}
