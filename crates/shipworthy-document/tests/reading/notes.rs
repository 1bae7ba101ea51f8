//! What is said beside items: effort, owner, why, and what must come of them.

use super::{assert_told, document};

#[test]
fn an_item_is_told_about() {
    assert_told(&[
        ("- [ ] a\n  - Effort: 2h\n  - **Owner**: Ada\n", &["1 box open ` `: a | effort=2h; owner=Ada"]),
        (
            "- [ ] a\n  **Why:** it breaks\n  Priority: P1\n",
            &["1 box open ` `: a | why=it breaks; priority=P1 | !P1"],
        ),
        (
            "- [ ] a (owner: Ada, effort: 2h)\n",
            &["1 box open ` `: a (owner: Ada, effort: 2h) | owner=Ada; effort=2h"],
        ),
        ("- [ ] a\n\n  **Risk**: high\n", &["1 box open ` `: a | risk=high"]),
        ("- a\n  - Status: Complete\n", &[]),
        ("- [ ] a\n  - **Effort**: 2h | **Owner**: Ada\n", &["1 box open ` `: a | effort=2h; owner=Ada"]),
        (
            "# 1. Fix a\n**Priority**: P1 · **Effort:** `2h` · more\n",
            &["1 numbered: Fix a | priority=P1; effort=2h · more | !P1"],
        ),
        ("# 1. Fix a\n**Status**: ✅ Complete\n", &["1 numbered done ``: Fix a | status=✅ Complete"]),
        (
            "- [ ] [P1] a\n- [ ] b (P2)\n- [ ] all (P0) tasks\n",
            &[
                "1 box open ` `: [P1] a | !P1",
                "2 box open ` `: b (P2) | !P2",
                "3 box open ` `: all (P0) tasks",
            ],
        ),
    ]);
}

#[test]
fn an_expectation_is_kept() {
    assert_told(&[(
        "- [ ] Run `cargo build` → verify success\n- [ ] b (expected: 100+ tests)\n- [ ] c\n  - Expected: nothing\n",
        &[
            "1 box open ` `: Run cargo build → verify success | -> verify success",
            "2 box open ` `: b (expected: 100+ tests) | -> 100+ tests",
            "3 box open ` `: c | -> nothing | expected=nothing",
        ],
    )]);
}

#[test]
fn a_section_is_told_about() {
    let document = document(
        "# Plan\n**Статус**: 70% готов\n**Effort**: 2h\ngoes on\n\n- **Owner**: Ada\n\n*Last updated: today*\n",
    );
    let notes: Vec<_> = document.sections[0]
        .notes
        .iter()
        .map(|note| (note.line, note.key.as_str(), note.value.as_str()))
        .collect();
    assert_eq!(
        notes,
        [
            (2, "статус", "70% готов"),
            (3, "effort", "2h goes on"),
            (6, "owner", "Ada"),
            (8, "last updated", "today")
        ]
    );
    assert_eq!(document.items.len(), 0);
}

#[test]
fn code_in_a_value_is_kept() {
    let markdown = "# 1. Add a\n**Create:** `docs/A.md`\n";
    let document = document(markdown);
    let note = &document.items[0].notes[0];
    assert_eq!((note.key.as_str(), note.value.as_str(), note.line), ("create", "docs/A.md", 2));
    assert_eq!(&markdown[note.codes[0].span.clone()], "`docs/A.md`");
}
