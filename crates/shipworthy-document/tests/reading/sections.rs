//! Headings, and the items that some of them are.

use super::{assert_told, document};
use shipworthy_document::document::Role;
use shipworthy_model::checklist::Priority;
use shipworthy_model::claim::Mark;

#[test]
fn sections_nest_by_level_and_span_what_is_below() {
    let markdown = "intro\n# A\n## B\nb\n#### C\n## D\n# E\n";
    let document = document(markdown);
    let sections: Vec<_> = document
        .sections
        .iter()
        .map(|section| (section.level, section.line, section.parent, &markdown[section.span.clone()]))
        .collect();
    assert_eq!(
        sections,
        [
            (1, 2, None, "# A\n## B\nb\n#### C\n## D\n"),
            (2, 3, Some(0), "## B\nb\n#### C\n"),
            (4, 5, Some(1), "#### C\n"),
            (2, 6, Some(0), "## D\n"),
            (1, 7, None, "# E\n"),
        ]
    );
}

#[test]
fn a_heading_keeps_how_it_was_written() {
    let document = document("### ✅ 2. **Add** `a` ⏱️ 5 mins (95%) ###\n");
    let section = &document.sections[0];
    assert_eq!(section.heading, "✅ 2. **Add** `a` ⏱\u{fe0f} 5 mins (95%)");
    assert_eq!((section.number.as_deref(), section.mark), (Some("2"), Mark::Done));
}

#[test]
fn underlined_headings_are_headings_and_rules_below_text_are_not() {
    for (markdown, titles) in [
        ("Title\n=====\n\nPart\n----\n", &["Title", "Part"][..]),
        ("# A\n**Quality Gate**: all pass\n---\n## B\n", &["A", "B"]),
        ("# A\none\ntwo\n---\n", &["A"]),
        ("- [ ] a\n---\n", &[]),
    ] {
        let document = document(markdown);
        let found: Vec<&str> = document.sections.iter().map(|section| section.title.as_str()).collect();
        assert_eq!(found, titles, "{markdown}");
    }
}

#[test]
fn roles_and_priorities_hold_for_what_is_below() {
    let document = document(
        "# Must have (P0)\n## Part\n# Definition of done\n## Core\n## NO-GO\n## GO criteria\n# Risks\n## Success criteria\n# Other\n",
    );
    let found: Vec<_> = document.sections.iter().map(|section| (section.role, section.priority)).collect();
    assert_eq!(
        found,
        [
            (Role::Tasks, Some(Priority::P0)),
            (Role::Tasks, Some(Priority::P0)),
            (Role::Criteria, None),
            (Role::Criteria, None),
            (Role::NoGo, None),
            (Role::Go, None),
            (Role::Prose, None),
            (Role::Prose, None),
            (Role::Tasks, None),
        ]
    );
}

#[test]
fn a_box_makes_a_heading_an_item() {
    assert_told(&[(
        "## [ ] Ship\n### 2. [x] Tag it\n- [ ] a\n",
        &["1 box heading open ` `: Ship", "2 box heading done `x`: Tag it | ^1", "3 box open ` `: a | ^2"],
    )]);
}

#[test]
fn a_numbered_heading_is_an_item_when_it_reads_as_work() {
    assert_told(&[
        (
            "### 2. Integration Test ⏱️ 30 mins\n**Why:** it matters\n\n**Create:** `a.rs`\n```rust\nfn a() {}\n```\n",
            &["1 numbered: Integration Test | effort=30 mins; why=it matters; create=a.rs | #5"],
        ),
        ("#### 1.1 Build\n**Effort**: 1h\n**Owner**: Ada\n", &["1 numbered: Build | effort=1h; owner=Ada"]),
        (
            "### ✅ 1. Core (BLOCKING)\n- [ ] a\n",
            &["1 numbered done `✅`: Core (BLOCKING) | !P0", "2 box open ` `: a | ^1"],
        ),
        ("## 3. Add a guide\n", &["1 numbered: Add a guide"]),
        (
            "### 16. Version Bump ⏱️ 5 mins\n- Update versions\n- Tag: `git tag v1`\n",
            &[
                "1 numbered: Version Bump | effort=5 mins",
                "2 bare: Update versions | ^1",
                "3 bare: Tag: git tag v1 | ^1",
            ],
        ),
        ("## 1. Introduction\n- words\n", &[]),
        ("## 3 Ways\n**Effort**: 1h\n", &[]),
        ("## Risks\n### 1. Add a\n", &[]),
        ("### Task 1.2: Add a\n", &["1 numbered: Add a"]),
        ("### Phase 2: Add a\n", &[]),
    ]);
}
