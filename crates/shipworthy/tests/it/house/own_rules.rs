//! What this repository says of itself in several places: it is said once, or the places agree; and CI proves all of it.

use std::collections::BTreeMap;
use std::fs;

use super::{borders, root, sources};

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A list that stands twice is two lists after a while.
#[test]
fn the_crates_that_we_deny_ourselves_are_listed_once() {
    // In pieces, so that this file is none of the places.
    let listed = ["openssl", "-sys"].concat();
    let texts = ["readiness.toml", "deny.toml", "docs/architecture.md", ".ci/run", "README.md"];
    let texts = texts.into_iter().map(|path| (path.to_owned(), read(path)));
    let all = texts.chain(sources().into_iter().map(|source| (source.path, source.text)));
    let places: Vec<String> = all.filter(|(_, text)| text.contains(&listed)).map(|(path, _)| path).collect();
    assert_eq!(places, ["readiness.toml"]);
}

/// The arrows of a drawing: `a -> { b -> c , d } -> e`, where what ends in braces leads to what comes after them.
fn drawn(text: &str) -> Vec<(String, String)> {
    let words = text.split_whitespace();
    let mut arrows = Vec::new();
    let (mut last, mut around, mut ends): (Vec<String>, Vec<String>, Vec<String>) = Default::default();
    for word in words {
        match word {
            "->" => {}
            "{" => around = last.clone(),
            "," => {
                ends.append(&mut last);
                last.clone_from(&around);
            }
            "}" => {
                ends.append(&mut last);
                last = std::mem::take(&mut ends);
            }
            name => {
                arrows.extend(last.drain(..).map(|from| (from, name.to_owned())));
                last = vec![name.to_owned()];
            }
        }
    }
    arrows
}

#[test]
fn the_drawing_shows_what_the_checklist_allows() {
    let page = read("docs/architecture.md");
    let (_, rest) = page.split_once("```text\nxtask -> ").expect("the house is drawn");
    let (drawing, _) = rest.split_once("\n```").expect("the drawing ends");
    let arrows: Vec<_> = format!("xtask -> {drawing}").lines().flat_map(drawn).collect();
    assert!(arrows.len() > 8, "{arrows:?}");
    let full = |name: &str| match name {
        "xtask" | "shipworthy" => name.to_owned(),
        name => format!("shipworthy-{name}"),
    };
    let allowed = borders();
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for (from, to) in &arrows {
        let known = allowed.get(&full(from)).unwrap_or_else(|| panic!("{from} is no crate"));
        assert!(known.contains(&full(to)), "{from} may not know {to}: {known:?}");
        *shown.entry(full(from)).or_default() += 1;
        shown.entry(full(to)).or_default();
    }
    // Nothing is drawn of what may know nobody, and whom nobody may know.
    let alone = |name: &String| {
        allowed[name].iter().all(|known| known == "-")
            && !allowed.values().flatten().any(|known| known == name)
    };
    let of_house = |name: &&String| *name != "testkit" && !alone(name);
    let missing: Vec<&String> =
        allowed.keys().filter(of_house).filter(|name| !shown.contains_key(*name)).collect();
    assert!(missing.is_empty(), "the drawing leaves out {missing:?}");
}

/// A phase that CI does not prove is proven nowhere.
#[test]
fn ci_proves_every_phase() {
    let run = read(".ci/run");
    let commands: Vec<&str> =
        run.lines().map(str::trim).filter(|line| line.starts_with("cargo xtask ")).collect();
    assert!(commands.iter().any(|line| line.starts_with("cargo xtask ready ")), "{commands:?}");
    let may = run.lines().find_map(|line| line.strip_prefix("MAY_BE_UNKNOWN=")).expect("what may be unknown");
    let checklist = read("readiness.toml");
    let quoted = |gate: &str, key: &str| {
        let (_, rest) = gate.split_once(&format!("{key} = \""))?;
        rest.split('"').next().map(str::to_owned)
    };
    let gates: BTreeMap<String, &str> = checklist
        .split("[[phase.gate]]")
        .skip(1)
        .filter_map(|gate| Some((quoted(gate, "\nid")?, gate)))
        .collect();
    for id in may.trim_matches('"').split_whitespace() {
        // What may be missing on a machine is that one tool.
        let kind = gates.get(id).and_then(|gate| quoted(gate, "kind"));
        assert_eq!(kind.as_deref(), Some("cargo-deny"), "{id}");
    }
    // Who counts tests at all counts nearly all of them.
    let floor = gates["tests"].split_once("at-least = ").and_then(|(_, rest)| rest.split(',').next());
    let floor: usize = floor.and_then(|floor| floor.parse().ok()).expect("the tests have a floor");
    let attributes = |text: &str| text.lines().filter(|line| line.trim() == "#[test]").count();
    let tests: usize = sources().iter().map(|source| attributes(&source.text)).sum();
    assert!(floor * 10 > tests * 6, "at least {floor} of about {tests} tests");
}
