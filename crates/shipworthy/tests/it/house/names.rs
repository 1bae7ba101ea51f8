//! What types are called: a name stands for one thing, in what is shipped and in what tests it.

use std::collections::BTreeMap;

use super::{none, sources};

/// The crate of the renderings: what it shows may be called like the model that it shows.
const RENDERING: &str = "crates/shipworthy-report";

/// The crate whose types stand for the real thing in tests, and are called like it there.
const TESTKIT: &str = "crates/testkit";

/// The most definitions of a name in the workspace, tests and benches included.
const MOST_HOMES: usize = 2;

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
fn a_type_name_of_two_crates_is_a_model_and_its_rendering() {
    let homes = homes();
    let told = homes.iter().filter_map(|(name, packages)| {
        let mut shipped: Vec<&str> = packages.keys().map(String::as_str).collect();
        shipped.retain(|package| *package != TESTKIT);
        let several = shipped.len() > 2 || (shipped.len() == 2 && !shipped.contains(&RENDERING));
        several.then(|| format!("{name} stands in {}", shipped.join(", ")))
    });
    none(&told.collect::<Vec<_>>());
}

#[test]
fn a_type_name_stands_twice_in_the_workspace_at_most() {
    let sources = sources();
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for source in &sources {
        for name in source.text.lines().filter_map(defined) {
            homes.entry(name).or_default().push(&source.path);
        }
    }
    let many = homes.iter().filter(|(_, files)| files.len() > MOST_HOMES);
    none(&many.map(|(name, files)| format!("{name} stands in {}", files.join(", "))).collect::<Vec<_>>());
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
