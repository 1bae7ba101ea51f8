//! What contradicts what, and above all: what does not.

use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};
use shipworthy_document::contradiction::{Commits, DocumentHistory, contradictions};
use shipworthy_document::document::Document;
use shipworthy_document::figure::figures;
use shipworthy_document::reading::read;
use shipworthy_document::repair::Text;
use shipworthy_model::time::Date;

fn documents(texts: &[&str]) -> Vec<Document> {
    let name = |index: usize| format!("docs/{index}.md");
    texts.iter().enumerate().map(|(index, text)| read(&name(index), Text::healthy(*text))).collect()
}

/// `document:line -> document:line why`, one for each contradiction.
fn told(texts: &[&str], committed: Option<&str>) -> Vec<String> {
    let documents = documents(texts);
    let documents: Vec<&Document> = documents.iter().collect();
    let day = committed.and_then(Date::parse);
    let commits = day.map(|day| Commits { first: day, last: day });
    let known = DocumentHistory { commits: vec![commits; documents.len()] };
    let found = contradictions(&documents, &known);
    let other = |file: &str| file.trim_start_matches("docs/").trim_end_matches(".md").to_owned();
    found
        .iter()
        .map(|(document, line, why)| {
            format!("{document}:{line} -> {}:{} {}", other(&why.file), why.line, why.why)
        })
        .collect()
}

fn finds(texts: &[&str], expected: &[&str]) {
    assert_eq!(told(texts, None), expected, "{texts:?}");
}

#[test]
fn completions_of_one_thing_differ() {
    finds(
        &["# Plan\n**Status**: 70% complete\n\n## Conclusion\nOverall progress: 100%\n"],
        &["0:2 -> 0:5 100% is stated there for the same", "0:5 -> 0:2 70% is stated there for the same"],
    );
    finds(
        &["# Plan\n**Status**: 60% complete\n", "# Status\n**Progress**: 100%\n"],
        &["0:2 -> 1:2 100% is stated there for the same", "1:2 -> 0:2 60% is stated there for the same"],
    );
}

#[test]
fn a_completion_is_held_to_its_boxes() {
    finds(
        &["# Checklist\n**Status**: 90% complete\n- [x] one thing\n- [ ] two things\n- [ ] three things\n"],
        &[
            "0:2 -> 0:4 90% is stated, and 1 of 3 boxes are ticked",
            "0:4 -> 0:2 90% is stated for this document, and 1 of 3 boxes are ticked",
        ],
    );
    finds(
        &["# A\n## Docs (100%)\n- [x] guide\n- [ ] manual\n"],
        &[
            "0:2 -> 0:4 100% is stated, and 1 of 2 boxes of `Docs` are ticked",
            "0:4 -> 0:2 100% is stated for `Docs`, and 1 of 2 boxes are ticked",
        ],
    );
    finds(&["# A\nProgress: 80% (14/31 items)\n"], &["0:2 -> 0:2 80% stands beside 14/31, which is 45 %"]);
    finds(
        &["# A\nProgress: [========--] 30%\n"],
        &["0:2 -> 0:2 the bar shows 80 %, and 30% stands beside it"],
    );
    let dashboard = "# A\n## High priority (Week 2)\n- [x] a b\n- [ ] c d\n## Board\n```\nHIGH (Week 2): [==========] 100% (2/2 items)\n```\n";
    finds(
        &[dashboard],
        &[
            "0:4 -> 0:7 2/2 is stated for `High priority (Week 2)`, and 1 of 2 boxes are ticked",
            "0:7 -> 0:4 2/2 is stated, and 1 of 2 boxes of `High priority (Week 2)` are ticked",
        ],
    );
}

#[test]
fn one_task_is_done_here_and_open_there() {
    let both = |done: &str, open: &str| {
        let found = told(&[&format!("# A\n## Must do\n{done}\n\n## Definition of done\n{open}\n")], None);
        assert_eq!(found.len(), 2, "{done} / {open}: {found:?}");
        assert!(found[0].starts_with("0:3 -> 0:6 ") && found[1].starts_with("0:6 -> 0:3 "), "{found:?}");
    };
    both("1. ✅ Add placeholder warning (5 min)", "- [ ] Warning added for placeholder data");
    both("1. ✅ Integration test (30 min)", "- [ ] Integration test passes");
    both("1. ✅ README usage examples (30 min)", "- [ ] README has usage examples");
    both("1. ✅ Error handling audit (20 min)", "- [ ] Error handling verified");
    both("- [x] Release notes", "- [ ] Release notes written");
    both("- [x] `test/a/stdio_test.exs` - Pre-existing", "- [ ] **Create `test/a/stdio_test.exs`**");
    both("- [x] LLM calls wrapped with circuit breaker", "- [ ] Wrap LLM Calls with Circuit Breaker");
    both("- [x] DB operations wrapped with retry", "- [ ] Wrap Database Operations with Retry");
    both("- [x] No memory leaks", "- [ ] No memory leaks");
    both("- [x] Client.ex refactoring", "- [ ] Phase 3: Refactor Client.ex");
}

#[test]
fn a_done_heading_stands_over_open_items() {
    finds(
        &["# A\n- [x] other\n## ✅ Infrastructure\n- [ ] mend the bridge\n"],
        &[
            "0:3 -> 0:4 the heading is marked as done, and `mend the bridge` below it is open",
            "0:4 -> 0:3 it is open, and the heading `Infrastructure` above it is marked as done",
        ],
    );
    finds(
        &["# A\n- [x] Release the engine\n  - [ ] sign the archive\n"],
        &[
            "0:2 -> 0:3 it is marked as done, and `sign the archive` below it is open",
            "0:3 -> 0:2 it is open, and `Release the engine` above it is marked as done",
        ],
    );
}

#[test]
fn verdicts_are_held_to_what_is_open() {
    finds(
        &["# A\n**Status**: Planning\n\ntext\n\n---\n**Status**: Ready for Execution\n"],
        &[
            "0:2 -> 0:7 the status is `Ready for Execution` there",
            "0:7 -> 0:2 the status is `Planning` there",
        ],
    );
    finds(
        &["# A\n**Status**: Production Ready\n## Must have (P0)\n- [ ] rotate the keys\n"],
        &[
            "0:2 -> 0:4 `rotate the keys` has the highest priority and is open",
            "0:4 -> 0:2 `Production Ready` is stated there, and this has the highest priority and is open",
        ],
    );
    finds(
        &["# A\n**Verdict**: GO\n## NO-GO criteria\n- [x] Critical bugs unfixed\n"],
        &[
            "0:2 -> 0:4 `Critical bugs unfixed` is ticked there, and is a reason not to go",
            "0:4 -> 0:2 `GO` is stated there, and a ticked reason not to go forbids it",
        ],
    );
}

#[test]
fn two_numbers_for_one_metric_cannot_both_be() {
    finds(
        &["# A\n## What works\n- 90%+ test coverage\n## Known issues\n- Test coverage 35.4%\n"],
        &[
            "0:3 -> 0:5 `test coverage 35.4%` stands there for the same, and both cannot be",
            "0:5 -> 0:3 `test coverage 90%+` stands there for the same, and both cannot be",
        ],
    );
    finds(
        &["# A\n- [x] No clippy warnings\n## Known issues\n- 30 clippy warnings\n"],
        &[
            "0:2 -> 0:4 `clippy warnings 30` stands there for the same, and both cannot be",
            "0:4 -> 0:2 `No clippy warnings` stands there for the same, and both cannot be",
        ],
    );
    finds(
        &["# A\n- Startup time: < 150ms\n", "# A\n- Startup time: < 0.5 s\n"],
        &[
            "0:2 -> 1:2 `startup time < 0.5 s` stands there for the same, and both cannot be",
            "1:2 -> 0:2 `startup time < 150ms` stands there for the same, and both cannot be",
        ],
    );
}

#[test]
fn announced_things_are_counted() {
    finds(
        &["# A\n- ADRs created (4 documents):\n  - `a.md`\n  - `b.md`\n  - `c.md`\n"],
        &[
            "0:2 -> 0:3 4 documents are announced, and 3 follow",
            "0:3 -> 0:2 3 stand here, and 4 documents are announced",
        ],
    );
}

#[test]
fn days_that_cannot_be() {
    assert_eq!(
        told(&["# A\n*Last Updated: October 7, 2024*\n"], Some("2025-10-08")),
        ["0:2 -> 0:2 October 7, 2024 is stated, and the first commit is of 2025-10-08"]
    );
    finds(
        &["# A\n**Last Updated**: 2025-01-05\n## Current Status (2025-02-01)\n"],
        &[
            "0:2 -> 0:3 something is told there that was so on 2025-02-01, after the last update of 2025-01-05",
            "0:3 -> 0:2 the last update is said to be of 2025-01-05, before 2025-02-01",
        ],
    );
}

/// Documents that a hasty reader would accuse.
const INNOCENT: [&str; 38] = [
    "# A\n**Overall progress**: Phase 1: 100% complete, phase 2: 50%\n\n- [x] one\n- [ ] two\n- [ ] three\n",
    "# A\n### 2. Unit testing ⚠️\ntext\n## Deliverables\n| What | Status |\n|---|---|\n| Unit tests | ✅ Complete |\n",
    "# A\n- Line coverage: 80%\n- Branch coverage: 60%\n",
    "# A\nCurrent coverage: 35%, target 80%\n",
    "# A\n- Coverage 35% → 55%\n- Test coverage 35%\n",
    "# A\n- Test coverage 35%\n## Goals\n- Increase test coverage to 60%+\n",
    "# A\n| Part | Readiness |\n|---|---|\n| Lexer | 95% |\n| Parser | 60% |\n",
    "# A\n- Lexer: 95% complete\n- Parser: 60% complete\n",
    "# A\n1. **Lexer** - 95% Complete\n2. **Parser** - 60% Complete\n",
    "# A\n## Lexer\n- Test coverage: 90%\n## Parser\n- Test coverage: 35%\n",
    "# A\n- Hit rate for episodes: 85%\n- Hit rate for patterns: 75%\n",
    "# A\n- 10% regression = warning, 25% = fail\n",
    "# A\n## Must have\n- [ ] Coverage > 60%\n## Should have\n- [ ] Coverage > 80%\n",
    "# A\n- [x] No memory leaks\n- [ ] Zero memory leaks over 24 hours\n",
    "# A\n- [x] No memory leaks\n## NO-GO criteria\n- [ ] Memory leaks detected\n",
    "# A\n- [x] Create integration tests\n- [ ] Remove integration tests\n",
    "# A\n- [x] Create integration tests\n- [ ] Integration tests pass\n",
    "# A\n## Phase 1\n- [x] Update the docs pages\n## Phase 2\n- [ ] Update the docs pages\n",
    "# A\n## core\n- [x] All unit tests pass\n## mcp\n- [ ] All unit tests pass\n",
    "# A\n- [x] Parser\n  - [x] Unit tests written\n- [ ] Printer\n  - [ ] Unit tests written\n",
    "# A\n- [x] macOS build (Intel)\n- [ ] macOS build (Apple Silicon)\n",
    "# A\n- [x] Memory system - hot tier\n- [ ] Memory system - cold tier\n",
    "# A\n- [x] Test 100 concurrent connections\n- [ ] Test 1000 concurrent connections\n",
    "# A\n- [x] All files < 500 LOC\n- [ ] Files > 500 LOC\n",
    "# A\n- [x] Update `README.md`\n- [ ] Update `README.md` with deployment examples\n",
    "# A\n- [x] Write `docs/a.md`\n- [ ] Write `docs/b.md`\n",
    "# A\n## ✅ Definition of done\n- [ ] everything works\n- [x] nothing fails\n",
    "# A\n## ✅ Naming\n- [ ] names are nouns\n## ✅ Tests\n- [ ] tests are fast\n",
    "# A\n- [x] Release\n  - [ ] Video (optional)\n",
    "# A\n## Quality (90%)\n- [x] a b\n- [x] c d\n- [x] e f\n- [ ] g h\n",
    "# A\n## Gap 5\n**Status**: partial (60% complete)\n- [ ] first rest\n- [ ] second rest\n",
    "# A\n**Status**: Production ready after phase 2\n## P0\n- [ ] rotate the keys\n",
    "# A\n**Status**: Nearly production ready\n## P0\n- [ ] rotate the keys\n",
    "# A\n## First goal\n- Status: Complete\n## Second goal\n- Status: In progress\n",
    "# A\nFor each of 8 tools, test:\n1. success\n2. failure\n",
    "# A\nDocs (5 files):\n- a.md, b.md, c.md\n- d.md, e.md\n",
    "# A\nGOOD ████████ 8 agents (38%)\nNONE ████ 7 agents (33%)\n",
    "# A\n**Created**: 2024-10-07\n**Target date**: 2027-01-01\n**Last Updated**: 2025-03-01\n",
];

#[test]
fn the_innocent_are_not_accused() {
    for text in INNOCENT {
        assert_eq!(told(&[text], Some("2025-03-02")), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn documents_about_different_things_are_not_compared() {
    finds(&["# Memory core\nStatus: 60% complete\n", "# Memory server\nStatus: 100% complete\n"], &[]);
    finds(&["# Core\n- [x] Unit tests pass\n", "# Server\n- [ ] Unit tests pass\n"], &[]);
    let other_folder = read("crates/a/TODO.md", Text::healthy("# A\n- [x] Write release notes\n"));
    let here = read("crates/b/TODO.md", Text::healthy("# A\n- [ ] Write release notes\n"));
    assert_eq!(contradictions(&[&other_folder, &here], &DocumentHistory::default()), []);
}

#[test]
fn what_every_task_asks_for_is_asked_for_anew() {
    let task = |number: u8, mark: char| {
        format!("## Task {number}\n**Acceptance Criteria**:\n- [{mark}] Zero clippy warnings shown\n")
    };
    finds(&[&format!("# A\n{}{}", task(1, 'x'), task(2, ' '))], &[]);
    finds(
        &[
            &format!("# A\n{}{}{}", task(1, 'x'), task(2, ' '), task(3, 'x')),
            "# A\n- [ ] Zero clippy warnings shown\n",
        ],
        &[],
    );
    let once = "# A\n- [x] Write the parser grammar tables\n## Rest\n- [ ] Write the parser grammar tables\n";
    assert_eq!(told(&[once], None).len(), 2, "a task is one task wherever it stands");
}

#[test]
fn a_green_sign_before_a_criterion_is_an_ornament() {
    finds(
        &[
            "# A\n**Day 1**\n- [ ] Track parent child relations\n\n**Acceptance Criteria**:\n- ✅ Parent child relations tracked\n",
        ],
        &[],
    );
}

#[test]
fn a_picture_among_pictures_is_no_mark() {
    let with = |heading: &str| {
        format!(
            "# A\n## 🔧 Settings\n- [x] a b\n## 📊 Metrics\ntext\n## 🔒 Hardening\ntext\n## {heading}\n- [ ] signed\n"
        )
    };
    finds(&[&with("✅ Approval")], &[]);
    assert_eq!(told(&[&with("✅ Approval complete")], None).len(), 2, "words are no picture");
    finds(&["# Definition of Done\n## Builds ✅\n- [ ] it builds\n## Rest\n- [x] a b\n"], &[]);
}

#[test]
fn two_counts_of_two_things_are_no_quarrel() {
    for text in [
        "# A\n**Issue 1**:\n- **Count**: 63 warnings\n\n**Issue 2**:\n- **Count**: 4 warnings\n",
        "# A\n- 4 warnings (unused parameters)\n\n- 67 warnings (snake case)\n",
        "# A\n- **Result**: All 5 warnings fixed\n- **Result**: All 17 warnings fixed\n",
        "# A\n**With caching** (70% hit rate):\n- a\n\n**With caching** (90% hit rate):\n- b\n",
        "# A\n**Status**: in progress - 25/153 hours (16.3%)\n- [x] a b\n- [x] c d\n",
    ] {
        finds(&[text], &[]);
    }
}

#[test]
fn a_share_of_something_else_is_not_held_to_the_boxes() {
    let boxes = "- [x] a b\n- [x] c d\n- [x] e f\n- [x] g h\n- [ ] i j\n";
    for line in [
        "**Completeness**: 40%",
        "**Progress**: 1/9 tasks complete (11%)",
        "**Status**: 2/8 COMPLETE, 1 partial",
        "**Status**: 31% complete - 5/16 tests passing",
    ] {
        finds(&[&format!("# A\n## Store\n{line}\n{boxes}## Pool\n- [x] k l\n")], &[]);
    }
    let row = "# A\n| Phase | Status | Progress |\n|---|---|---|\n| Phase 5: Completion | pending | 0% |\n\n- [x] a b\n- [ ] c d\n";
    finds(&[row], &[]);
    for line in ["**Progress**: 40% complete", "**Progress**: 1/5 complete", "**Progress**: 1/9 items (11%)"]
    {
        let found = told(&[&format!("# A\n## Store\n{line}\n{boxes}## Pool\n- [x] k l\n")], None);
        assert_eq!(found.len(), 2, "{line} is about these boxes: {found:?}");
    }
}

#[test]
fn a_closing_word_over_a_list_for_signing_off_is_no_claim() {
    finds(&["# A\n- [x] other\n## Done! ✅\n- [ ] Secrets verified\n- [ ] Notifications configured\n"], &[]);
    finds(&["# A\n- [x] other\n## ✅ All done\n- [ ] Secrets verified\n"], &[]);
    let mixed = "# A\n- [x] other\n## Completed ✅\n- [x] Secrets verified\n- [ ] Notifications configured\n";
    assert_eq!(told(&[mixed], None).len(), 2, "ticks below it make it a claim");
    let named = "# A\n- [x] other\n## Setup done ✅\n- [ ] Secrets verified\n";
    assert_eq!(told(&[named], None).len(), 2, "so does a name");
}

/// Lines as checklists have them, and lines as no one would write them.
fn line() -> impl Strategy<Value = String> {
    let written = prop::sample::select(vec![
        "# Checklist",
        "## ✅ Phase 1 (100%)",
        "## NO-GO criteria",
        "### [x] 2. Create the parser",
        "- [x] No memory leaks",
        "- [ ] No memory leaks",
        "  - [ ] Write `src/a.rs` (5 min)",
        "- [x] `src/a.rs` - new",
        "**Status**: 70% complete",
        "**Status**: Planning",
        "**Status**: Production Ready",
        "Total: [====----] 60% (4/10 items)",
        "- Test coverage 35.4%",
        "- 90%+ test coverage",
        "**Files** (3 files):",
        "- `a.rs`",
        "| Part | Readiness |",
        "|---|---|",
        "| Lexer | 95% |",
        "**Last Updated**: 2025-11-12",
        "```",
        "▓▓▓░░ 60 %",
        "",
    ]);
    proptest::prop_oneof![4 => written.prop_map(str::to_owned), 1 => "[ -~€éж█░🟩]{0,40}", 1 => any::<String>()]
}

proptest! {
    #[test]
    fn any_text_is_searched_and_every_contradiction_has_two_ends(
        first in prop::collection::vec(line(), 0..40),
        second in prop::collection::vec(line(), 0..20),
    ) {
        let (first, second) = (first.join("\n"), second.join("\r\n"));
        let documents = documents(&[&first, &second]);
        for document in &documents {
            for figure in figures(document) {
                let text = &document.text.text;
                let written = text.get(figure.span.clone());
                prop_assert!(written.is_some_and(|written| !written.is_empty()), "{figure:?}");
                let lines = text[..figure.span.start].bytes().filter(|byte| *byte == b'\n').count();
                prop_assert_eq!(lines + 1, figure.line as usize);
            }
        }
        let documents: Vec<&Document> = documents.iter().collect();
        let found = contradictions(&documents, &DocumentHistory::default());
        for (document, line, other) in &found {
            let there = documents.iter().position(|document| document.file == other.file).unwrap();
            let file = &documents[*document].file;
            let back = found.iter().any(|(back, at, to)| {
                *back == there && *at == other.line && to.file == *file && to.line == *line
            });
            prop_assert!(back, "{document}:{line} -> {there}:{} {}", other.line, other.why);
        }
        prop_assert_eq!(&found, &contradictions(&documents, &DocumentHistory::default()));
    }
}
