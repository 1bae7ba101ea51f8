//! YAML as workflow files use it, line by line: what stands under which keys. Reads block mappings and sequences, block
//! scalars, quotes, comments, and flow collections of scalars; leaves out anchors, tags and what is nested too deep.
//! Never fails: a line that it does not understand goes on with the value before it.

/// One value of a YAML text, or one line of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YamlValue {
    /// The keys that lead to the value. An item of a sequence is `-` and the line that it begins on.
    pub(crate) path: Vec<String>,
    /// The value as text, without quotes; empty for a key whose value stands below it.
    pub(crate) value: String,
    /// The line that the value is on, from 1.
    pub(crate) line: u32,
}

/// The deepest nesting of keys that is read.
const DEEPEST: usize = 32;

/// The values of a document, in order.
pub(crate) fn entries(text: &str) -> Vec<YamlValue> {
    let mut reader = YamlReader::default();
    for (line, number) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().zip(1..) {
        reader.line(line, number);
    }
    reader.entries
}

/// A key, or an item of a sequence, below which later lines may stand.
struct Level {
    indent: usize,
    key: String,
    item: bool,
}

#[derive(Default)]
struct YamlReader {
    levels: Vec<Level>,
    /// The block scalar that is being read: lines indented more than this belong to it.
    block: Option<usize>,
    /// The flow collection that is being read, as far as it goes, and where it began.
    flow: Option<(String, u32)>,
    entries: Vec<YamlValue>,
}

impl YamlReader {
    fn line(&mut self, line: &str, number: u32) {
        let text = line.trim();
        let indent = line.len() - line.trim_start().len();
        if let Some(above) = self.block {
            if text.is_empty() || indent > above {
                if !text.is_empty() {
                    self.push(text, number);
                }
                return;
            }
            self.block = None;
        }
        if let Some((flow, began)) = self.flow.take() {
            return self.flow(format!("{flow} {}", uncommented(text)), began);
        }
        if text.is_empty() || text.starts_with('#') || matches!(text, "---" | "...") {
            return;
        }
        self.content(indent, text, number);
    }

    /// A line, or what is left of one behind a dash.
    fn content(&mut self, indent: usize, text: &str, number: u32) {
        if let Some(item) = text.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            // A sequence may begin in the column of its key.
            let above = |level: &Level| level.indent < indent || (level.indent == indent && !level.item);
            while self.levels.last().is_some_and(|level| !above(level)) {
                self.levels.pop();
            }
            self.enter(indent, format!("-{number}"), true);
            let rest = item.trim_start();
            if !rest.is_empty() && !rest.starts_with('#') && self.levels.len() < DEEPEST {
                self.content(indent + text.len() - rest.len(), rest, number);
            }
            return;
        }
        let Some((key, value)) = key(text) else {
            // An item that is a plain value, or the next line of one.
            let value = uncommented(text);
            return self.value(value, indent, number);
        };
        while self.levels.last().is_some_and(|level| level.indent >= indent) {
            self.levels.pop();
        }
        self.enter(indent, key.to_owned(), false);
        let value = uncommented(value);
        self.value(value, indent, number);
    }

    fn enter(&mut self, indent: usize, key: String, item: bool) {
        if self.levels.len() < DEEPEST {
            self.levels.push(Level { indent, key, item });
        }
    }

    fn value(&mut self, value: &str, indent: usize, number: u32) {
        let block = value
            .strip_prefix(['|', '>'])
            .is_some_and(|more| more.chars().all(|c| matches!(c, '+' | '-') || c.is_ascii_digit()));
        if block {
            // Below an item, the lines need only be deeper than its dash.
            self.block = Some(self.levels.last().map_or(indent, |level| level.indent));
        } else if value.starts_with(['[', '{']) && !value.starts_with("{{") {
            self.flow(value.to_owned(), number);
        } else {
            self.push(unquoted(value), number);
        }
    }

    /// The values of a collection in brackets, once it is whole.
    fn flow(&mut self, text: String, began: u32) {
        let depth = |open: char, close: char| text.matches(open).count() > text.matches(close).count();
        if (depth('[', ']') || depth('{', '}')) && text.len() < LONGEST_FLOW {
            self.flow = Some((text, began));
            return;
        }
        let inner = text.trim_matches(['[', ']', '{', '}', ' ']);
        if inner.is_empty() {
            return self.push("", began);
        }
        for piece in inner.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
            match key(piece).filter(|_| text.starts_with('{')) {
                Some((key, value)) => {
                    self.enter(usize::MAX, key.to_owned(), false);
                    self.push(unquoted(value), began);
                    self.levels.pop_if(|level| level.indent == usize::MAX);
                }
                None => self.push(unquoted(piece), began),
            }
        }
    }

    fn push(&mut self, value: &str, line: u32) {
        let path = self.levels.iter().map(|level| level.key.clone()).collect();
        self.entries.push(YamlValue { path, value: value.to_owned(), line });
    }
}

/// A collection in brackets that is longer was never closed.
const LONGEST_FLOW: usize = 4096;

/// A key and what stands behind its colon.
fn key(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = text[1..].find(quote)? + 1;
            (&text[1..end], text[end + 1..].strip_prefix(':')?)
        }
        _ => {
            let colon = text
                .match_indices(':')
                .find(|(at, _)| text[at + 1..].chars().next().is_none_or(|c| c == ' '))?
                .0;
            (text[..colon].trim_end(), &text[colon + 1..])
        }
    };
    // Words with a colon among them are a sentence.
    (!key.is_empty() && key.len() <= LONGEST_KEY && !key.contains(' ')).then(|| (key, rest.trim()))
}

/// The most bytes that a key has.
const LONGEST_KEY: usize = 200;

/// A value without the comment behind it.
fn uncommented(value: &str) -> &str {
    if let Some(quote @ ('"' | '\'')) = value.chars().next() {
        return value[1..].find(quote).map_or(value, |end| &value[..end + 2]);
    }
    if value.starts_with('#') {
        return "";
    }
    value.find(" #").map_or(value, |at| value[..at].trim_end())
}

fn unquoted(value: &str) -> &str {
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::entries;

    /// `path = value` for each entry that has a value, with the numbers of items left out.
    fn read(text: &str) -> Vec<String> {
        let plain = |key: &String| if key.starts_with('-') { "-".to_owned() } else { key.clone() };
        let show = |entry: &super::YamlValue| {
            let path = entry.path.iter().map(plain).collect::<Vec<_>>().join(".");
            format!("{path} = {} @{}", entry.value, entry.line)
        };
        entries(text).iter().filter(|entry| !entry.value.is_empty()).map(show).collect()
    }

    #[test]
    fn values_stand_under_their_keys() {
        let cases: [(&str, &[&str]); 14] = [
            (
                "a: 1\nb:\n  c: 2 # two\n  d: '3 # x'\ne: 4\n",
                &["a = 1 @1", "b.c = 2 @3", "b.d = 3 # x @4", "e = 4 @5"],
            ),
            (
                "a:\n  - x\n  - y: 1\n    z: 2\nb: 3\n",
                &["a.- = x @2", "a.-.y = 1 @3", "a.-.z = 2 @4", "b = 3 @5"],
            ),
            (
                "a:\n- x: 1\n  y: 2\n- x: 3\nb: 4\n",
                &["a.-.x = 1 @2", "a.-.y = 2 @3", "a.-.x = 3 @4", "b = 4 @5"],
            ),
            (
                "a: |\n  one\n\n    # two\nb: >-\n  x: y\nc: 1\n",
                &["a = one @2", "a = # two @4", "b = x: y @6", "c = 1 @7"],
            ),
            ("- run: |\n    one\n  name: x\n", &["-.run = one @2", "-.name = x @3"]),
            ("a: [x, 'y', \"z\"]\n", &["a = x @1", "a = y @1", "a = z @1"]),
            ("a: [x,\n  y]\nb: 1\n", &["a = x @1", "a = y @1", "b = 1 @3"]),
            ("a: { b: 1, c: x }\nd: 2\n", &["a.b = 1 @1", "a.c = x @1", "d = 2 @2"]),
            ("a: one\n  two\n", &["a = one @1", "a = two @2"]),
            ("'on': push\n\"b\": 1\n", &["on = push @1", "b = 1 @2"]),
            ("a: http://x:80/y\n", &["a = http://x:80/y @1"]),
            ("a: ${{ x }}\n", &["a = ${{ x }} @1"]),
            ("---\n# c\n\na: 1\r\n", &["a = 1 @4"]),
            ("a:\n  - - x\n", &["a.-.- = x @2"]),
        ];
        for (text, want) in cases {
            assert_eq!(read(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([ab]: |- |  |\n|\\||>|[\\[\\]{}'\"#,:x]|\u{e9}|\t){0,60}") {
            let lines = text.lines().count() as u64;
            for entry in entries(&text) {
                proptest::prop_assert!(u64::from(entry.line) <= lines && entry.path.len() <= super::DEEPEST);
            }
        }
    }

    #[test]
    fn nesting_has_an_end() {
        let deep: String = (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        assert!(entries(&deep).iter().all(|entry| entry.path.len() <= super::DEEPEST));
        assert!(entries(&"- ".repeat(100_000)).len() <= 1);
    }
}
