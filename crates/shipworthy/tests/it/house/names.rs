//! What types are called: a name stands for one thing in a crate.

use std::collections::BTreeMap;

use super::{none, sources};

/// Rebuilt elsewhere, where its names are given anew.
const NOT_YET: &str = "crates/shipworthy-document";

/// The name of the type that a line begins to define, when it is one of its file and not of a function.
fn defined(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
    // `pub(in a::b)` may hold a blank.
    let keyword = words.find(|word| !word.ends_with(')'))?;
    if !matches!(keyword, "struct" | "enum" | "trait" | "union" | "type") || line.starts_with(' ') {
        return None;
    }
    let name = words.next()?.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    name.starts_with(char::is_uppercase).then_some(name)
}

#[test]
fn a_type_name_stands_once_in_a_crate() {
    let mut homes: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for source in sources() {
        let Some((package, _)) = source.path.split_once("/src/").filter(|(package, _)| *package != NOT_YET)
        else {
            continue;
        };
        for name in source.shipped().filter_map(|(_, line)| defined(line)) {
            homes.entry((package.to_owned(), name.to_owned())).or_default().push(source.path.clone());
        }
    }
    assert!(homes.len() > 150, "only {} types: does this still read the code?", homes.len());
    let several = homes.iter().filter(|(_, homes)| homes.len() > 1);
    none(
        &several
            .map(|((_, name), homes)| format!("{name} stands in {}", homes.join(", ")))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn definitions_are_told_from_uses() {
    for (line, name) in [
        ("pub struct A {", Some("A")),
        ("enum B {", Some("B")),
        ("pub(crate) trait C<T> {", Some("C")),
        ("pub(in crate::a) struct D;", Some("D")),
        ("type E = u8;", Some("E")),
        ("    type Item = u8;", None),
        ("structure of a house", None),
        ("fn struct_of() {}", None),
        ("", None),
    ] {
        assert_eq!(defined(line), name, "{line}");
    }
}
