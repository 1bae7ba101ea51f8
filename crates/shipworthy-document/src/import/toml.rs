//! Values and gates as TOML text. Every string stays on one line and holds no control character, whatever was in the
//! document.

use std::fmt::Write as _;

use shipworthy_model::checklist::Check;
use shipworthy_model::params::{Params, Value};
use toml_writer::{ToTomlKey as _, ToTomlValue as _, TomlStringBuilder};

use super::draft::Draft;

/// What a reader of a check looks for first.
const FIRST: [&str; 6] = ["question", "argv", "path", "files", "packages", "version"];

/// A string, in the quotes that suit it.
pub(super) fn string(text: &str) -> String {
    let string = TomlStringBuilder::new(text);
    // The default would break a text with line breaks over several lines.
    let one_line = string.as_basic_pretty().or_else(|| string.as_literal());
    let written = one_line.unwrap_or_else(|| string.as_basic()).to_toml_value();
    if !text.chars().any(char::is_control) {
        return written;
    }
    // TOML lets some control characters stand as they are.
    let mut escaped = String::with_capacity(written.len() + 8);
    for c in string.as_basic().to_toml_value().chars() {
        if c.is_control() {
            let _ = write!(escaped, "\\u{:04X}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => string(text),
        Value::Integer(number) => number.to_toml_value(),
        Value::Number(number) => number.to_toml_value(),
        Value::Flag(flag) => flag.to_toml_value(),
        Value::List(list) => format!("[{}]", list.iter().map(self::value).collect::<Vec<_>>().join(", ")),
        Value::Table(params) => table(params, None),
        // A sort of values that is newer than this. Whoever reads the checklist is told that a string is not right here.
        other => string(&format!("{other:?}")),
    }
}

fn table(params: &Params, kind: Option<&str>) -> String {
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut sorted: Vec<(&String, &Value)> = params.0.iter().collect();
    sorted.sort_by_key(|(name, _)| rank(name));
    let pairs =
        sorted.into_iter().map(|(name, value)| format!("{} = {}", name.to_toml_key(), self::value(value)));
    let kind = kind.map(|kind| format!("kind = {}", string(kind)));
    let pairs: Vec<String> = kind.into_iter().chain(pairs).collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

/// A check as an inline table, on one line.
pub fn check(check: &Check) -> String {
    table(&check.params, Some(&check.kind))
}

/// A `[[phase.gate]]`, with a blank line above it.
pub(super) fn gate(draft: &Draft, id: &str, source: &str) -> String {
    let mut toml = format!("\n[[phase.gate]]\nid = \"{id}\"\n");
    let priority = draft.priority.to_string();
    let keys = [
        ("title", Some(draft.title.as_str())),
        ("priority", Some(priority.as_str())),
        ("why", draft.why.as_deref()),
        ("owner", draft.owner.as_deref()),
        ("effort", draft.effort.as_deref()),
        ("source", Some(source)),
    ];
    for (key, text) in keys.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        let _ = writeln!(toml, "{key} = {}", string(text));
    }
    let _ = writeln!(toml, "check = {}", check(&draft.check));
    toml
}

/// A comment on one line.
pub(super) fn comment(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    format!("# {}\n", words.join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::any;

    use super::*;

    #[test]
    fn strings_have_the_quotes_that_suit_them() {
        for (text, expected) in [
            ("plain — ä", "\"plain — ä\""),
            (r#"say "so""#, r#"'say "so"'"#),
            (r"\d+", r"'\d+'"),
            (r#"it's "so""#, r#""it's \"so\"""#),
            ("\u{1b}[31m\u{7f}\u{85}", r#""\u001B[31m\u007F\u0085""#),
            ("a\nb\r\tc", r#""a\nb\r\tc""#),
            ("", "\"\""),
        ] {
            assert_eq!(string(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_check_names_what_it_is_about_first() {
        let params = [
            ("absent".to_owned(), Value::Flag(true)),
            ("a b".to_owned(), Value::List(vec![Value::Integer(1), Value::Number(2.0)])),
            ("path".to_owned(), Value::Text("x".to_owned())),
            ("t".to_owned(), Value::Table(Params::default())),
        ];
        let check = Check { kind: "file".to_owned(), params: Params(params.into()) };
        let expected = r#"{ kind = "file", path = "x", "a b" = [1, 2.0], absent = true, t = {} }"#;
        assert_eq!(super::check(&check), expected);
    }

    proptest::proptest! {
        #[test]
        fn a_string_is_read_back(text in any::<String>()) {
            let written = format!("# {}\nx = {}\n", comment(&text).trim_end(), string(&text));
            let read = toml_edit::Document::parse(&written).map_err(|error| error.to_string());
            let read = read.map(|read| read.as_table().get("x").and_then(|x| x.as_str()).map(str::to_owned));
            proptest::prop_assert_eq!(read, Ok(Some(text)));
        }
    }
}
