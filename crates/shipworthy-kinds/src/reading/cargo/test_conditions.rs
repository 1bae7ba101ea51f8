//! Under which conditions the tests of a target are compiled: those of their file, of the modules and items around them, of
//! the declaration of their module. Says what the source says; whether a feature is on, only a run can tell.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::cfg;
use shipworthy_model::observation::{Looked, Sighting};
use shipworthy_model::path::{folder, resolve_inside};
use shipworthy_model::step::SourceFile;

use crate::reading::rust::attribute;
use crate::reading::rust::mention::{Base, FileMention, MentionKind, mentions};
use crate::reading::rust::reach::module_folder;
use crate::reading::rust::test_code::{TestCode, conditional};
use crate::reading::rust::token::{Token, closing, code};

/// The sort of sighting that tells the conditions of one test, or of something that may make tests.
const TEST: &str = "conditions-of-test";
/// The same of a macro that is called.
const MACRO: &str = "conditions-of-macro";
/// The beginning of the sort of sighting that tells of a file which is a part of this one.
const PART: &str = "part:";
/// Between predicates, and before them.
const APART: char = '\t';

/// What one file says of the conditions of its tests, and of the files that are parts of it.
pub(crate) fn sightings(file: &SourceFile<'_>, text: &str, code: &[Token<'_>]) -> Vec<Sighting> {
    let (conditions, tests) = (conditional(text, code), TestCode::of(code));
    let around = |offset: usize| {
        let covering = conditions.iter().filter(|(range, _)| range.contains(&offset));
        covering.map(|(_, predicate)| format!("{APART}{predicate}")).collect::<String>()
    };
    // Many tests are under the same conditions.
    let mut told = BTreeSet::new();
    let mut at = 0;
    while let Some(token) = code.get(at) {
        if let Some((bracket, inner)) = attribute::opening(code, at) {
            let body = attribute::body(code, bracket);
            if !inner && attribute::is_test(body) {
                let mut item = at;
                while let Some((bracket, _)) = attribute::opening(code, item) {
                    item = bracket + attribute::body(code, bracket).len() + 2;
                }
                let offset = code.get(item).map_or(token.start, |token| token.start);
                // What no build compiles is no test.
                if !tests.is_never(offset) {
                    told.insert((TEST, around(offset)));
                }
            }
            at = bracket + body.len() + 2;
            continue;
        }
        let next = |by: usize, sign: char| code.get(at + by).is_some_and(|token| token.is(sign));
        let opens = |by: usize| ['(', '[', '{'].into_iter().any(|sign| next(by, sign));
        // No item stands in what is passed over: the body of a function, the words of a macro.
        at = if token.is_name() && next(1, '!') && opens(2) {
            told.insert((MACRO, around(token.start)));
            closing(code, at + 2) + 1
        } else if token.word("mod") && code.get(at + 1).is_some_and(Token::is_name) && next(2, '{') {
            at + 3
        } else if opens(0) {
            closing(code, at) + 1
        } else {
            at + 1
        };
    }
    let mut found: Vec<Sighting> =
        told.into_iter().map(|(rule, around)| Sighting::new(rule, file.path).text(around)).collect();
    let starts = line_starts(text);
    for mention in mentions(text) {
        if !matches!(mention.what, MentionKind::Module | MentionKind::Path | MentionKind::Include) {
            continue;
        }
        let offset = starts.get(mention.line as usize - 1).map_or(0, |start| {
            let line = text.get(*start..).unwrap_or_default();
            let column = line.char_indices().nth(mention.column as usize - 1);
            start + column.map_or(0, |(at, _)| at)
        });
        let text = format!("{}{}", mention.path, around(offset));
        found.push(Sighting::new(format!("{PART}{}", mention.rule()), file.path).text(text));
    }
    found
}

fn line_starts(text: &str) -> Vec<usize> {
    [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// The files that may be parts of those that were looked at.
pub(crate) fn parts(sightings: &[Sighting]) -> Vec<String> {
    let all = sightings.iter().filter_map(FilePart::of);
    all.flat_map(|part| [true, false].into_iter().flat_map(move |owner| part.files(owner)))
        .map(|(path, _)| path)
        .collect()
}

/// A file that is a part of another.
struct FilePart<'a> {
    what: MentionKind,
    base: Base,
    at: &'a str,
    path: &'a str,
    conditions: Vec<&'a str>,
}

impl<'a> FilePart<'a> {
    fn of(sighting: &'a Sighting) -> Option<Self> {
        let (what, base, _) = FileMention::of_rule(sighting.rule.strip_prefix(PART)?)?;
        let mut words = sighting.text.split(APART);
        let path = words.next()?;
        Some(Self { what, base, at: &sighting.path, path, conditions: words.collect() })
    }

    /// The files that it may be, each with: does it own its folder? `owner` says it of the file that has it for a part.
    fn files(&self, owner: bool) -> Vec<(String, bool)> {
        let from = match self.base {
            Base::Folder => folder(self.at).to_owned(),
            Base::Modules => module_folder(self.at, owner),
        };
        let candidates = match self.what {
            MentionKind::Module => {
                vec![(format!("{}.rs", self.path), false), (format!("{}/mod.rs", self.path), true)]
            }
            _ => vec![(self.path.to_owned(), true)],
        };
        let inside = |(path, owner): (String, bool)| Some((resolve_inside(&from, &path)?, owner));
        candidates.into_iter().filter_map(inside).collect()
    }
}

/// The conditions of each test that a target has in its source, wherever it stands.
pub(crate) struct TestConditions<'a> {
    /// The conditions of tests and of macros, by file.
    tests: BTreeMap<&'a str, Vec<(&'a str, Vec<&'a str>)>>,
    parts: BTreeMap<&'a str, Vec<FilePart<'a>>>,
}

/// What keeps all tests of a target from being compiled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// They are there for other systems.
    Elsewhere,
    /// They are there under features, or for other systems; the conditions of the first on features.
    Feature(String),
}

impl<'a> TestConditions<'a> {
    /// The conditions that were seen.
    pub(crate) fn of(looked: &'a Looked) -> Self {
        let (mut tests, mut parts): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
        for sighting in &looked.sightings {
            let path = sighting.path.as_str();
            if [TEST, MACRO].contains(&sighting.rule.as_str()) {
                let conditions = sighting.text.split(APART).filter(|text| !text.is_empty()).collect();
                tests.entry(path).or_default().push((sighting.rule.as_str(), conditions));
            } else if let Some(part) = FilePart::of(sighting) {
                parts.entry(path).or_default().push(part);
            }
        }
        Self { tests, parts }
    }

    /// What keeps the tests of the target with this root from being compiled on a system of which the compiler says this,
    /// where it had none. `None` when a test has no such condition, and when there is no test.
    pub(crate) fn left_out(&self, root: &str, system: &BTreeSet<String>) -> Option<LeftOut> {
        let mut tests: Vec<(&str, Vec<&'a str>)> = Vec::new();
        let mut open = vec![(root.to_owned(), true, Vec::new())];
        let mut seen = BTreeSet::new();
        while let Some((path, owner, around)) = open.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            for (sort, own) in self.tests.get(path.as_str()).into_iter().flatten() {
                tests.push((*sort, [around.as_slice(), own.as_slice()].concat()));
            }
            for part in self.parts.get(path.as_str()).into_iter().flatten() {
                let around: Vec<&str> = [around.as_slice(), part.conditions.as_slice()].concat();
                open.extend(part.files(owner).into_iter().map(|(path, owner)| (path, owner, around.clone())));
            }
        }
        // A macro that is called may make tests. Where tests can be seen, they tell.
        let seen = tests.iter().any(|(sort, _)| *sort == TEST);
        if seen {
            tests.retain(|(sort, _)| *sort == TEST);
            let elsewhere = |one: &&str| !system.is_empty() && cfg::holds(one, system) == Some(false);
            tests.retain(|(_, conditions)| !conditions.iter().any(elsewhere));
        }
        let Some((_, first)) = tests.first() else { return seen.then_some(LeftOut::Elsewhere) };
        let features = |conditions: &[&str]| -> Vec<String> {
            conditions.iter().filter(|one| names_a_feature(one)).map(|one| (*one).to_owned()).collect()
        };
        let all = tests.iter().all(|(_, conditions)| !features(conditions).is_empty());
        all.then(|| LeftOut::Feature(features(first).join("` and `")))
    }
}

/// Does a predicate depend on a feature of the package?
fn names_a_feature(predicate: &str) -> bool {
    let code = code(predicate);
    code.windows(2).any(|pair| pair[0].word("feature") && pair[1].is('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> String {
        let mut looked = Looked::default();
        for (path, text) in files {
            looked.sightings.extend(sightings(&SourceFile::new(path, text.as_bytes()), text, &code(text)));
        }
        let system = ["unix", "target_os=\"linux\""].map(str::to_owned).into();
        match TestConditions::of(&looked).left_out(files[0].0, &system) {
            None => "nothing".to_owned(),
            Some(LeftOut::Elsewhere) => "elsewhere".to_owned(),
            Some(LeftOut::Feature(conditions)) => conditions,
        }
    }

    #[test]
    fn what_keeps_all_tests_of_a_target_away_is_told() {
        let test = "#[test]\nfn t() {}\n";
        let one = |text: &str| told(&[("a/tests/it.rs", text)]);
        let (feature, both) = ("feature = \"f\"", "feature = \"f\"` and `feature = \"g\"");
        let cases = [
            (format!("#![cfg({feature})]\n{test}"), feature),
            (format!("#![cfg(all(unix, {feature}))]\n{test}"), "all(unix, feature = \"f\")"),
            (format!("#[cfg({feature})]\n{test}"), feature),
            (format!("#[test]\n#[cfg({feature})]\nfn t() {{}}\n"), feature),
            (format!("#[cfg({feature})]\nmod m {{ mod n {{ {test} }} }}\n"), feature),
            (format!("mod m {{ #![cfg({feature})] {test} }}\n"), feature),
            (format!("#[cfg(windows)]\n{test}#[cfg({feature})]\n{test}"), feature),
            (format!("#[cfg(windows)]\n{test}"), "elsewhere"),
            (format!("#[cfg(all({feature}, windows))]\n{test}"), "elsewhere"),
            // One of them is there whatever is on: something else keeps it away.
            (format!("#[cfg({feature})]\n{test}{test}"), "nothing"),
            (format!("#[cfg(loom)]\n{test}"), "nothing"),
            (format!("#[cfg(any())]\n{test}"), "nothing"),
            (format!("#[cfg(windows)]\nuse std::a;\n#[cfg(loom)]\n{test}"), "nothing"),
            (format!("#![cfg(target_feature = \"f\")]\n{test}"), "elsewhere"),
            (String::new(), "nothing"),
            (format!("#![cfg({feature})]\n"), "nothing"),
            (format!("#![cfg({feature})]\n#[cfg(feature = \"g\")]\nmod m {{ {test} }}\n"), both),
            (format!("#![cfg({feature})]\n#[cfg(feature = \"g\")]\na::make!(b);\n"), both),
            (
                format!(
                    "#[cfg({feature})]\n#[allow(unused)]\n#[tokio::test]\npub(crate) async fn t() {{}}\n"
                ),
                feature,
            ),
            (
                format!("#![cfg({feature})]\nstruct S {{ x: u8 }}\nmod tests {{ a::make! {{ b }} }}\n"),
                feature,
            ),
            // No item stands in the body of a function or in the words of a macro.
            (
                format!(
                    "#![cfg({feature})]\nfn f() {{ println!(\"x\"); }}\nmacro_rules! m {{ () => {{ n!(); }} }}\n"
                ),
                "nothing",
            ),
            (format!("#[cfg({feature})]\nuse a::b;\na::make!(b);\n"), "nothing"),
            (format!("#[cfg({feature})]\nfn f() {{}}\n{test}"), "nothing"),
            // What a macro makes is not seen.
            (format!("#![cfg({feature})]\nmake_tests!(a, b);\n"), feature),
            ("#[cfg(windows)]\nmake_tests!(a, b);\n".to_owned(), "nothing"),
        ];
        for (text, want) in cases {
            assert_eq!(one(&text), want, "{text}");
        }
    }

    #[test]
    fn the_tests_of_modules_are_followed() {
        let test = "#[test]\nfn t() {}\n";
        let feature = "feature = \"f\"";
        let gated = format!("#![cfg({feature})]\nmod m;\n");
        assert_eq!(told(&[("a/tests/it/main.rs", &gated), ("a/tests/it/m.rs", test)]), feature);
        assert_eq!(told(&[("a/tests/it.rs", &gated), ("a/tests/m/mod.rs", test)]), feature);
        assert_eq!(
            told(&[("a/tests/it.rs", &format!("#[cfg({feature})] mod m;\n")), ("a/tests/m.rs", test)]),
            feature
        );
        assert_eq!(
            told(&[("a/tests/it.rs", "#[cfg(windows)] mod m;\n"), ("a/tests/m.rs", test)]),
            "elsewhere"
        );
        assert_eq!(
            told(&[
                ("a/tests/it.rs", &format!("#![cfg({feature})] include!(\"m.in\");")),
                ("a/tests/m.in", test)
            ]),
            feature
        );
        // A circle has an end.
        let circle = format!("#![cfg({feature})] #[path = \"it.rs\"] mod m; {test}");
        assert_eq!(told(&[("a/tests/it.rs", &circle)]), feature);
        let sightings = sightings(&SourceFile::new("t/it.rs", b""), "mod m;", &code("mod m;"));
        assert!(parts(&sightings).contains(&"t/m/mod.rs".to_owned()), "{sightings:?}");
    }
}
