//! What is made of a document, from small ones.

use proptest::prelude::{ProptestConfig, any, prop, prop_assert, proptest};

use super::{MarkdownSection, SectionStart, meaning, outline};

fn headings(document: &str) -> Vec<MarkdownSection> {
    outline(document).sections.into_iter().filter(|section| section.mark.is_heading()).collect()
}

#[test]
fn headings_are_what_commonmark_says() {
    type Wanted = &'static [(u8, &'static str, u32, u64)];
    let cases: [(&str, Wanted); 25] = [
        ("# A\ntext\n", &[(1, "A", 1, 1)]),
        ("#A\n", &[]),
        ("####### A\n", &[]),
        ("## A ##\n", &[(2, "A", 1, 0)]),
        ("## C#\n", &[(2, "C#", 1, 0)]),
        ("A\n===\nx\n\nB\n---\n", &[(1, "A", 1, 1), (2, "B", 5, 0)]),
        ("two\nlines\n---\n", &[(2, "two lines", 1, 0)]),
        ("x\n\n---\n", &[]),
        ("- item\n---\n", &[]),
        ("```\n# A\n```\n# B\n", &[(1, "B", 4, 0)]),
        ("~~~~\n~~~\n# A\n~~~~\n# B\n", &[(1, "B", 5, 0)]),
        ("# A\n```sh\nrun\n```\n", &[(1, "A", 1, 1)]),
        ("<!--\n# A\n-->\n# B\n<!-- c -->\n", &[(1, "B", 4, 0)]),
        ("---\ntitle: x\n---\n# A\n", &[(1, "A", 4, 0)]),
        ("\u{feff}+++\r\nt = 1\r\n+++\r\n# A\r\n", &[(1, "A", 4, 0)]),
        ("# A\n## B\ntext\n# C\n", &[(1, "A", 1, 1), (2, "B", 2, 1), (1, "C", 4, 0)]),
        ("    # code\n", &[]),
        // In a block of HTML nothing is Markdown, until a blank line ends it.
        ("# R\n\n<div>\n## Usage\ntext\n</div>\n", &[(1, "R", 1, 1)]),
        ("<div>\n\n## Usage\n\ntext\n</div>\n", &[(2, "Usage", 3, 1)]),
        // An indented fence is code, and opens nothing.
        (
            "# R\n\nText:\n\n    ```\n    example\n\n## Usage\n\nRun it.\n",
            &[(1, "R", 1, 3), (2, "Usage", 8, 1)],
        ),
        // A line below an item underlines nothing.
        ("- a\n  b\n---\n", &[]),
        ("> # A\n> text\n", &[(1, "A", 1, 1)]),
        ("# [A](x) `b` *c* <a name=\"z\"></a> &amp; {#id}\n", &[(1, "A b c  &", 1, 0)]),
        ("# A\r## B\rtext\r", &[(1, "A", 1, 1), (2, "B", 2, 1)]),
        ("# A\n\n[a]: https://example.invalid\n", &[(1, "A", 1, 0)]),
    ];
    for (document, want) in cases {
        let found: Vec<_> = headings(document)
            .into_iter()
            .map(|section| (section.mark, section.text, section.line, section.content))
            .collect();
        let want: Vec<_> =
            want.iter().map(|(l, t, n, c)| (SectionStart::Heading(*l), (*t).to_owned(), *n, *c)).collect();
        assert_eq!(found, want, "{document:?}");
    }
}

#[test]
fn what_says_nothing_is_no_content() {
    let nothing = [
        "",
        "---",
        "-\n-\n",
        "* * *",
        "<!-- soon -->",
        "![A picture](a.png)",
        "[![Build](a.svg)](https://example.invalid)",
        "TBD",
        "**todo**",
        "- TODO: write it",
        "> WIP",
        "<br>",
        "<p align=\"center\"><img src=\"a.png\" alt=\"A\"></p>",
        "...",
        "\u{1f6a7}",
        "| a | b |\n|---|---|",
        "| a |\n|---|\n|   |",
        "```\n\n```",
        "1.\n2.\n",
        "- [ ]\n",
        "&nbsp;",
        "[a]: b",
        "[^1]: note\n",
    ];
    for below in nothing {
        assert_eq!(headings(&format!("# A\n\n{below}\n"))[0].content, 0, "{below:?}");
    }
    let something = [
        "MIT",
        "`TODO`s are listed by `grep`.",
        "TODO lists are kept.",
        "```\nTBD\n```",
        "    code",
        "[docs](https://example.invalid)",
        "<https://example.invalid>",
        "<p>text</p>",
        "> a",
        "| a |\n|---|\n| 1 |",
        "**Note**",
        "\u{6f22}\u{5b57}",
    ];
    for below in something {
        assert!(headings(&format!("# A\n\n{below}\n"))[0].content > 0, "{below:?}");
    }
}

#[test]
fn what_may_stand_for_a_heading_is_told() {
    let found = |document: &str| -> Vec<(SectionStart, String, u32, u64)> {
        let sections = outline(document).sections.into_iter();
        sections.map(|section| (section.mark, section.text, section.line, section.content)).collect()
    };
    let bold = |text: &str, line, content| (SectionStart::Bold, text.to_owned(), line, content);
    let item = |text: &str, line, content| (SectionStart::Item, text.to_owned(), line, content);
    assert_eq!(
        found("**1.0** - today\n\n- a\n  - b\n- c\n\n**0.9**\n"),
        [bold("1.0 - today", 1, 3), item("a", 3, 1), item("c", 5, 0), bold("0.9", 7, 0)]
    );
    assert_eq!(found("- 1.0\n\n  more\n- **0.9**\n  more\n"), [item("1.0", 1, 1), item("0.9", 4, 1)]);
    assert_eq!(found("x **1.0**\n"), []);
    let html = |text: &str, line| (SectionStart::Html, text.to_owned(), line, 0);
    assert_eq!(
        found("<!-- <h1>no</h1> -->\n\n<div>\n<h2 id=\"u\">Usage\n<b>now</b></h2>\n</div>\n"),
        [html("Usage now", 4)]
    );
}

#[test]
fn tables_are_counted_where_they_stand() {
    let cases = [
        ("# A\n| a | b |\n| --- | :-: |\n| 1 | 2 |\n", 1),
        ("# A\na | b\n--|--\n1 | 2\n\na | b\n-|-\n1|2\n", 2),
        ("# A\n## B\n|a|\n|-|\n|1|\n", 1),
        ("# A\n| a |\n|---|\n", 0),
        ("# A\n| a |\n|---|\n\n| 1 |\n", 0),
        ("# A\n| a | b |\n| 1 | 2 |\n", 0),
        ("# A\n```\n|a|\n|-|\n|1|\n```\n", 0),
        ("|a|\n|-|\n|1|\n\n# A\nx\n", 0),
    ];
    for (document, want) in cases {
        assert_eq!(headings(document)[0].tables, want, "{document:?}");
    }
}

#[test]
fn decoration_has_no_meaning() {
    let same = ["Security", "security:", "🔒 Security", "3. Security", "3.1 **Security**"];
    for heading in same {
        assert_eq!(meaning(heading), "security", "{heading}");
    }
    assert_eq!(meaning("2024"), "2024");
    assert_eq!(meaning("What's new?"), meaning("Whats New"));
    assert_ne!(meaning("C++"), meaning("C#"));
}

/// Every heading is one of the parser's, in its order and at its line, whatever stands around it.
fn agrees_with_the_parser(document: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let ours = headings(document);
    let document = &*super::with_line_feeds(document);
    let start = super::preamble(document);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let events = Parser::new_ext(&document[start..], options).into_offset_iter();
    let theirs: Vec<(SectionStart, u32)> = events
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let before = &document[..start + range.start];
                let lines = before.replace("\r\n", "\n").chars().filter(|c| ['\n', '\r'].contains(c)).count();
                Some((SectionStart::Heading(level as u8), lines as u32 + 1))
            }
            _ => None,
        })
        .collect();
    let ours: Vec<(SectionStart, u32)> = ours.iter().map(|section| (section.mark, section.line)).collect();
    prop_assert!(ours == theirs, "{ours:?} {theirs:?} {document:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read(text in prop::collection::vec(
        "[ #=`~<>!\\-a1\n\t{}\\[\\]()é|:*]{0,12}|\n---\n|```|<!--|-->|\n# |\n> |\n- |\n\n|<h2>|\\|-\\|\n|\r|\r\n|\\[\\^a\\]: ", 0..20
    )) {
        let text = text.concat();
        agrees_with_the_parser(&text)?;
        for section in outline(&text).sections {
            let _ = meaning(&section.text);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        agrees_with_the_parser(&text)?;
        let _ = meaning(&text);
    }
}
