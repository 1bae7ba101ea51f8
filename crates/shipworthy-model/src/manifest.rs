//! A manifest of Cargo, and its settings, as the values in their text. What they mean to Cargo is for Cargo to say.

use toml::de::{DeTable, DeValue};

use crate::params::{Params, Value};
use crate::problem::place;

/// The values in a manifest or settings file. `None` when it is no TOML. A date is taken as its text.
pub fn parse(text: &str) -> Option<Params> {
    Some(params(DeTable::parse(text).ok()?.get_ref()))
}

fn params(table: &DeTable<'_>) -> Params {
    let values = table.iter().map(|(key, item)| (key.get_ref().to_string(), value(item.get_ref())));
    Params(values.collect())
}

fn value(item: &DeValue<'_>) -> Value {
    match item {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(number.as_str().to_owned()),
        },
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(number.as_str().to_owned()),
        },
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| value(item.get_ref())).collect()),
        DeValue::Table(table) => Value::Table(params(table)),
    }
}

/// The line that a key is written on, from 1: `["package", "version"]` is `version` in `[package]`. Of a table, the line
/// of its first mention.
pub fn line(text: &str, keys: &[&str]) -> Option<u32> {
    let root = DeTable::parse(text).ok()?;
    let mut table = Some(root.get_ref());
    let mut at = None;
    for key in keys {
        let (name, item) = table?.iter().find(|(name, _)| name.get_ref() == key)?;
        at = Some(name.span().start);
        table = match item.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        };
    }
    Some(place(text, at?).0)
}

/// The folders that the manifest of a workspace excludes, in their plainest form.
pub fn excluded(manifest: &Params) -> Vec<String> {
    let listed = manifest.table("workspace").map(|workspace| workspace.texts("exclude")).unwrap_or_default();
    let plain =
        |path: &str| path.replace('\\', "/").trim_start_matches("./").trim_end_matches('/').to_owned();
    listed.into_iter().map(plain).collect()
}

/// Every text that stands under this key, in whichever table: `path` of dependencies, patches and targets.
pub fn everywhere<'m>(values: &'m Params, key: &str) -> Vec<&'m str> {
    let mut found = Vec::new();
    let mut open = vec![values];
    while let Some(params) = open.pop() {
        found.extend(params.text(key));
        open.extend(params.0.values().flat_map(|value| match value {
            Value::Table(inner) => vec![inner],
            Value::List(items) => {
                let tables = items.iter().filter_map(|item| match item {
                    Value::Table(inner) => Some(inner),
                    _ => None,
                });
                tables.collect()
            }
            _ => Vec::new(),
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_workspace_excludes_is_read() {
        let cases: [(&str, &[&str]); 7] = [
            ("[workspace]\nmembers = [\"a\"]\nexclude = [\"./b/\", 'c']\n", &["b", "c"]),
            ("[workspace] # all\nexclude = [\n  # \"no\",\n  \"b\", # \"nor\"\n]\n[package]\n", &["b"]),
            ("[package]\nexclude = [\"docs\"]\n[workspace]\nresolver = \"3\"\n", &[]),
            ("[workspace]\n[package]\nexclude = [\"docs\"]\n", &[]),
            ("[workspace]\nexclude = [\"a#b\"]\n", &["a#b"]),
            ("workspace.exclude = ['a\\b']", &["a/b"]),
            ("", &[]),
        ];
        for (manifest, expected) in cases {
            assert_eq!(excluded(&parse(manifest).unwrap()), expected, "{manifest}");
        }
    }

    #[test]
    fn values_keep_their_types() {
        let read = parse("a = 0x1F\nb = 1_0.5\nc = 2026-01-02\nd = [true, { e = \"x\" }]\n").unwrap();
        assert_eq!(
            (read.integer("a"), read.number("b"), read.text("c")),
            (Some(31), Some(10.5), Some("2026-01-02"))
        );
        assert_eq!(read.tables("d")[0].text("e"), Some("x"));
        assert_eq!(parse("[package\n"), None);
    }

    #[test]
    fn a_key_has_a_line() {
        let manifest =
            "# x\n[dependencies]\nversion = \"1\"\n\n[package]\nname = \"a\"\nversion.workspace = true\n";
        assert_eq!(line(manifest, &["package"]), Some(5));
        assert_eq!(line(manifest, &["package", "version"]), Some(7));
        assert_eq!(
            line("package.name = \"a\"\npackage.version = \"1.0.0\"\n", &["package", "version"]),
            Some(2)
        );
        assert_eq!(line(manifest, &["package", "edition"]), None);
        assert_eq!(line(manifest, &["package", "name", "x"]), None);
    }

    #[test]
    fn a_key_is_found_in_every_table() {
        let manifest = "[dependencies]\na = { path = \"../a\" }\n[[bin]]\npath = \"x.rs\"\n\
                        [patch.crates-io.b]\npath = 'b' # path = \"no\"\n[package]\nnote = \"path = 'z'\"\n";
        let mut found = parse(manifest).map(|read| everywhere(&read, "path").join(" ")).unwrap();
        found = found
            .split(' ')
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(found, "../a b x.rs");
    }
}
