//! Items in lists and paragraphs.

use super::{assert_told, document, told};
use shipworthy_document::item::{Form, Style};

#[test]
fn boxes_are_items_however_they_are_typed() {
    assert_told(&[
        (
            "- [ ] a\n* [x] b\n+ [X] c\n\n1. [ ] d\n2) [x] e\n",
            &[
                "1 box open ` `: a",
                "2 box done `x`: b",
                "3 box done `X`: c",
                "5 box open ` `: d",
                "6 box done `x`: e",
            ],
        ),
        (
            "- [ ] a\n  - [x] b\n    1. [ ] c\n  - [ ] d\n- [ ] e\n",
            &[
                "1 box open ` `: a",
                "2 box done `x`: b | ^1",
                "3 box open ` `: c | ^2",
                "4 box open ` `: d | ^1",
                "5 box open ` `: e",
            ],
        ),
        ("- group\n  - [ ] a\n", &["2 box open ` `: a"]),
        (
            "- **Scripts** (`scripts/`):\n  - [ ] `a.sh`\n",
            &["1 label: Scripts (scripts/)", "2 box open ` `: a.sh | ^1"],
        ),
        ("> - [ ] quoted\n", &["1 box open ` `: quoted"]),
        ("[ ] no list\n[x] at all\n", &["1 box open ` `: no list", "2 box done `x`: at all"]),
        ("- [ ]\n- [ ] \n", &["1 box open ` `: ", "2 box open ` `: "]),
        ("- [] a\n- [x ] b\n- [ ]c\n", &["1 box open ``: a", "2 box done `x`: b", "3 box open ` `: c"]),
        ("- **[ ] a** b\n", &["1 box open ` `: a b"]),
        ("- [x](a.md) a link\n", &["1 link: x | [a.md]"]),
        ("Words that go on\n2. [ ] a\n3. [x] b\n", &["2 box open ` `: a", "3 box done `x`: b"]),
        ("- [ ] a\n  4. [ ] b\n", &["1 box open ` `: a", "2 box open ` `: b"]),
        ("    - [ ] code\n\n<!-- - [ ] comment -->\n", &[]),
    ]);
}

#[test]
fn text_is_what_a_reader_sees() {
    for (markdown, text) in [
        ("- [ ] **Bold** and *it* and ~~gone~~ `code`", "Bold and it and gone code"),
        ("- [ ] two\n  lines", "two lines"),
        ("- [ ] lazy\nline", "lazy line"),
        ("- [ ] a <!-- shipworthy: not proven -->", "a"),
        ("- [ ] run `a|b`, Arc<T> and <brand><br>now", "run a|b, Arc<T> and <brand> now"),
        ("- [x] 📦 `a.rs` - there", "a.rs - there"),
        ("- [ ] a \u{1b}[31mred\u{1b}[0m\u{7} b", "a red b"),
        ("- [ ] a &amp; b \\* c", "a & b * c"),
        ("- [ ] see [the list](a.md) ![](b.png)", "see the list"),
    ] {
        assert_eq!(document(markdown).items[0].text, text, "{markdown}");
    }
}

#[test]
fn an_item_knows_the_bytes_of_its_text_sign_and_code() {
    let markdown = "# A\r\n\r\n- [x] **Create `é.rs`** and `b` <!-- c -->\r\n  more\r\n  - [ ] below\r\n\r\n| A | Status |\r\n|-|-|\r\n| b |  ✅ ok |\r\n";
    let document = document(markdown);
    let spans: Vec<&str> = document.items.iter().map(|item| &markdown[item.span.clone()]).collect();
    assert_eq!(spans, ["- [x] **Create `é.rs`** and `b` <!-- c -->\r\n  more", "- [ ] below", "b |  ✅ ok"]);
    let signs: Vec<_> = document.items.iter().map(|item| item.sign.as_ref().unwrap()).collect();
    let signs: Vec<_> = signs.iter().map(|sign| (&markdown[sign.span.clone()], sign.style)).collect();
    assert_eq!(signs, [("x", Style::Box), (" ", Style::Box), ("✅ ok", Style::Cell)]);
    let first = &document.items[0];
    let codes: Vec<_> =
        first.codes.iter().map(|code| (code.text.as_str(), &markdown[code.span.clone()])).collect();
    assert_eq!(codes, [("é.rs", "`é.rs`"), ("b", "`b`")]);
    assert_eq!(first.lead.as_deref(), Some("Create é.rs"));
}

#[test]
fn lists_stand_below_their_label() {
    assert_told(&[
        (
            "**Scripts** (`scripts/`):\n- [ ] `a.sh`\n  - [ ] deep\n\nWords.\n\n- [ ] b\n",
            &[
                "1 label: Scripts (scripts/)",
                "2 box open ` `: a.sh | @1",
                "3 box open ` `: deep | ^2 | @1",
                "7 box open ` `: b",
            ],
        ),
        (
            "**SECURITY.md** (Critical):\n```markdown\n# A\n```\n\n**Check:**\n- [ ] a\n",
            &["1 label: SECURITY.md (Critical) | !P0 | #2", "6 label: Check", "7 box open ` `: a | @6"],
        ),
        (
            "**One**:\n\nWords between.\n\n- [ ] a\n\n---\n\n- [ ] b\n",
            &["1 label: One", "5 box open ` `: a | @1", "9 box open ` `: b"],
        ),
        ("**Tools** (`tools/`)\n\n- [ ] a\n", &["1 label: Tools (tools/)", "3 box open ` `: a | @1"]),
        ("**Create:** `docs/A.md`\n", &[]),
    ]);
}

#[test]
fn bare_items_count_where_a_title_makes_them_statements() {
    assert_told(&[
        ("# Success criteria\n- a\n- b\n", &["2 bare: a", "3 bare: b"]),
        ("# Plan\n**Success Criteria**:\n- a\n  - why\n", &["2 label: Success Criteria", "3 bare: a | @2"]),
        ("# Plan\n- a\n", &[]),
        ("# Quality gates\n## Plan\n- a\n", &[]),
        ("## Success criteria\n- **Speed**:\n  - fast\n", &["2 label: Speed", "3 bare: fast | ^2"]),
        ("# Next steps\n1. a\n", &["2 bare: a"]),
        (
            "# NO-GO\n- [x] leaks\n- crashes\n",
            &["2 box done `x`: leaks | unwanted", "3 bare: crashes | unwanted"],
        ),
        ("# Risks\n- a\n- ✅ b\n- [ ] c\n", &["4 box open ` `: c"]),
        (
            "- [x] Written in `docs/` (2):\n  - `a.md`\n  - because it helps\n",
            &["1 box done `x`: Written in docs/ (2):", "2 bare: a.md | ^1"],
        ),
    ]);
}

#[test]
fn a_line_about_quality_is_a_gate() {
    assert_told(&[(
        "# A\n**Quality Gate**: all tests pass\n\n**Definition of Done:** shipped\n\n- **Quality Gate**: clean\n",
        &[
            "2 gate: Quality Gate: all tests pass",
            "4 gate: Definition of Done: shipped",
            "6 gate: Quality Gate: clean",
        ],
    )]);
}

#[test]
fn relative_links_are_statements() {
    assert_told(&[
        (
            "# A\nFollow [the list](./LIST.md):\n\nSee [web](https://a.b), <mailto:a@b.c>, [here](#a), ![logo](img/a.png).\n",
            &["2 link: the list | [./LIST.md]", "4 link: here | [#a]", "4 link: logo | [img/a.png]"],
        ),
        ("- [ ] see [b](b.md)\n\n  and [c](c.md)\n", &["1 box open ` `: see b | [b.md, c.md]"]),
        ("- just [b](b.md)\n", &["1 link: b | [b.md]"]),
        ("| A |\n|-|\n| [b](b.md) |\n", &["3 link: b | [b.md]"]),
    ]);
    let link = &document("a [b](b.md) c\n").items[0];
    assert_eq!((link.form, link.links[0].line, link.span.clone()), (Form::Link, 1, 2..11));
}

#[test]
fn an_empty_document_has_no_items() {
    for markdown in ["", "\n", "   ", "\u{feff}", "words", "---\ntitle: - [ ] a\n---\n"] {
        assert_eq!(told(markdown), [""; 0], "{markdown:?}");
    }
}
