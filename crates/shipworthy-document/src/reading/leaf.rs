//! The blocks of a Markdown text, one after the other: headings, list items as they open and close, running text,
//! fences, tables. It knows Markdown and nothing of checklists.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use crate::reading::running_text::{Anchor, Line, Piece, RunningText, TextStyle};

/// What stands for a `|` in code in the text that the parser sees, since it would split a table there.
pub(super) const PIPE: char = '\u{1f}';

/// One block, or the border of a list item.
#[derive(Debug)]
pub(super) enum Leaf<'a> {
    /// A list item begins.
    Open(usize),
    /// The innermost list item ends.
    Close,
    /// Running text.
    Words(RunningText<'a>),
    /// A heading.
    Heading { level: u8, run: RunningText<'a>, span: Range<usize> },
    /// A fenced block: the words behind the fence, and the pieces of the body.
    Fence { info: String, span: Range<usize>, body: Vec<Range<usize>> },
    /// A table.
    Table { header: Vec<RunningText<'a>>, rows: Vec<TableRow<'a>> },
    /// A line across the page.
    Rule,
}

/// A row: where it begins, and its cells with their spans.
#[derive(Debug)]
pub(super) struct TableRow<'a> {
    pub(super) start: usize,
    pub(super) cells: Vec<(Range<usize>, RunningText<'a>)>,
}

/// The blocks of a text.
pub(super) struct Leaves<'a> {
    view: &'a str,
    events: OffsetIter<'a>,
    ready: VecDeque<Leaf<'a>>,
    run: Option<RunningText<'a>>,
    style: TextStyle,
    /// Links that have begun, with the number of their line in the run.
    links: Vec<(usize, Anchor)>,
    /// Blocks around that are no list items: headings within are words.
    depth: usize,
}

impl<'a> Leaves<'a> {
    pub(super) fn of(view: &'a str) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        Self {
            view,
            events: Parser::new_ext(view, options).into_offset_iter(),
            ready: VecDeque::new(),
            run: None,
            style: TextStyle::default(),
            links: Vec::new(),
            depth: 0,
        }
    }

    fn block(&mut self, event: Event<'a>, span: Range<usize>) {
        match event {
            Event::Start(Tag::Item) => {
                self.flush();
                self.depth += 1;
                self.ready.push_back(Leaf::Open(span.start));
            }
            Event::End(TagEnd::Item) => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
                self.ready.push_back(Leaf::Close);
            }
            Event::Start(Tag::BlockQuote(_)) => {
                self.flush();
                self.depth += 1;
            }
            Event::End(TagEnd::BlockQuote(_)) => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
            }
            Event::End(TagEnd::Heading(level)) => self.heading(level as u8, span),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.flush();
                self.code(kind, span);
            }
            Event::Start(Tag::Table(_)) => {
                self.flush();
                self.table();
            }
            Event::Rule => {
                self.flush();
                self.ready.push_back(Leaf::Rule);
            }
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::List(_) | Tag::HtmlBlock)
            | Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::HtmlBlock) => self.flush(),
            Event::Html(_) => {}
            inline => self.inline(inline, span),
        }
    }

    fn inline(&mut self, event: Event<'a>, span: Range<usize>) {
        match event {
            Event::Start(Tag::Strong) => self.style.strong = true,
            Event::End(TagEnd::Strong) => self.style.strong = false,
            Event::Start(Tag::Emphasis) => self.style.emphasis = true,
            Event::End(TagEnd::Emphasis) => self.style.emphasis = false,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let line = self.run.get_or_insert_default().lines.len();
                self.links.push((line, Anchor { target: dest_url.into_string(), span }));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((line, anchor)) = self.links.pop() {
                    let run = self.run.get_or_insert_default();
                    run.last();
                    if let Some(line) = run.lines.get_mut(line.saturating_sub(1)) {
                        line.links.push(anchor);
                    }
                }
            }
            Event::Text(text) => self.piece(cow(text), span, self.style),
            Event::Code(code) => self.piece(cow(code), span, TextStyle { code: true, ..self.style }),
            Event::InlineHtml(html) => match tag(&html) {
                Some("br") => self.piece(Cow::Borrowed(" "), span, self.style),
                Some(_) => {}
                None => self.piece(cow(html), span, self.style),
            },
            Event::SoftBreak | Event::HardBreak => {
                let run = self.run.get_or_insert_default();
                run.last();
                run.lines.push(Line::default());
            }
            _ => {}
        }
    }

    /// Adds a piece. The parser splits text at every character that could have been markup; such pieces become one.
    fn piece(&mut self, text: Cow<'a, str>, span: Range<usize>, style: TextStyle) {
        let view = self.view;
        let line = self.run.get_or_insert_default().last();
        let text = if text.contains(PIPE) { Cow::Owned(text.replace(PIPE, "|")) } else { text };
        let piece = Piece { text, span, style };
        match line.pieces.last_mut() {
            Some(last) if last.style == style && last.goes_on_with(&piece) => {
                last.span.end = piece.span.end;
                last.text = match (&last.text, view.get(last.span.clone())) {
                    (Cow::Borrowed(_), Some(whole)) if matches!(piece.text, Cow::Borrowed(_)) => {
                        Cow::Borrowed(whole)
                    }
                    _ => {
                        let mut whole = std::mem::take(&mut last.text).into_owned();
                        whole.push_str(&piece.text);
                        Cow::Owned(whole)
                    }
                };
            }
            _ => line.pieces.push(piece),
        }
    }

    fn flush(&mut self) {
        if let Some(run) = self.take() {
            self.ready.push_back(Leaf::Words(run));
        }
    }

    fn take(&mut self) -> Option<RunningText<'a>> {
        self.style = TextStyle::default();
        self.links.clear();
        self.run.take()
    }

    fn heading(&mut self, level: u8, span: Range<usize>) {
        let run = self.take().unwrap_or_default();
        self.ready.push_back(if self.depth > 0 {
            Leaf::Words(run)
        } else {
            Leaf::Heading { level, run, span }
        });
    }

    fn code(&mut self, kind: CodeBlockKind<'a>, span: Range<usize>) {
        let mut body = Vec::new();
        for (event, at) in self.events.by_ref() {
            match event {
                Event::End(TagEnd::CodeBlock) => break,
                Event::Text(_) => body.push(at),
                _ => {}
            }
        }
        if let CodeBlockKind::Fenced(info) = kind {
            self.ready.push_back(Leaf::Fence { info: info.into_string(), span, body });
        }
    }

    fn table(&mut self) {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        let mut row = TableRow { start: 0, cells: Vec::new() };
        while let Some((event, span)) = self.events.next() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead | Tag::TableRow) => {
                    row = TableRow { start: span.start, cells: Vec::new() };
                }
                Event::End(TagEnd::TableCell) => {
                    let run = self.take().unwrap_or_default();
                    row.cells.push((span, run));
                }
                Event::End(TagEnd::TableHead) => header = row.cells.drain(..).map(|(_, run)| run).collect(),
                Event::End(TagEnd::TableRow) => {
                    rows.push(TableRow { start: row.start, cells: std::mem::take(&mut row.cells) });
                }
                inline => self.inline(inline, span),
            }
        }
        self.ready.push_back(Leaf::Table { header, rows });
    }
}

impl<'a> Iterator for Leaves<'a> {
    type Item = Leaf<'a>;

    fn next(&mut self) -> Option<Leaf<'a>> {
        while self.ready.is_empty() {
            let Some((event, span)) = self.events.next() else {
                self.flush();
                break;
            };
            self.block(event, span);
        }
        self.ready.pop_front()
    }
}

fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}

/// The tag of HTML that sets text, or `!` for a comment. `Arc<T>` and `<version>` look like HTML and are words.
fn tag(html: &str) -> Option<&'static str> {
    const TAGS: [&str; 22] = [
        "a", "abbr", "b", "br", "code", "del", "details", "div", "em", "font", "i", "img", "input", "ins",
        "kbd", "mark", "p", "span", "strong", "sub", "summary", "sup",
    ];
    let inner = html.strip_prefix('<')?;
    if inner.starts_with(['!', '?']) {
        return Some("!");
    }
    let name = inner.trim_start_matches('/').split(|char: char| !char.is_ascii_alphanumeric()).next()?;
    TAGS.into_iter().find(|tag| tag.eq_ignore_ascii_case(name))
}
