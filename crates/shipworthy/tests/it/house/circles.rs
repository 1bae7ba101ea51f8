//! Which file of a crate names which, read from its `use` declarations and paths: files that name each other in a circle
//! can only be understood all at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, none, sources};

/// Two files may be halves of one thing; more are a knot.
const MOST: usize = 2;

/// A module path within a crate, from its root.
type Module = Vec<String>;

/// The modules of one crate, with the text of each that is shipped.
#[derive(Default)]
struct Modules {
    text: BTreeMap<Module, String>,
    /// For a module and a name that it hands on: the module that has it.
    handed_on: BTreeMap<(Module, String), Module>,
}

impl Modules {
    fn of(files: &[(&str, String)]) -> Self {
        let mut modules = Self::default();
        for (path, text) in files {
            let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
            let module = match path {
                "lib" | "main" => Vec::new(),
                path => path.split('/').map(str::to_owned).collect(),
            };
            modules.text.insert(module, text.clone());
        }
        let mut handed_on = BTreeMap::new();
        for (module, text) in &modules.text {
            for declaration in declarations(text).iter().filter(|declaration| declaration.public) {
                for path in expanded(&declaration.tree) {
                    if let (Some(target), Some(name)) = (modules.resolved(module, &path), path.last()) {
                        handed_on.insert((module.clone(), name.clone()), target.0);
                    }
                }
            }
        }
        modules.handed_on = handed_on;
        modules
    }

    /// The module that a path leads to, seen from `from`, and the name in it that is meant.
    fn resolved(&self, from: &Module, path: &[String]) -> Option<(Module, Option<String>)> {
        let mut base = from.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child => {
                let below: Module = base.iter().cloned().chain([child.to_owned()]).collect();
                self.text.get(&below)?;
            }
        }
        base.extend(rest.iter().cloned());
        let length = (0..=base.len()).rev().find(|length| self.text.contains_key(&base[..*length]))?;
        Some((base[..length].to_vec(), base.get(length).cloned()))
    }

    /// For each module those that it names, whoever hands the name on.
    fn arrows(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let arrows = self.text.iter().map(|(module, text)| {
            let declarations = declarations(text);
            let used = declarations.iter().filter(|declaration| !declaration.public);
            let paths = used.flat_map(|declaration| expanded(&declaration.tree)).chain(inline(text));
            let targets = paths.filter_map(|path| {
                let (mut target, name) = self.resolved(module, &path)?;
                while let Some(next) =
                    name.clone().and_then(|name| self.handed_on.get(&(target.clone(), name)))
                {
                    if *next == target {
                        break;
                    }
                    target = next.clone();
                }
                Some(target).filter(|target| target != module)
            });
            (module, targets.collect())
        });
        arrows.collect()
    }

    /// The circles of more than [`MOST`] files.
    fn circles(&self) -> BTreeSet<BTreeSet<String>> {
        let arrows = self.arrows();
        let reached = |from: &Module| {
            let mut seen = BTreeSet::new();
            let mut open = vec![from.clone()];
            while let Some(module) = open.pop() {
                for next in arrows.get(&module).into_iter().flatten() {
                    if seen.insert(next.clone()) {
                        open.push(next.clone());
                    }
                }
            }
            seen
        };
        let reach: BTreeMap<&Module, BTreeSet<Module>> =
            arrows.keys().map(|module| (*module, reached(module))).collect();
        let circle = |module: &Module| {
            let mutual = |other: &&Module| reach[module].contains(*other) && reach[*other].contains(module);
            reach.keys().copied().filter(mutual).map(|module| module.join("::")).collect()
        };
        let circles = reach.keys().map(|module| circle(module));
        circles.filter(|circle: &BTreeSet<String>| circle.len() > MOST).collect()
    }
}

/// A `use` declaration.
struct Declaration {
    public: bool,
    tree: String,
}

fn declarations(text: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("use ") {
        let before = text[..at].trim_end_matches(' ');
        let public = before.ends_with("pub") || before.ends_with(')');
        if public || before.is_empty() || before.ends_with(['\n', '{', '}', ';', ']']) {
            let tree = text[at + 4..].split(';').next().unwrap_or_default();
            found.push(Declaration { public, tree: tree.to_owned() });
        }
    }
    found
}

/// The paths that a tree of `use` stands for.
fn expanded(tree: &str) -> Vec<Module> {
    let tree = tree.trim();
    let Some((prefix, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![
            path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect(),
        ];
    };
    let group = group.trim_end().trim_end_matches('}');
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(character);
        }
    }
    // A brace that closes the last part was taken for that of the group.
    let whole = |part: &String| {
        let missing = part.matches('{').count() - part.matches('}').count();
        format!("{}{}", part.trim(), "}".repeat(missing))
    };
    let parts = parts.iter().filter(|part| !part.trim().is_empty()).map(whole);
    parts.flat_map(|part| expanded(&format!("{}{part}", prefix.trim()))).collect()
}

/// The paths in the rest of the code: `super::clock::now()`.
fn inline(text: &str) -> Vec<Module> {
    let mut paths = Vec::new();
    for statement in text.split(';').filter(|statement| !statement.trim_start().starts_with("use ")) {
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        for word in statement.split(|c: char| !is_path(c)) {
            let path: Module = word.trim_matches(':').split("::").map(str::to_owned).collect();
            if path.len() > 1 && path.iter().all(|part| !part.is_empty() && !part.contains(':')) {
                paths.push(path);
            }
        }
    }
    paths
}

/// The code of a file without comments, strings and unit tests.
fn code(source: &Source) -> String {
    let bare = |line: &str| {
        let line = line.split("//").next().unwrap_or_default();
        line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
    };
    source.shipped().map(|(_, line)| bare(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_circle_of_files() {
    let mut crates: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for source in sources() {
        let Some((package, path)) = source.path.split_once("/src/") else { continue };
        if !path.starts_with("bin/") && package != "crates/testkit" {
            crates.entry(package.to_owned()).or_default().push((path.to_owned(), code(&source)));
        }
    }
    let mut complaints = Vec::new();
    let mut arrows = 0;
    for (package, files) in &crates {
        let files: Vec<(&str, String)> =
            files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        let modules = Modules::of(&files);
        arrows += modules.arrows().values().map(BTreeSet::len).sum::<usize>();
        let told =
            modules.circles().into_iter().map(|circle| format!("{package}: {circle:?} name each other"));
        complaints.extend(told);
    }
    assert!(arrows > 500, "only {arrows} arrows: does this still read the code?");
    none(&complaints);
}

#[test]
fn a_circle_is_seen() {
    let circle = [
        ("lib.rs", "pub mod a;\nmod b;\nmod deep;"),
        ("a.rs", "use crate::b::{B, other::{self}};"),
        ("b.rs", "use super::deep::{\n    C,\n};"),
        ("deep/mod.rs", "mod c;\npub use c::C;"),
        ("deep/c.rs", "fn f() { let _ = crate::a::A::new(); }"),
    ];
    let modules = |files: &[(&str, &str)]| {
        Modules::of(&files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect::<Vec<_>>())
    };
    let expected: BTreeSet<String> = ["a", "b", "deep::c"].map(str::to_owned).into();
    assert_eq!(modules(&circle).circles(), BTreeSet::from([expected]));
    let mut line = circle;
    line[4].1 = "fn f() {}";
    assert!(modules(&line).circles().is_empty());
}
