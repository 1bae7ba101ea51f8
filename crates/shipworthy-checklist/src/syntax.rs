//! TOML text to tree. It goes on after a syntax error, so that all mistakes of a text are told in one run, and keeps
//! what follows from a syntax error apart from what is wrong by itself.

use shipworthy_model::problem::Problem;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue, Error};

use crate::tree::{Branch, KeyValue, Node, Shape, Span};

/// The tree of a text, and the syntax errors in it.
pub(crate) struct ParsedText {
    /// The root table of the text.
    pub(crate) root: Branch,
    /// The syntax errors of the text.
    pub(crate) problems: Vec<Problem>,
    /// Where a bracket that is never closed makes the rest unreadable.
    pub(crate) cut: Option<usize>,
}

/// How often a text is mended and parsed again; each time shows at least one more mistake.
const MENDS: usize = 100;

/// Parses a text of TOML, and goes on after a syntax error.
pub(crate) fn parse(source: &str) -> ParsedText {
    let mut mended = MendedText { text: source.to_owned(), inserted: Vec::new() };
    let mut builder = TreeBuilder { source, broken: Vec::new(), problems: Vec::new(), cut: None };
    let mut mends = 0;
    loop {
        let (table, errors) = DeTable::parse_recoverable(&mended.text);
        for error in &errors {
            builder.note(error, &mended);
        }
        if mends < MENDS
            && let Some((at, text)) = errors.iter().find_map(mend)
        {
            drop(table);
            mended.insert(at, text);
            mends += 1;
            continue;
        }
        if errors.iter().any(is_unclosed) {
            builder.cut_at_unclosed(table.get_ref(), &errors, &mended);
        }
        let root = builder.branch(table.get_ref(), 0..0, &mended);
        return ParsedText { root, problems: builder.problems, cut: builder.cut };
    }
}

fn is_unclosed(error: &Error) -> bool {
    ["unclosed array,", "unclosed inline table,"].iter().any(|sort| error.message().starts_with(sort))
}

/// Is the error about brackets and commas, and so about an array or inline table as a whole?
fn is_structural(error: &Error) -> bool {
    ["unclosed ", "missing comma", "unexpected ", "missing key"]
        .iter()
        .any(|sort| error.message().starts_with(sort))
}

/// Where the innermost array or inline table around `at` begins, if it does not end with its own bracket.
fn unclosed(value: &Spanned<DeValue<'_>>, at: usize, text: &str) -> Option<usize> {
    let span = value.span();
    let inner = match value.get_ref() {
        DeValue::Array(items) => items.iter().find_map(|item| unclosed(item, at, text)),
        DeValue::Table(table) => table.iter().find_map(|(_, item)| unclosed(item, at, text)),
        _ => return None,
    };
    let closer = match text.as_bytes().get(span.start)? {
        b'[' => ']',
        b'{' => '}',
        _ => return inner,
    };
    let around = span.start < at && at <= span.end;
    let open = || around && !text.get(span.clone()).is_some_and(|text| text.ends_with(closer));
    inner.or_else(|| open().then_some(span.start))
}

/// What to insert where, for errors after which the parser drops the rest of the text or a whole table.
fn mend(error: &Error) -> Option<(usize, &'static str)> {
    let at = error.span()?.start;
    let message = error.message();
    if message.starts_with("key with no value") {
        Some((at, "="))
    } else if message.starts_with("unclosed table") || message.starts_with("unclosed array table") {
        Some((at, "]"))
    } else {
        None
    }
}

/// The text with insertions, and the way back from its offsets to those of the source.
struct MendedText {
    text: String,
    inserted: Vec<(usize, usize)>,
}

impl MendedText {
    fn insert(&mut self, at: usize, text: &str) {
        let at = self.text.floor_char_boundary(at);
        self.text.insert_str(at, text);
        self.inserted.push((at, text.len()));
    }

    fn back(&self, span: &Span) -> Span {
        let back = |offset: usize| {
            self.inserted.iter().rev().fold(offset, |offset, (at, length)| {
                if offset > *at { offset.saturating_sub(*length).max(*at) } else { offset }
            })
        };
        back(span.start)..back(span.end)
    }
}

struct TreeBuilder<'s> {
    source: &'s str,
    broken: Vec<Span>,
    problems: Vec<Problem>,
    cut: Option<usize>,
}

impl TreeBuilder<'_> {
    fn place(&self, span: &Span, mended: &MendedText) -> Span {
        let span = mended.back(span);
        let start = self.source.floor_char_boundary(span.start);
        start..self.source.ceil_char_boundary(span.end).max(start)
    }

    /// Notes a syntax error, unless one is known at the same place: the second follows from the first.
    fn note(&mut self, error: &Error, mended: &MendedText) {
        let span = self.place(&error.span().unwrap_or_default(), mended);
        if self.broken.iter().any(|known| known.start == span.start) {
            return;
        }
        let text = self.source.get(span.clone()).unwrap_or_default();
        let problem = match error.message() {
            "duplicate key" => Problem::error(span.clone(), format!("duplicate key `{text}`"))
                .help("a key or table stands once; a list of tables is written `[[...]]`"),
            "string values must be quoted, expected literal string" if text.is_empty() => {
                Problem::error(span.clone(), "there is no value after `=`")
            }
            "string values must be quoted, expected literal string" => unquoted(span.clone(), text),
            message if is_word(text) && message.starts_with("invalid ") => unquoted(span.clone(), text),
            message if message.starts_with("invalid date, ") => {
                let why = message.trim_start_matches("invalid date, ");
                Problem::error(span.clone(), format!("`{text}` is no date: {why}"))
            }
            message if message.starts_with("missing escaped value") => {
                Problem::error(span.clone(), message).help("in `'...'` a backslash is a plain character")
            }
            message => Problem::error(span.clone(), message.replace('\n', " ")),
        };
        self.problems.push(problem);
        self.broken.push(span);
    }

    /// An array or inline table swallowed the rest of the text: only what stands before it can be told.
    fn cut_at_unclosed(&mut self, table: &DeTable<'_>, errors: &[Error], mended: &MendedText) {
        let spans = errors.iter().filter(|error| is_structural(error)).filter_map(Error::span);
        let mut starts: Vec<usize> = spans.map(|span| span.start).collect();
        starts.sort_unstable();
        let around = |at| table.iter().find_map(|(_, value)| unclosed(value, at, &mended.text));
        let opened = starts.iter().find_map(|at| around(*at));
        let given_up = errors.iter().filter(|error| is_unclosed(error)).filter_map(Error::span);
        let Some(cut) = opened.or(given_up.map(|span| span.start).min()) else { return };
        let place = self.place(&(cut..cut + 1), mended);
        self.cut = Some(place.start);
        self.problems.retain(|problem| problem.span.start < place.start);
        let bracket = self.source.get(place.clone()).filter(|text| opened.is_some() && !text.is_empty());
        let message = bracket.map_or("an array or table before this is not closed".to_owned(), |text| {
            format!("this `{text}` is not closed")
        });
        self.broken.push(place.clone());
        let help = "what follows could not be read: close it, and look again";
        self.problems.push(Problem::error(place, message).help(help));
    }

    fn node(&mut self, value: &DeValue<'_>, span: &Span, mended: &MendedText) -> Node {
        let place = self.place(span, mended);
        let container = matches!(value, DeValue::Array(_) | DeValue::Table(_));
        let touches = |broken: &Span| broken.start <= place.end && place.start <= broken.end;
        // Where the text is cut stands the bracket that was never closed.
        let swallowed = container && self.cut == Some(place.start);
        if swallowed || !container && self.broken.iter().any(touches) {
            return Node { span: place, shape: Shape::Broken };
        }
        let shape = match value {
            DeValue::String(text) => Shape::Text(text.to_string()),
            DeValue::Integer(number) => self.whole(number, &place),
            DeValue::Float(number) => number.as_str().parse().map_or(Shape::Broken, Shape::Number),
            DeValue::Boolean(flag) => Shape::Flag(*flag),
            DeValue::Datetime(time) => match (&time.date, &time.time) {
                (Some(date), None) => Shape::Day(date.to_string()),
                _ => Shape::AsOf,
            },
            DeValue::Array(items) => Shape::List(
                items.iter().map(|item| self.node(item.get_ref(), &item.span(), mended)).collect(),
            ),
            DeValue::Table(table) => Shape::Table(self.branch(table, place.clone(), mended)),
        };
        Node { span: place, shape }
    }

    fn whole(&mut self, number: &DeInteger<'_>, place: &Span) -> Shape {
        let whole = i64::from_str_radix(number.as_str(), number.radix());
        whole.map_or_else(
            |_| {
                let message = format!("`{number}` is too large: whole numbers end at {}", i64::MAX);
                self.problems.push(Problem::error(place.clone(), message));
                Shape::Broken
            },
            Shape::Whole,
        )
    }

    fn branch(&mut self, table: &DeTable<'_>, place: Span, mended: &MendedText) -> Branch {
        let torn = self.torn(&place);
        let mut entries = Vec::new();
        for (key, value) in table {
            let at = self.place(&key.span(), mended);
            let value = self.node(value.get_ref(), &value.span(), mended);
            // A key that is itself a syntax error (an empty one) is told already.
            if !self.broken.contains(&at) {
                entries.push(KeyValue { key: key.get_ref().to_string(), at, value });
            }
        }
        entries.sort_by_key(|entry| entry.at.start);
        Branch { entries, torn }
    }

    /// Does a syntax error lie in the table that begins at this place?
    fn torn(&self, place: &Span) -> bool {
        if self.broken.is_empty() {
            return false;
        }
        let inline = self.source[place.start..].starts_with('{');
        let end = if inline { place.end } else { self.next_header(place.end) };
        let root = place.end == 0;
        (root && self.cut.is_some())
            || self.broken.iter().any(|broken| (place.start..=end).contains(&broken.start))
    }

    /// The end of the line with the next header: if that is what is broken, its table counts as lost here.
    fn next_header(&self, from: usize) -> usize {
        let mut end = from;
        for line in self.source[from..].split_inclusive('\n') {
            let first = end == from;
            end += line.len();
            if !first && line.trim_start().starts_with('[') {
                break;
            }
        }
        end
    }
}

/// Is the text a word for which the parser's guess, that a boolean or `nan` was meant, is no help?
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !["true", "false", "inf", "nan"].contains(&text.to_ascii_lowercase().as_str())
}

fn unquoted(span: Span, text: &str) -> Problem {
    Problem::error(span, format!("`{text}` is no value")).help("strings stand in quotes: `\"...\"`")
}
