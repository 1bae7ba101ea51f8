//! The headings of a Markdown document, and how much and how many tables stand below each. Reads what CommonMark calls headings and
//! nothing else: not in fenced code, not in HTML comments, not in front matter. Never fails.

/// One heading of a Markdown document, with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SectionHeading {
    /// The level of the heading, 1 to 6.
    pub(crate) level: u8,
    /// The text of the heading as written, without its own marks.
    pub(crate) text: String,
    /// The line that the heading is on, from 1; the first one of an underlined heading.
    pub(crate) line: u32,
    /// Lines with content from here to the next heading of the same or a higher level.
    pub(crate) content: u64,
    /// How many tables stand in the section that have a row below their head.
    pub(crate) tables: u64,
}

/// The headings of a document, in order.
pub(crate) fn headings(document: &str) -> Vec<SectionHeading> {
    let document = document.strip_prefix('\u{feff}').unwrap_or(document);
    let lines: Vec<&str> = document.lines().collect();
    let mut reader = MarkdownReader::default();
    for (index, line) in lines.iter().enumerate().skip(front_matter(&lines)) {
        reader.line(u32::try_from(index + 1).unwrap_or(u32::MAX), line);
    }
    reader.finish()
}

/// How many lines front matter takes, its marks included.
fn front_matter(lines: &[&str]) -> usize {
    let Some(mark @ ("---" | "+++")) = lines.first().map(|line| line.trim_end()) else { return 0 };
    let end =
        lines.iter().skip(1).position(|line| line.trim_end() == mark || (mark == "---" && *line == "..."));
    end.map_or(0, |end| end + 2)
}

#[derive(Default)]
struct MarkdownReader {
    headings: Vec<SectionHeading>,
    /// The fence that must close first: its character and length.
    fence: Option<(char, usize)>,
    in_comment: bool,
    /// The lines of the paragraph just read: the number of the first, and their text.
    paragraph: Option<(u32, String)>,
    /// Lines with content: their number below the index of the heading above them.
    content: Vec<u64>,
    /// Tables, counted in the same way.
    tables: Vec<u64>,
    table: TableProgress,
}

/// How much of a table the last lines of a document were.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum TableProgress {
    /// The last lines are no part of a table.
    #[default]
    None,
    /// The last line has cells, and may be the head of a table.
    Head,
    /// The line of dashes under the head.
    Rule,
    /// The last lines are rows, or only look like some.
    Rows,
}

impl TableProgress {
    fn after(self, text: &str) -> Self {
        let ruled = text.contains('-') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
        match self {
            _ if text.is_empty() => Self::None,
            Self::Head if ruled && text.contains('|') => Self::Rule,
            Self::Rule | Self::Rows => Self::Rows,
            Self::None | Self::Head if text.contains('|') => Self::Head,
            Self::None | Self::Head => Self::None,
        }
    }
}

impl MarkdownReader {
    fn line(&mut self, number: u32, line: &str) {
        let text = line.trim();
        let indented = line.starts_with("    ") || line.starts_with('\t');
        let before = std::mem::take(&mut self.table);
        if let Some((mark, length)) = self.fence {
            let run = text.len() - text.trim_start_matches(mark).len();
            if run >= length && text.len() == run {
                self.fence = None;
            } else if !text.is_empty() {
                self.count();
            }
        } else if self.in_comment {
            self.in_comment = !text.contains("-->");
        } else if text.is_empty() {
            self.paragraph = None;
        } else if let Some(fence) = fence(text) {
            self.fence = Some(fence);
            self.paragraph = None;
        } else if text.starts_with("<!--") && !indented {
            self.in_comment = !text.contains("-->");
            self.paragraph = None;
        } else if let (false, Some((level, title))) = (indented, atx(text)) {
            self.paragraph = None;
            self.heading(level, title, number);
        } else if let (false, Some(level), Some((first, title))) =
            (indented, underline(text), self.paragraph.take_if(|_| underline(text).is_some()))
        {
            // The lines of the title were counted as content when they were read.
            let lines = u64::from(number - first);
            if let Some(count) = self.content.last_mut() {
                *count = count.saturating_sub(lines);
            }
            self.heading(level, title, first);
        } else {
            self.table = before.after(text);
            if before == TableProgress::Rule
                && let Some(tables) = self.tables.last_mut()
            {
                *tables += 1;
            }
            self.prose(number, text, indented);
        }
    }

    fn prose(&mut self, number: u32, text: &str, indented: bool) {
        self.count();
        match &mut self.paragraph {
            Some((_, paragraph)) => {
                paragraph.push(' ');
                paragraph.push_str(text);
            }
            // A list, a quote, a table or code: a line below it underlines nothing.
            None if indented || is_block(text) => {}
            None => self.paragraph = Some((number, text.to_owned())),
        }
        if is_block(text) {
            self.paragraph = None;
        }
    }

    fn count(&mut self) {
        if let Some(count) = self.content.last_mut() {
            *count += 1;
        }
    }

    fn heading(&mut self, level: u8, text: String, line: u32) {
        self.headings.push(SectionHeading { level, text, line, content: 0, tables: 0 });
        self.content.push(0);
        self.tables.push(0);
    }

    fn finish(mut self) -> Vec<SectionHeading> {
        // A heading holds its own lines and those of the deeper headings below it.
        let levels: Vec<u8> = self.headings.iter().map(|heading| heading.level).collect();
        for (index, heading) in self.headings.iter_mut().enumerate() {
            let below = levels[index + 1..].iter().take_while(|level| **level > heading.level).count();
            heading.content = self.content[index..=index + below].iter().sum();
            heading.tables = self.tables[index..=index + below].iter().sum();
        }
        self.headings
    }
}

fn fence(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = text.trim_start_matches(mark);
    let length = text.len() - rest.len();
    (length >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, length))
}

fn atx(text: &str) -> Option<(u8, String)> {
    let rest = text.trim_start_matches('#');
    let level = u8::try_from(text.len() - rest.len()).ok().filter(|level| (1..=6).contains(level))?;
    if !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let title = rest.trim();
    let open = title.trim_end_matches('#');
    let title = if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { title };
    Some((level, title.to_owned()))
}

fn underline(text: &str) -> Option<u8> {
    let all = |mark: char| text.chars().all(|c| c == mark);
    if all('=') { Some(1) } else { all('-').then_some(2) }
}

/// Does this line begin or belong to a block that is no paragraph?
fn is_block(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < text.len() && (digits.starts_with(". ") || digits.starts_with(") "));
    numbered
        || ["- ", "* ", "+ ", ">", "|"].iter().any(|mark| text.starts_with(mark))
        || text.chars().all(|c| matches!(c, '-' | '*' | '_' | ' '))
}

/// A heading as people mean it: without markup, emoji, numbers in front, an anchor or a colon behind, in lower case.
pub(crate) fn meaning(heading: &str) -> String {
    let mut plain = String::new();
    let mut rest = heading;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        let skipped = match character {
            // The target of a link, an HTML tag, an anchor.
            ']' if rest.starts_with('(') => rest.find(')').map(|at| at + 1),
            '<' => rest.find('>').map(|at| at + 1),
            '{' if rest.starts_with('#') => rest.find('}').map(|at| at + 1),
            _ => None,
        };
        if let Some(skipped) = skipped {
            rest = &rest[skipped..];
        } else if character.is_alphanumeric() || matches!(character, '+' | '#') {
            plain.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '\u{2019}') {
            plain.push(' ');
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let numbers = words.iter().take_while(|word| word.chars().all(|c| c.is_ascii_digit())).count();
    let words = if numbers == words.len() { &words[..] } else { &words[numbers..] };
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, any, prop, prop_assert, proptest};

    use super::{headings, meaning};

    fn outline(document: &str) -> Vec<(u8, String, u32, u64)> {
        headings(document).into_iter().map(|h| (h.level, h.text, h.line, h.content)).collect()
    }

    #[test]
    fn headings_are_what_commonmark_says() {
        type Outline = &'static [(u8, &'static str, u32, u64)];
        let cases: [(&str, Outline); 16] = [
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
            ("# A\n## B\ntext\n# C\n", &[(1, "A", 1, 1), (2, "B", 2, 1), (1, "C", 4, 0)]),
            ("    # code\n", &[]),
        ];
        for (document, want) in cases {
            let want: Vec<_> = want.iter().map(|(l, t, n, c)| (*l, (*t).to_owned(), *n, *c)).collect();
            assert_eq!(outline(document), want, "{document:?}");
        }
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
            ("|a|\n|-|\n|1|\n# A\nx\n", 0),
        ];
        for (document, want) in cases {
            assert_eq!(headings(document)[0].tables, want, "{document:?}");
        }
    }

    #[test]
    fn decoration_has_no_meaning() {
        let same = [
            "Security",
            "security:",
            "🔒 Security",
            "3. Security",
            "3.1 **Security**",
            "[Security](#security)",
            "`Security` {#sec}",
            "<a name=\"s\"></a>Security",
        ];
        for heading in same {
            assert_eq!(meaning(heading), "security", "{heading}");
        }
        assert_eq!(meaning("2024"), "2024");
        assert_eq!(meaning("What's new?"), meaning("Whats New"));
        assert_ne!(meaning("C++"), meaning("C#"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn any_text_is_read(text in prop::collection::vec("[ #=`~<>!\\-a\n\t{}\\[\\]()é]{0,12}|\n---\n|```|<!--", 0..20)) {
            let text = text.concat();
            let lines = text.lines().count() as u64;
            for heading in headings(&text) {
                prop_assert!(u64::from(heading.line) <= lines && heading.content <= lines);
                let _ = meaning(&heading.text);
            }
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let text = String::from_utf8_lossy(&bytes);
            prop_assert!(headings(&text).len() <= text.lines().count());
            let _ = meaning(&text);
        }
    }
}
