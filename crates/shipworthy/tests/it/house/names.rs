//! What types are called: a name stands for one thing in a crate.

use std::collections::BTreeMap;

use super::{none, sources};

/// The most crates in which a name may stand: a model, and what renders it.
const MOST_CRATES: usize = 2;

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

/// The types that are shipped: for each name and crate, the files that define it.
fn homes() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut homes: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for source in sources() {
        let Some((package, _)) = source.path.split_once("/src/") else { continue };
        for name in source.shipped().filter_map(|(_, line)| defined(line)) {
            let packages = homes.entry(name.to_owned()).or_default();
            packages.entry(package.to_owned()).or_default().push(source.path.clone());
        }
    }
    assert!(homes.len() > 500, "only {} types: does this still read the code?", homes.len());
    homes
}

#[test]
fn a_type_name_stands_once_in_a_crate() {
    let homes = homes();
    let files = homes.iter().flat_map(|(name, packages)| packages.values().map(move |files| (name, files)));
    let several = files.filter(|(_, files)| files.len() > 1);
    none(&several.map(|(name, files)| format!("{name} stands in {}", files.join(", "))).collect::<Vec<_>>());
}

#[test]
fn a_type_name_stands_in_two_crates_at_most() {
    let homes = homes();
    let many = homes.iter().filter(|(_, packages)| packages.len() > MOST_CRATES);
    let told = many.map(|(name, packages)| {
        format!("{name} stands in {}", packages.keys().cloned().collect::<Vec<_>>().join(", "))
    });
    none(&told.collect::<Vec<_>>());
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
