//! `docs/import.md` says what is understood, and this holds it to its word: every document on the page is read, and the
//! rules on it are those of the table. `SHIPWORTHY_BLESS=1` writes what is so; read the difference before it is kept.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads the page it is about, and fails by panicking"
)]

use std::fmt::Write as _;
use std::path::PathBuf;

use shipworthy_document::binding::{Example, RULES};
use shipworthy_document::document::Document;
use shipworthy_document::item::{Form, Item};
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;

const BEGIN: &str = "<!-- rules -->\n";
const END: &str = "<!-- end of rules -->";

/// One test for both, because both write the one page.
#[test]
fn the_page_says_what_is_so() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/import.md");
    let text = std::fs::read_to_string(&path).expect("the page is there");
    let written = with_rules(&with_examples(&text));
    if std::env::var_os("SHIPWORTHY_BLESS").is_some() {
        std::fs::write(path, written).expect("the page can be written");
    } else {
        assert_eq!(written, text);
    }
}

/// The page, with what is read in each document that it shows a reading of.
fn with_examples(text: &str) -> String {
    let mut lines = text.lines().peekable();
    let mut written = String::new();
    let mut examples = 0;
    while let Some(line) = lines.next() {
        let _ = writeln!(written, "{line}");
        let Some(fence) = line.strip_suffix("markdown").filter(|fence| fence.starts_with("```")) else {
            continue;
        };
        let mut body = String::new();
        for line in lines.by_ref().take_while(|line| *line != fence) {
            let _ = writeln!(body, "{line}");
        }
        let _ = writeln!(written, "{body}{fence}");
        if lines.peek().is_some_and(|line| line.is_empty()) {
            lines.next();
            written.push('\n');
        }
        if lines.peek() != Some(&"```text") {
            continue;
        }
        examples += 1;
        lines.by_ref().find(|line| *line == "```text");
        lines.by_ref().find(|line| *line == "```");
        let document = read("docs/checklist.md", repair(body.as_bytes()).expect("an example is text"));
        let _ = write!(written, "```text\n{}```\n", shown(&document));
    }
    assert!(examples > 8, "only {examples} examples: is this looking at the right page?");
    written
}

fn shown(document: &Document) -> String {
    let line = |item: &Item| {
        let unwanted = if item.unwanted { ", unwanted" } else { "" };
        let form = format!("{}{unwanted}", form(item.form));
        let expected = item.expected.as_ref().map(|expected| format!(" (expected: {expected})"));
        format!("{}  {:<5} {form:<16} {}{}\n", item.line, item.mark, item.text, expected.unwrap_or_default())
    };
    document.items.iter().map(line).collect()
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Box => "box",
        Form::BoxHeading => "box-heading",
        Form::NumberedHeading => "numbered-heading",
        Form::SignedItem => "signed-item",
        Form::BareItem => "bare-item",
        Form::StatusRow => "status-row",
        Form::Label => "label",
        Form::QualityGate => "quality-gate",
        Form::Metric => "metric",
        Form::Command => "command",
        Form::Link => "link",
    }
}

/// The page, with the rules of the table.
fn with_rules(text: &str) -> String {
    let (before, rest) = text.split_once(BEGIN).expect("the page has a place for the rules");
    let (_, after) = rest.split_once(END).expect("the place for the rules ends");
    format!("{before}{BEGIN}{}{END}{after}", rules())
}

/// Each rule with its first example that is understood. All of them are tried by the rules' own tests.
fn rules() -> String {
    let mut out = String::new();
    for rule in RULES {
        let _ = write!(out, "\n### {}\n\n{}\n\n", rule.id, rule.summary);
        let understood = |example: &&Example| example.becomes != "not understood";
        let example = rule.examples.iter().find(understood).expect("a rule shows what it understands");
        let files = match example.files {
            [] => String::new(),
            files => format!("\n\nwith the files `{}`", files.join("`, `")),
        };
        let _ = write!(
            out,
            "````markdown\n{}\n````\n{files}\n\nbecomes `{}`\n\n",
            example.markdown.trim_end(),
            example.becomes
        );
    }
    out.push('\n');
    out
}
