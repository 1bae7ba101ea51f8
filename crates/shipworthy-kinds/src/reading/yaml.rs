//! YAML as a tree in which every value knows its line. `saphyr-parser` reads the text; what it refuses, and what YAML leaves
//! to whoever reads it (a key that stands twice, a tag, a second document), is an error with its line.

pub(crate) use saphyr_parser::ScalarStyle;
use saphyr_parser::{Event, Parser, Span};

/// A value of a YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlNode {
    /// The line that the value begins on, from 1. For a block of text, the line of its first line.
    pub(crate) line: u32,
    /// What the value is.
    pub(crate) value: YamlValue,
}

/// What a value of a YAML text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum YamlValue {
    /// Text, a number, a truth or nothing: which of them, the reader of the file decides.
    Scalar {
        /// The text, without quotes.
        text: String,
        /// How the text is written.
        style: ScalarStyle,
    },
    /// Values in order.
    Sequence(Vec<YamlNode>),
    /// Values under keys, in order.
    Mapping(Vec<YamlEntry>),
}

/// A key of a mapping with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlEntry {
    /// The key.
    pub(crate) key: String,
    /// The line that the key is on, from 1.
    pub(crate) line: u32,
    /// The value under the key.
    pub(crate) node: YamlNode,
}

/// The deepest nesting that is read.
const DEEPEST: usize = 64;
/// The most values that are read, each use of an alias counted again.
const MOST: usize = 200_000;

impl YamlNode {
    /// The scalar's text, when the value is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            YamlValue::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of the mapping; none of anything else.
    pub(crate) fn entries(&self) -> &[YamlEntry] {
        match &self.value {
            YamlValue::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The values of the sequence; of anything else but nothing, itself alone.
    pub(crate) fn items(&self) -> &[YamlNode] {
        match &self.value {
            YamlValue::Sequence(nodes) => nodes,
            YamlValue::Scalar { text, .. } if text.is_empty() => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// What stands under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&YamlNode> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The key with what stands under it.
    pub(crate) fn entry(&self, key: &str) -> Option<&YamlEntry> {
        self.entries().iter().find(|entry| entry.key == key)
    }
}

/// Reads a text that holds one document.
///
/// # Errors
///
/// When it is no YAML, says on which line and why.
pub(crate) fn yaml(text: &str) -> Result<YamlNode, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = TreeReader { parser: Parser::new_from_str(text), anchors: Vec::new(), count: 0 };
    let mut document = None;
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => break,
            (Event::DocumentStart(_), span) if document.is_some() => {
                return Err(at(span, "a second document begins here"));
            }
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            (event, span) => document = Some(reader.node(event, span, 0)?),
        }
    }
    Ok(document.unwrap_or(YamlNode { line: 1, value: nothing() }))
}

fn nothing() -> YamlValue {
    YamlValue::Scalar { text: String::new(), style: ScalarStyle::Plain }
}

fn line(span: Span) -> u32 {
    u32::try_from(span.start.line()).unwrap_or(u32::MAX)
}

fn at(span: Span, why: &str) -> String {
    format!("line {}: {why}", line(span))
}

struct TreeReader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    /// The values that have an anchor, with its number.
    anchors: Vec<(usize, YamlNode)>,
    count: usize,
}

impl<'a> TreeReader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), String> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(format!("line {}: {}", error.marker().line(), error.info())),
            None => Err("the text ends before its document does".to_owned()),
        }
    }

    /// The value that begins with this event.
    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<YamlNode, String> {
        self.grow(1, span)?;
        if depth > DEEPEST {
            return Err(at(span, "the values are nested too deep"));
        }
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                let text = match (style, &*text) {
                    (ScalarStyle::Plain, "~" | "null" | "Null" | "NULL") => String::new(),
                    (_, text) => text.to_owned(),
                };
                (anchor, YamlValue::Scalar { text, style })
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                (anchor, YamlValue::Sequence(self.sequence(depth)?))
            }
            Event::MappingStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), span)?;
                (anchor, YamlValue::Mapping(self.mapping(depth)?))
            }
            Event::Alias(anchor) => {
                let found = self.anchors.iter().find(|(number, _)| *number == anchor);
                let Some((_, node)) = found.cloned() else {
                    return Err(at(span, "an alias stands before its anchor ends"));
                };
                self.grow(size(&node), span)?;
                return Ok(node);
            }
            _ => return Err(at(span, "no value stands here")),
        };
        // A block of text is placed at its first line that is not empty.
        let empty = match &value {
            YamlValue::Scalar { text, style: ScalarStyle::Literal | ScalarStyle::Folded } => {
                text.chars().take_while(|c| *c == '\n').count()
            }
            _ => 0,
        };
        let begins = line(span).saturating_sub(u32::try_from(empty).unwrap_or(u32::MAX)).max(1);
        let node = YamlNode { line: begins, value };
        if anchor != 0 {
            self.anchors.push((anchor, node.clone()));
        }
        Ok(node)
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<YamlNode>, String> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(nodes),
                (event, span) => nodes.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Vec<YamlEntry>, String> {
        let mut entries: Vec<YamlEntry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(entries);
            }
            let key = self.node(event, span, depth + 1)?;
            let Some(key) = key.text().map(str::to_owned) else {
                return Err(at(span, "a key is not a plain word"));
            };
            if entries.iter().any(|entry| entry.key == key) {
                return Err(at(span, &format!("the key `{key}` stands twice")));
            }
            let (event, inner) = self.next()?;
            let node = self.node(event, inner, depth + 1)?;
            entries.push(YamlEntry { key, line: line(span), node });
        }
    }

    fn grow(&mut self, by: usize, span: Span) -> Result<(), String> {
        self.count += by;
        if self.count > MOST { Err(at(span, "there are too many values")) } else { Ok(()) }
    }
}

fn refuse_tag(tag: Option<&saphyr_parser::Tag>, span: Span) -> Result<(), String> {
    match tag.filter(|tag| !tag.is_yaml_core_schema()) {
        Some(tag) => Err(at(
            span,
            &format!("what the tag `{}{}` makes of the value is not known", tag.handle, tag.suffix),
        )),
        None => Ok(()),
    }
}

fn size(node: &YamlNode) -> usize {
    1 + match &node.value {
        YamlValue::Scalar { .. } => 0,
        YamlValue::Sequence(nodes) => nodes.iter().map(size).sum(),
        YamlValue::Mapping(entries) => entries.iter().map(|entry| size(&entry.node)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, YamlNode, YamlValue, yaml};

    /// `path = value @line` for each scalar.
    fn read(text: &str) -> Vec<String> {
        fn show(node: &YamlNode, path: &str, shown: &mut Vec<String>) {
            match &node.value {
                YamlValue::Scalar { text, .. } => shown.push(format!("{path} = {text} @{}", node.line)),
                YamlValue::Sequence(nodes) => {
                    nodes.iter().for_each(|node| show(node, &format!("{path}-"), shown));
                }
                YamlValue::Mapping(entries) => {
                    entries
                        .iter()
                        .for_each(|entry| show(&entry.node, &format!("{path}.{}", entry.key), shown));
                }
            }
        }
        let mut shown = Vec::new();
        match yaml(text) {
            Ok(node) => show(&node, "", &mut shown),
            Err(why) => shown.push(why),
        }
        shown
    }

    #[test]
    fn values_stand_under_their_keys_with_their_lines() {
        let cases: [(&str, &[&str]); 15] = [
            ("a: 1\nb:\n  c: 2 # two\n  d: '3 # x'\n", &[".a = 1 @1", ".b.c = 2 @3", ".b.d = 3 # x @4"]),
            ("a:\n- x: 1\n  y: 2\n- z\n", &[".a-.x = 1 @2", ".a-.y = 2 @3", ".a- = z @4"]),
            ("a: |\n  one\n  two\nb: 1\n", &[".a = one\ntwo\n @2", ".b = 1 @4"]),
            ("a: |\n\n\n  one\n", &[".a = \n\none\n @2"]),
            ("a: | # c\n  one\n", &[".a = one\n @2"]),
            ("a: >-\n  one\n  two\nb: 1\n", &[".a = one two @2", ".b = 1 @4"]),
            ("a: \"one\n  two\"\n", &[".a = one two @1"]),
            ("a: one\n  two\n", &[".a = one two @1"]),
            ("a: [x, 'y',\n  \"z\"]\n", &[".a- = x @1", ".a- = y @1", ".a- = z @2"]),
            ("a: &yes true\nb: *yes\n", &[".a = true @1", ".b = true @1"]),
            ("'on': push\r\n\"b\": ~\r\n", &[".on = push @1", ".b =  @2"]),
            ("\u{feff}---\n# c\n\na: 1\n", &[".a = 1 @4"]),
            ("a: !!str 1\n", &[".a = 1 @1"]),
            ("a:\n  - - x\n", &[".a-- = x @2"]),
            ("", &[" =  @1"]),
        ];
        for (text, want) in cases {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_line() {
        for (text, line) in [
            ("a:\n\tb: 1\n", 2),
            ("a: 1\n b: 2\n", 2),
            ("a: 'open\n", 1),
            ("a: 1\nb: [x\nc: 2\n", 2),
            ("a: 1\nb: 2\na: 3\n", 3),
            ("a: 1\nb: *none\n", 2),
            ("a: !reference [b]\n", 1),
            ("a: 1\n---\nb: 2\n", 2),
        ] {
            let told = yaml(text).unwrap_err();
            let number: u32 = told.strip_prefix("line ").unwrap().split(':').next().unwrap().parse().unwrap();
            assert!(number.abs_diff(line) <= 1, "{text}: {told}");
        }
    }

    #[test]
    fn nesting_and_aliases_have_an_end() {
        let deep: String = (0..DEEPEST + 9).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        assert!(yaml(&deep).is_err());
        assert!(yaml(&"- ".repeat(100_000)).is_err());
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let list = vec![format!("*a{}", n - 1); 10].join(", ");
            laughs.push_str(&format!("a{n}: &a{n} [{list}]\n"));
        }
        assert!(yaml(&laughs).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([ab]: |- |  |\n|\\||>|[\\[\\]{}'\"#,:x&*!]|\u{e9}|\t){0,60}") {
            let _ = yaml(&text);
        }
    }
}
