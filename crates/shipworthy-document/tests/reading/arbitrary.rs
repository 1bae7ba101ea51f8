//! Whatever stands in a file, reading it ends well, and what is found lies in the text.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestCaseError};
use shipworthy_document::document::Document;
use shipworthy_document::item::{Form, Style};

use super::document;

/// Pieces of which checklists are made, healthy and broken.
const PIECES: [&str; 64] = [
    "# ",
    "### 2. Add a ",
    "## [x] ",
    "✅ ",
    "⚠️ ",
    "⏱️ 5 mins",
    "- ",
    "  - ",
    "    * ",
    "1. ",
    "7) ",
    "[ ] ",
    "[x] ",
    "[X",
    "] ",
    "[]",
    "**Effort**: 2h",
    "**Check:**",
    "**Quality Gate**: ",
    "**a** (`b/`):",
    "Owner: Ada",
    "`a|b`",
    "`",
    "``",
    "```",
    "```bash",
    "```markdown",
    "~~~",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "| a | status |\n|---|---|\n",
    "| ✅ ",
    "|",
    "→ ",
    "->",
    "Expected: ",
    "(done)",
    "DONE: ",
    "[a](b.md)",
    "![c](d.png)",
    "<!-- e -->",
    "<T>",
    "> ",
    "---",
    "===",
    "\t",
    "\u{1b}[31m",
    "\u{feff}",
    "é",
    "Я",
    "👩‍💻",
    "1️⃣",
    "NO-GO",
    "Risks",
    "Success Criteria",
    "95%",
    "(P0)",
    "$ cargo test \\",
    "cat <<EOF",
    "'",
    "*",
];

fn pieces() -> impl Strategy<Value = String> {
    vec(select(&PIECES[..]), 0..60).prop_map(|pieces| pieces.concat())
}

/// Everything that holds of a document, whatever its text.
fn check(document: &Document) -> Result<(), TestCaseError> {
    let text = &document.text.text;
    let lines = u32::try_from(text.matches('\n').count() + 1).unwrap_or(u32::MAX);
    let mut last = 0;
    for (at, item) in document.items.iter().enumerate() {
        prop_assert!(text.get(item.span.clone()).is_some(), "span {:?} of {item:?}", item.span);
        prop_assert!(item.line >= last && item.line <= lines, "line of {item:?}");
        last = item.line;
        prop_assert!(item.parent.is_none_or(|parent| parent < at), "parent of {item:?}");
        prop_assert!(item.label.is_none_or(|label| label < at), "label of {item:?}");
        prop_assert!(item.section.is_none_or(|section| section < document.sections.len()));
        prop_assert!(item.fences.iter().all(|fence| *fence < document.fences.len()));
        prop_assert!(!item.text.contains(char::is_control), "text of {item:?}");
        for code in &item.codes {
            prop_assert!(text.get(code.span.clone()).is_some_and(|code| code.starts_with('`')), "{code:?}");
        }
        if let Some(sign) = &item.sign {
            let written = text.get(sign.span.clone());
            prop_assert!(written.is_some_and(|written| !written.is_empty()), "{sign:?}");
            prop_assert!(item.span.start <= sign.span.start && sign.span.end <= item.span.end, "{item:?}");
            if sign.style == Style::Box {
                let around = text.get(..sign.span.start).zip(text.get(sign.span.end..));
                let boxed = around.is_some_and(|(before, after)| {
                    before.trim_end_matches(' ').ends_with('[')
                        && after.trim_start_matches(' ').starts_with(']')
                });
                prop_assert!(
                    boxed && written.is_some_and(|written| written.chars().count() == 1),
                    "{item:?}"
                );
            }
        }
    }
    for section in &document.sections {
        prop_assert!(text.get(section.span.clone()).is_some_and(|text| !text.is_empty()), "{section:?}");
    }
    for cell in document.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells) {
        prop_assert!(text.get(cell.span.clone()).is_some(), "{cell:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_document(text in "\\PC{0,200}|[\\s\\S]{0,200}") {
        check(&document(&text))?;
    }

    #[test]
    fn any_heap_of_markdown_is_a_document(text in pieces()) {
        check(&document(&text))?;
    }

    #[test]
    fn every_box_of_a_list_is_found(marks in vec((0..3_usize, select(&["[ ]", "[x]", "[X]"][..]), select(&["-", "*", "+", "1."][..])), 1..40)) {
        let mut text = String::new();
        let mut depth = 0;
        for (deeper, mark, bullet) in &marks {
            // A list goes one level deeper at most.
            depth = if *deeper > depth { depth + 1 } else { *deeper };
            text.push_str(&format!("{}{bullet} {mark} item\n", "   ".repeat(depth)));
        }
        let document = document(&text);
        prop_assert_eq!(document.items.iter().filter(|item| item.form == Form::Box).count(), marks.len());
        let lines: Vec<u32> = document.items.iter().map(|item| item.line).collect();
        prop_assert!(lines.iter().zip(1..).all(|(line, expected)| *line == expected), "{}", text);
    }
}

#[test]
fn depth_and_number_are_no_limits() {
    let deep: String = (0..500).map(|depth| format!("{}- [ ] a\n", "  ".repeat(depth))).collect();
    assert_eq!(document(&deep).items.len(), 500);
    assert_eq!(document(&"- [x] a\n".repeat(100_000)).items.len(), 100_000);
    let wide = format!("- [ ] {}\n", "word `a|b` → **c** ".repeat(20_000));
    assert_eq!(document(&wide).items[0].codes.len(), 20_000);
}
