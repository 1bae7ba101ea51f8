//! Reading a checklist: each structure that people write, and what becomes of it.
//!
//! An item is told on one line: its line, its form, its mark with the sign as written, its text, and then only what it
//! has: `-> expected`, `key=value`, `^` and the line of its parent, `@` and the line of its label, `!` and its priority,
//! `#` and the lines of its fences, `[targets]` of its links.

mod arbitrary;
mod fences;
mod items;
mod marks;
mod notes;
mod sections;
mod tables;

use shipworthy_document::document::Document;
use shipworthy_document::item::{Form, Item};
use shipworthy_document::reading::read;
use shipworthy_document::repair::Text;
use shipworthy_model::claim::Mark;

/// A document of some text.
fn document(markdown: &str) -> Document {
    read("checklist.md", Text::healthy(markdown))
}

/// Its items.
fn told(markdown: &str) -> Vec<String> {
    let document = document(markdown);
    document.items.iter().map(|item| tell(item, &document)).collect()
}

/// Reads each document and compares its items.
fn assert_told(cases: &[(&str, &[&str])]) {
    for (markdown, expected) in cases {
        assert_eq!(told(markdown), *expected, "{markdown}");
    }
}

fn tell(item: &Item, document: &Document) -> String {
    let line = |at: &usize| document.items.get(*at).map_or(0, |item| item.line);
    let sign = item.sign.as_ref().map_or("", |sign| &document.text.text[sign.span.clone()]);
    let mark = match item.mark {
        Mark::None => String::new(),
        mark => format!(" {mark} `{sign}`"),
    };
    let form = match item.form {
        Form::Box => "box",
        Form::BoxHeading => "box heading",
        Form::NumberedHeading => "numbered",
        Form::SignedItem => "signed",
        Form::BareItem => "bare",
        Form::StatusRow => "row",
        Form::Label => "label",
        Form::QualityGate => "gate",
        Form::Metric => "metric",
        Form::Command => "command",
        Form::Link => "link",
    };
    let mut told = format!("{} {form}{mark}: {}", item.line, item.text);
    let parts = [
        item.expected.as_ref().map(|expected| format!("-> {expected}")),
        (!item.notes.is_empty()).then(|| {
            let notes: Vec<String> =
                item.notes.iter().map(|note| format!("{}={}", note.key, note.value)).collect();
            notes.join("; ")
        }),
        item.parent.as_ref().map(|parent| format!("^{}", line(parent))),
        item.label.as_ref().map(|label| format!("@{}", line(label))),
        item.priority.map(|priority| format!("!{priority}")),
        (!item.fences.is_empty()).then(|| {
            let lines: Vec<String> =
                item.fences.iter().map(|at| document.fences[*at].line.to_string()).collect();
            format!("#{}", lines.join(","))
        }),
        (!item.links.is_empty()).then(|| {
            let targets: Vec<&str> = item.links.iter().map(|link| link.target.as_str()).collect();
            format!("[{}]", targets.join(", "))
        }),
        item.unwanted.then(|| "unwanted".to_owned()),
        item.swallowed.then(|| "swallowed".to_owned()),
    ];
    for part in parts.into_iter().flatten() {
        told.push_str(" | ");
        told.push_str(&part);
    }
    told
}
