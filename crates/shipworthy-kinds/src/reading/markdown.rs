//! The outline of a Markdown document: its headings, and whether anything stands below them. What a heading, a table or
//! code is, `pulldown-cmark` says; ours is only what counts as content. Never fails.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::html::visible;

/// What a document consists of, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MarkdownOutline {
    /// The headings, and what some write in place of headings.
    pub(crate) sections: Vec<MarkdownSection>,
    /// Does anything stand in the document besides headings?
    pub(crate) has_content: bool,
}

/// One heading, or a line that may be meant as one, with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkdownSection {
    /// The mark that makes it one.
    pub(crate) mark: SectionStart,
    /// The text as a reader sees it, without markup.
    pub(crate) text: String,
    /// The line that it begins on, from 1.
    pub(crate) line: u32,
    /// How many blocks with content stand from here to the next section of the same or a higher rank.
    pub(crate) content: u64,
    /// How many of these are tables with a row below their head.
    pub(crate) tables: u64,
}

/// What tells that a new section begins. The order is the rank: a section ends where one of its rank or a higher one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SectionStart {
    /// A heading of Markdown, of level 1 to 6.
    Heading(u8),
    /// A paragraph that begins in bold type. It is a heading for some authors only.
    Bold,
    /// An item of a list that is in no other list. It is a heading for even fewer.
    Item,
    /// A heading written in HTML. What stands below it is not known.
    Html,
}

impl SectionStart {
    /// Is it what CommonMark calls a heading?
    pub(crate) fn is_heading(self) -> bool {
        matches!(self, Self::Heading(_))
    }
}

/// Reads the outline of a document.
pub(crate) fn outline(document: &str) -> MarkdownOutline {
    let document = &*with_line_feeds(document);
    let start = preamble(document);
    let text = &document[start..];
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut reader = OutlineReader { lines: LineCounter::new(document), start, ..OutlineReader::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(&event, &range);
    }
    reader.finish()
}

/// The document with a line feed in place of a carriage return that stands alone, which ends a line too.
fn with_line_feeds(document: &str) -> Cow<'_, str> {
    if document.replace("\r\n", "").contains('\r') {
        // No byte changes its place.
        let plain = document.replace("\r\n", "\n\n").replace('\r', "\n");
        let mut bytes = plain.into_bytes();
        for (at, _) in document.match_indices("\r\n") {
            bytes[at] = b'\r';
        }
        return Cow::from(String::from_utf8(bytes).unwrap_or_default());
    }
    Cow::from(document)
}

/// How many bytes a byte order mark and front matter take, which no reader is shown.
fn preamble(document: &str) -> usize {
    let mark = document.len() - document.trim_start_matches('\u{feff}').len();
    let mut lines = document[mark..].split_inclusive('\n');
    let Some((first, fence @ ("---" | "+++"))) = lines.next().map(|line| (line, line.trim_end())) else {
        return mark;
    };
    let mut end = mark + first.len();
    for line in lines {
        end += line.len();
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return end;
        }
    }
    mark
}

/// Says on which line an offset is; asked in ascending order.
#[derive(Default)]
struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    fn line(&mut self, offset: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..offset).unwrap_or_default();
        let feeds = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(feeds).unwrap_or(u32::MAX));
        self.at = self.at.max(offset);
        self.line
    }
}

#[derive(Default)]
struct OutlineReader<'a> {
    lines: LineCounter<'a>,
    /// Where the text that was parsed begins in the document.
    start: usize,
    /// The sections so far; each with the content and tables of its own, not yet of those below it.
    sections: Vec<MarkdownSection>,
    /// Content before the first section.
    preface: u64,
    line_of_text: LineOfText,
    /// How deep the current place is in images and footnotes, whose text is not shown here.
    hidden: usize,
    /// How deep the current place is in bold type.
    bold: usize,
    lists: usize,
    heading: Option<(u8, u32)>,
    /// The line of a top item of which no text was seen yet.
    item: Option<u32>,
    /// The line of the paragraph that the current place is in, when it is in no list.
    paragraph: Option<u32>,
    code: bool,
    html: Option<(usize, String)>,
    table: Option<TableProgress>,
}

/// The text of one block, as far as it was read.
#[derive(Default)]
struct LineOfText {
    text: String,
    /// Where the first line of the text ends.
    first: Option<usize>,
    /// Is the beginning in bold type?
    bold: bool,
}

/// What was seen of a table.
#[derive(Default)]
struct TableProgress {
    in_head: bool,
    row_has_content: bool,
    rows: u64,
}

impl OutlineReader<'_> {
    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.html.is_some() => self.html(text, range),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(text);
            }
            Event::Html(text) => self.html(text, range),
            Event::SoftBreak | Event::HardBreak => {
                self.line_of_text.first.get_or_insert(self.line_of_text.text.len());
                self.text(" ");
            }
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        if !is_inline(tag) {
            self.flush();
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = Some((*level as u8, self.line(range.start)));
            }
            Tag::Paragraph if self.lists == 0 => self.paragraph = Some(self.line(range.start)),
            Tag::List(_) => self.lists += 1,
            Tag::Item if self.lists == 1 => self.item = Some(self.line(range.start)),
            Tag::CodeBlock(_) => self.code = true,
            Tag::HtmlBlock => self.html = Some((range.start, String::new())),
            Tag::Table(_) => self.table = Some(TableProgress::default()),
            Tag::TableHead => self.in_table(|table| table.in_head = true),
            Tag::TableRow => self.in_table(|table| table.row_has_content = false),
            Tag::Image { .. } | Tag::FootnoteDefinition(_) => self.hidden += 1,
            Tag::Strong => self.bold += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let text = std::mem::take(&mut self.line_of_text).text;
                if let Some((level, line)) = self.heading.take() {
                    self.section(SectionStart::Heading(level), text.trim(), line);
                }
            }
            TagEnd::CodeBlock => {
                let text = std::mem::take(&mut self.line_of_text).text;
                self.code = false;
                if !text.trim().is_empty() && self.hidden == 0 {
                    self.count(1);
                }
            }
            TagEnd::HtmlBlock => self.end_of_html(),
            TagEnd::Image => self.hidden -= 1,
            TagEnd::Strong => self.bold -= 1,
            TagEnd::Emphasis
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => {}
            other => {
                self.flush();
                self.end_of_block(other);
            }
        }
    }

    fn end_of_block(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.paragraph = None,
            TagEnd::List(_) => self.lists -= 1,
            TagEnd::Item => self.item = None,
            TagEnd::FootnoteDefinition => self.hidden -= 1,
            TagEnd::TableHead => self.in_table(|table| table.in_head = false),
            TagEnd::TableRow => self.in_table(|table| table.rows += u64::from(table.row_has_content)),
            TagEnd::Table => self.end_of_table(),
            _ => {}
        }
    }

    fn end_of_table(&mut self) {
        let has_rows = self.table.take().is_some_and(|table| table.rows > 0);
        if !has_rows || self.hidden > 0 {
            return;
        }
        self.count(1);
        if let Some(section) = self.sections.last_mut() {
            section.tables += 1;
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut TableProgress)) {
        if let Some(table) = &mut self.table {
            change(table);
        }
    }

    fn line(&mut self, offset: usize) -> u32 {
        self.lines.line(self.start + offset)
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.line_of_text.text.is_empty() {
            self.line_of_text.bold = self.bold > 0;
        }
        self.line_of_text.text.push_str(text);
    }

    fn html(&mut self, text: &str, range: &Range<usize>) {
        let (_, html) = self.html.get_or_insert((range.start, String::new()));
        html.push_str(text);
    }

    /// A block of text has ended, if there was one.
    fn flush(&mut self) {
        if self.code || self.heading.is_some() {
            return;
        }
        let LineOfText { text, first, bold } = std::mem::take(&mut self.line_of_text);
        // A tick in a cell is an answer; a dash or dots are none.
        let ticked = self.table.is_some() && text.chars().any(|c| c > '\u{206f}');
        if !ticked && !says_something(&text) {
            return;
        }
        if let Some(table) = &mut self.table {
            table.row_has_content |= !table.in_head;
            return;
        }
        let (first, more) = text.split_at(first.unwrap_or(text.len()));
        let (mark, line) = match (self.item.take(), self.paragraph) {
            (Some(line), _) => (SectionStart::Item, line),
            (None, Some(line)) if bold => (SectionStart::Bold, line),
            _ => return self.count(1),
        };
        self.section(mark, first.trim(), line);
        self.count(u64::from(says_something(more)));
    }

    fn end_of_html(&mut self) {
        let Some((at, html)) = self.html.take() else { return };
        let (headings, shown) = visible(&html);
        for (offset, text) in headings {
            let line = self.line(at + offset);
            self.section(SectionStart::Html, &text, line);
        }
        if says_something(&shown) && self.hidden == 0 {
            self.count(1);
        }
    }

    fn section(&mut self, mark: SectionStart, text: &str, line: u32) {
        self.sections.push(MarkdownSection { mark, text: text.to_owned(), line, content: 0, tables: 0 });
    }

    fn count(&mut self, content: u64) {
        match self.sections.last_mut() {
            Some(section) => section.content += content,
            None => self.preface += content,
        }
    }

    fn finish(mut self) -> MarkdownOutline {
        self.flush();
        // What stands for a heading only for some is content for all others.
        let own: Vec<(SectionStart, u64, u64)> =
            self.sections.iter().map(|section| (section.mark, section.content, section.tables)).collect();
        let shown = |mark: SectionStart| u64::from(matches!(mark, SectionStart::Bold | SectionStart::Item));
        for (at, section) in self.sections.iter_mut().enumerate() {
            let below = own[at + 1..].iter().take_while(|(mark, _, _)| *mark > section.mark);
            for (mark, content, tables) in below {
                section.content += content + shown(*mark);
                section.tables += tables;
            }
        }
        let has_content =
            self.preface + own.iter().map(|(mark, content, _)| content + shown(*mark)).sum::<u64>() > 0;
        MarkdownOutline { sections: self.sections, has_content }
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// What authors write where a text is yet to come. Whatever else stands for nothing is told by its form: a rule, an image,
/// a comment, an empty item, a table without rows. No sentence is judged.
const MARKS_OF_ABSENCE: [&str; 7] = ["TBA", "TBC", "TBD", "TODO", "FIXME", "WIP", "XXX"];

/// Does a text say anything to a reader? Not without a letter or digit, nor when it begins with a mark of absence.
fn says_something(text: &str) -> bool {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let alone = rest.is_empty();
    let marks = |mark: &&str| if alone { mark.eq_ignore_ascii_case(word) } else { *mark == word };
    let absent = MARKS_OF_ABSENCE.iter().any(marks);
    !text.is_empty() && !(absent && (alone || !rest.starts_with([' ', '_', '-'])))
}

/// A heading as people mean it: its words, without emoji, numbers in front or punctuation, in lower case.
pub(crate) fn meaning(heading: &str) -> String {
    let mut plain = String::new();
    for character in heading.chars() {
        if character.is_alphanumeric() || matches!(character, '+' | '#') {
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
mod tests;
