//! Outcomes come into a document where they belong, and nothing else is touched.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use shipworthy_document::document::Document;
use shipworthy_document::reading::read;
use shipworthy_document::repair::repair;
use shipworthy_document::sync::{Change, ItemOutcome, Synced, What, sync};
use shipworthy_model::claim::Mark;
use shipworthy_model::verdict::Outcome::{self, Fail, NotApplicable, NotRun, Pass, Stale, Unknown, Waived};

fn document(bytes: &[u8]) -> Document {
    read("PLAN.md", repair(bytes).unwrap_or_default())
}

fn standing(outcome: Outcome) -> ItemOutcome {
    let reason = match outcome {
        Fail => "2 warnings, limit 0",
        Stale => "src/lib.rs changed --> since",
        Pass | Unknown | NotRun | Waived | NotApplicable => "",
    };
    ItemOutcome { outcome, reason: reason.to_owned() }
}

/// Syncs a document whose items, by their words, stand like this.
fn synced(markdown: &str, outcomes: &[(&str, Outcome)]) -> Synced {
    let document = document(markdown.as_bytes());
    sync(&document, markdown.as_bytes(), &|index| {
        let text = document.items.get(index)?.text.as_str();
        outcomes.iter().find(|(words, _)| text.contains(words)).map(|(_, outcome)| standing(*outcome))
    })
}

#[track_caller]
fn becomes(markdown: &str, outcomes: &[(&str, Outcome)], expected: &str) {
    let first = synced(markdown, outcomes);
    let text = String::from_utf8_lossy(&first.bytes);
    assert_eq!(text, expected);
    let again = synced(&text, outcomes);
    assert_eq!(
        (String::from_utf8_lossy(&again.bytes).as_ref(), again.changes),
        (expected, Vec::new()),
        "again"
    );
}

#[test]
fn a_box_is_ticked_by_a_pass_and_by_nothing_else() {
    becomes(
        "- [ ] a\n* [x] b\n1. [X] c\n",
        &[("a", Pass), ("b", Pass), ("c", Pass)],
        "- [x] a\n* [x] b\n1. [X] c\n",
    );
    becomes(
        "- [x] a\n- [x] b\n- [X] c\n- [x] d\n- [ ] e\n",
        &[("a", Fail), ("b", Unknown), ("c", Waived), ("e", NotRun)],
        "- [ ] a <!-- shipworthy: fail: 2 warnings, limit 0 -->\n- [ ] b <!-- shipworthy: unknown -->\n\
         - [ ] c <!-- shipworthy: waived -->\n- [x] d\n- [ ] e\n",
    );
    becomes(
        "| Part | Done |\n|---|---|\n| a | [x] |\n| b | [ ] | c |\n",
        &[("a", NotRun), ("b", Pass)],
        "| Part | Done |\n|---|---|\n| a | [ ] <!-- shipworthy: not-run --> |\n| b | [x] | c |\n",
    );
    becomes("### [ ] Write it\n\ntext\n", &[("Write", Pass)], "### [x] Write it\n\ntext\n");
}

#[test]
fn the_comment_follows_the_outcome() {
    becomes(
        "- [ ] a <!-- shipworthy: fail: 3 warnings, limit 0 -->\r\n- [ ] b\r\n",
        &[("a", Stale), ("b", Pass)],
        "- [ ] a <!-- shipworthy: stale: src/lib.rs changed -&#45;&gt; since -->\r\n- [x] b\r\n",
    );
    becomes("- [ ] a <!-- shipworthy: fail -->  \n  b\n", &[("a", Pass)], "- [x] a  \n  b\n");
    becomes("- [x] a  \n  b\n", &[("a", NotRun)], "- [ ] a <!-- shipworthy: not-run -->  \n  b\n");
    becomes("- [x] a <!-- mine -->", &[("a", Pass)], "- [x] a <!-- mine -->");
}

#[test]
fn a_criterion_of_a_no_go_list_is_ticked_by_bad_news_only() {
    becomes(
        "## NO-GO criteria\n- [ ] leaks detected\n- [x] data lost\n- [x] no plan\n",
        &[("leaks", Fail), ("data", Pass), ("plan", NotRun)],
        "## NO-GO criteria\n- [x] leaks detected <!-- shipworthy: fail: 2 warnings, limit 0 -->\n- [ ] data lost\n\
         - [ ] no plan <!-- shipworthy: not-run -->\n",
    );
}

#[test]
fn emoji_and_words_are_those_of_the_document() {
    becomes(
        "## Tasks\n1. ✅ Write tests\n2. 🚧 Write docs\n3. ✅ Ship\n",
        &[("tests", NotRun), ("docs", Pass)],
        "## Tasks\n1. 🚧 Write tests <!-- shipworthy: not-run -->\n2. ✅ Write docs\n3. ✅ Ship\n",
    );
    becomes(
        "## Tasks\n- DONE: Write tests\n- Write docs (todo)\n",
        &[("tests", Fail), ("docs", Pass)],
        "## Tasks\n- TODO: Write tests <!-- shipworthy: fail: 2 warnings, limit 0 -->\n- Write docs (done)\n",
    );
}

#[test]
fn a_status_cell_keeps_its_notes() {
    let table = "| Part | Status |\n|---|---|\n| Store | ✅ Working |\n| Thaw | ❌ Broken |\n| Cache | ✅ 3 layers |\n";
    becomes(
        table,
        &[("Store", Fail), ("Thaw", Pass), ("Cache", NotRun)],
        "| Part | Status |\n|---|---|\n| Store | ❌ Broken <!-- shipworthy: fail: 2 warnings, limit 0 --> |\n\
         | Thaw | ✅ Working |\n| Cache | ❌ 3 layers <!-- shipworthy: not-run --> |\n",
    );
}

#[test]
fn what_sums_up_boxes_is_written_anew() {
    becomes(
        "# Plan\n\n**Progress**: 80% complete\n\n## Core (100%)\n- [x] a\n- [x] b\n\n## Docs\n- [ ] c\n\n## Dashboard\n\n\
         ```\nCore: [==========] 100% (2/2 items)\nDocs: [##--------] 20%\n```\n\nCoverage: 35.4%, 8/10 lines\n",
        &[("a", Fail), ("b", Pass)],
        "# Plan\n\n**Progress**: 33% complete\n\n## Core (50%)\n- [ ] a <!-- shipworthy: fail: 2 warnings, limit 0 -->\n- [x] b\n\n\
         ## Docs\n- [ ] c\n\n## Dashboard\n\n\
         ```\nCore: [=====-----] 50% (1/2 items)\nDocs: [##--------] 20%\n```\n\nCoverage: 35.4%, 8/10 lines\n",
    );
}

#[test]
fn figures_in_a_statement_are_the_statement() {
    let markdown = "# Plan\n\n- [x] 80% of the tasks complete (8/10 items)\n- [ ] Coverage 80% complete\n";
    becomes(markdown, &[("tasks", Pass)], markdown);
}

#[test]
fn a_percentage_beside_a_count_follows_it() {
    becomes(
        "# Plan\n\n- [ ] a\n- [x] b\n- [ ] c\n\nTotal work: ~33% (1/3 tasks), coverage 80%\n",
        &[("a", Pass)],
        "# Plan\n\n- [x] a\n- [x] b\n- [ ] c\n\nTotal work: ~66% (2/3 tasks), coverage 80%\n",
    );
}

/// A document made by hand, or read from other bytes, may lie about its offsets.
#[test]
fn a_document_that_lies_breaks_nothing() {
    let markdown = "## Plan (50%)\n- [x] é\n| a | ✅ Done |\n";
    for shift in [0, 1, 2, 7, 1000, usize::MAX - 60] {
        let mut lying = document(markdown.as_bytes());
        for item in &mut lying.items {
            item.section = Some(shift);
            if let Some(sign) = &mut item.sign {
                sign.span = sign.span.start.wrapping_add(shift)..sign.span.end;
            }
        }
        for section in &mut lying.sections {
            section.parent = Some(shift);
        }
        for original in [markdown.as_bytes(), b"", b"\xff\0", "ééééééééé".as_bytes()] {
            let found = sync(&lying, original, &|_| Some(standing(Fail)));
            assert!(found.changes.iter().all(|change| change.span.end <= original.len()));
        }
    }
}

#[test]
fn a_damaged_file_keeps_its_other_bytes() {
    let markdown = "\u{feff}## Tasks\r\n- âœ… â†’ tests\r\n- âš ï¸ docs\r\n";
    let found = synced(markdown, &[("tests", Fail), ("docs", Pass)]);
    assert_eq!(
        String::from_utf8_lossy(&found.bytes),
        "\u{feff}## Tasks\r\n- ⚠\u{fe0f} â†’ tests <!-- shipworthy: fail: 2 warnings, limit 0 -->\r\n- ✅ docs\r\n"
    );
    let Some(Change { line, what, span, from, to }) = found.changes.first() else {
        panic!("nothing changed")
    };
    assert_eq!((*line, *what, from.as_str(), to.as_str()), (2, What::Mark, "✅", "⚠\u{fe0f}"));
    assert_eq!(markdown.get(span.clone()), Some("âœ…"));
}

/// Lines of checklists.
const LINES: [&str; 35] = [
    "# Plan",
    "## Core (100%)",
    "## ✅ Docs [###---] 50%",
    "### NO-GO criteria",
    "### Definition of done",
    "- [ ] one",
    "- [x] two → ok",
    "  - [X] three `a | b`",
    "* [x] four <!-- shipworthy: fail: old -->",
    "1. [ ] five  ",
    "- [] six",
    "- [~] seven",
    "> - [x] eight",
    "### [x] nine",
    "### 3. Create `src/ten.rs`",
    "1. ✅ eleven",
    "2. ⏳ twelve",
    "- thirteen ✅",
    "- DONE: fourteen",
    "- fifteen (todo)",
    "âœ… sixteen",
    "- [x] –≥–æ—Ç–æ–≤–æ",
    "| Part | Status |",
    "|------|--------|",
    "| Store | ✅ Working |",
    "| Thaw | **Done** |",
    "| Lock | [x] |",
    "| Cache | ❌ Broken <!-- shipworthy: fail --> | note |",
    "```",
    "```markdown",
    "Core: [=====-----] 50% (4/8 items)",
    "**Status**: 95% complete",
    "Total: 8/10 tasks done",
    "",
    "text",
];

fn markdown() -> impl Strategy<Value = String> {
    let line = prop_oneof![9 => select(&LINES[..]).prop_map(str::to_owned), 1 => any::<String>()];
    (vec(line, 0..30), select(&["\n", "\r\n"][..]), any::<bool>()).prop_map(|(lines, end, closed)| {
        let mut text = lines.join(end);
        text.retain(|char| char != '\0');
        text.push_str(if closed { end } else { "" });
        text
    })
}

fn standings() -> impl Strategy<Value = Vec<Option<ItemOutcome>>> {
    let outcome = select(&[Pass, Pass, Fail, Unknown, Stale, NotRun, Waived][..]);
    let standing = (
        outcome,
        prop_oneof![".{0,12}", select(&["--", "-->", "a|b", "`", "</x>"][..]).prop_map(str::to_owned)],
    );
    vec(proptest::option::of(standing.prop_map(|(outcome, reason)| ItemOutcome { outcome, reason })), 1..40)
}

fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn without_gates_nothing_changes(markdown in markdown()) {
        let found = sync(&document(markdown.as_bytes()), markdown.as_bytes(), &|_| None);
        prop_assert_eq!((String::from_utf8_lossy(&found.bytes), found.changes), (markdown.as_str().into(), Vec::new()));
    }

    #[test]
    fn only_what_is_told_differs(markdown in markdown(), standings in standings()) {
        let state = |index: usize| standings.get(index % standings.len()).cloned().flatten();
        let found = sync(&document(markdown.as_bytes()), markdown.as_bytes(), &state);
        let (mut rebuilt, mut copied) = (Vec::new(), 0);
        for change in &found.changes {
            prop_assert!(copied <= change.span.start);
            rebuilt.extend_from_slice(&markdown.as_bytes()[copied..change.span.start]);
            rebuilt.extend_from_slice(change.to.as_bytes());
            copied = change.span.end;
            let line = markdown[..change.span.start].matches('\n').count() + 1;
            prop_assert_eq!(usize::try_from(change.line), Ok(line));
            prop_assert!(!change.to.contains(char::is_control));
        }
        rebuilt.extend_from_slice(&markdown.as_bytes()[copied..]);
        prop_assert_eq!(rebuilt, found.bytes);
    }

    #[test]
    fn marks_are_right_afterwards_and_stay(markdown in markdown(), standings in standings()) {
        let state = |index: usize| standings.get(index % standings.len()).cloned().flatten();
        let before = document(markdown.as_bytes());
        let once = sync(&before, markdown.as_bytes(), &state);
        let after = document(&once.bytes);
        prop_assert_eq!(after.items.len(), before.items.len());
        for (index, (item, old)) in after.items.iter().zip(&before.items).enumerate() {
            let done = if old.unwanted { Fail } else { Pass };
            match state(index).filter(|_| old.sign.is_some()) {
                Some(standing) => prop_assert_eq!(item.mark == Mark::Done, standing.outcome == done, "{:?}", item),
                None => prop_assert_eq!(item.mark, old.mark),
            }
            prop_assert_eq!(item.form, old.form);
            if once.changes.iter().all(|change| change.what != What::Progress) {
                prop_assert_eq!(&item.text, &old.text);
            }
        }
        let twice = sync(&after, &once.bytes, &state);
        prop_assert_eq!(String::from_utf8_lossy(&twice.bytes), String::from_utf8_lossy(&once.bytes));
        prop_assert_eq!(twice.changes, Vec::new());
    }
}
