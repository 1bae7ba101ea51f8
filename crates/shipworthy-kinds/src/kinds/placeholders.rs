//! `placeholders`: no `todo!`, no forgotten `dbg!`, no word that says "later". Reads tokens, so that a comment about
//! `todo!` is not one; which files are code that is shipped, `rust::fate` says.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;
use shipworthy_model::facts::{Facts, Workspace};
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::folder;
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::globs::Globs;
use crate::reading::pattern::pattern;
use crate::reading::rust::fate::{self, FileFate, SOURCES, SourceFates};
use crate::reading::rust::macro_call::MacroCalls;
use crate::reading::rust::reach::{module_folder, stem};
use crate::reading::rust::test_code::TestCode;
use crate::reading::rust::token::{Token, TokenKind, tokens};

/// The check kind `placeholders`.
pub(super) static KIND: Kind = Kind::new("placeholders", "no unfinished code is left", steps, judge)
    .about(
        "Looks for macros of the standard library that stand for unfinished work, and for words in comments and \
         strings. In a `.rs` file, and in any other that one includes or has for a module, code, comments and strings \
         are told apart, and a macro that the workspace \
         defines itself is its own, whatever its name; of other files (`in = \"**/*.ex\"`) every line is searched \
         for the words.\n\nTests are left out unless `tests = true`: what no library, program or build script of a \
         member compiles but a test, benchmark or example does, and what stands below `#[cfg(test)]` or \
         `#[test]`, modules in files of their own included; so is what only rustdoc, miri, kani, loom or a fuzzer \
         compiles. The name of a folder says nothing. What is data of a test, and files of no member, are \
         counted and left out; `in` brings the latter back. A file that no target reaches is looked at all the \
         same.",
    )
    .params(&[
        Param::optional("macros", ParamType::Texts, "the macros; default `todo`, `unimplemented`, `dbg`"),
        Param::optional("words", ParamType::Patterns, "found in no comment and no string").higher_is_stricter(),
        Param::optional(
            "unless",
            ParamType::Patterns,
            "what matches on the same line, or the one before, is fine",
        ),
        Param::optional("in", ParamType::Globs, "the files to look at; default `**/*.rs`, and what is included there"),
        Param::optional("except", ParamType::Globs, "files to leave out"),
        Param::optional("tests", ParamType::Flag, "`true`: look into tests too"),
        Param::optional("limit", ParamType::Limit, "so many are accepted; default 0"),
    ])
    .since("0.1")
    .version(4)
    .scope(Scope::Each(&[Scope::Files(SOURCES), Scope::Named { by: &["in"], otherwise: &["**/*.rs"] }]));

const MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];

fn steps(params: &Params, facts: &Facts) -> Vec<Step> {
    let select = params.texts("in").into_iter().chain(SOURCES.iter().copied());
    let workspace = facts.workspace.is_some().then_some(Step::Workspace);
    [Step::Look(Look::new(select.collect::<Vec<_>>(), look).follow(fate::parts))]
        .into_iter()
        .chain(workspace)
        .collect()
}

/// Is the file one that is searched? The others only tell what becomes of those.
fn is_searched(params: &Params, file: &SourceFile<'_>) -> Result<bool, String> {
    let within = match params.has("in") {
        true => Globs::of(params, "in")?.matches(file.path),
        false => fate::is_source(file),
    };
    Ok(within && !Globs::of(params, "except")?.covers(file.path))
}

fn look(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let patterns =
        |name: &str| -> Result<Vec<Regex>, String> { params.texts(name).into_iter().map(pattern).collect() };
    let mut sightings = fate::sightings(file);
    let is_searched = is_searched(params, file)?;
    if !is_searched && !fate::is_source(file) {
        return Ok(sightings);
    }
    let (words, unless) = (patterns("words")?, patterns("unless")?);
    let macros = if params.has("macros") { params.texts("macros") } else { MACROS.to_vec() };
    let lossy = String::from_utf8_lossy(file.bytes);
    let text = if is_searched { file.text()? } else { &*lossy };
    let mut found = if fate::is_source(file) {
        look_at_rust(file, text, &macros, &words, params.flag("tests") == Some(true))
    } else {
        let lines = text.lines().zip(1..);
        lines.flat_map(|(line, number)| words_on(&words, file, line, number, 1)).collect()
    };
    if !unless.is_empty() {
        let lines: Vec<&str> = text.lines().collect();
        found.retain(|sighting| {
            let at = sighting.line.map_or(0, |line| line as usize);
            let excused = |line: &str| unless.iter().any(|regex| regex.is_match(line));
            !is_placeholder(sighting)
                || !lines.get(at.saturating_sub(2)..at).unwrap_or_default().iter().any(|line| excused(line))
        });
    }
    if is_searched {
        sightings.push(Sighting::new(SEARCHED, file.path));
    } else {
        found.retain(|sighting| !is_placeholder(sighting));
    }
    sightings.extend(found);
    Ok(sightings)
}

/// A file that was searched.
const SEARCHED: &str = "searched";
/// A call of a macro of the standard library.
const CALL: &str = "placeholder";
/// A call of a macro that is the standard library's unless somebody defines another of that name.
const CALL_BY_NAME: &str = "placeholder-by-name";
/// A word in a comment or string.
const WORD: &str = "placeholder-word";
/// The definition of a macro with one of the names; with a number when it has a path.
const DEFINED: &str = "own-macro";
/// `#[macro_use]` on the module, or on an external crate when the text is empty.
const OPENED: &str = "opened-by-macro-use";

fn is_placeholder(sighting: &Sighting) -> bool {
    [CALL, CALL_BY_NAME, WORD].contains(&sighting.rule.as_str())
}

fn look_at_rust(
    file: &SourceFile<'_>,
    text: &str,
    macros: &[&str],
    words: &[Regex],
    in_tests: bool,
) -> Vec<Sighting> {
    let all = tokens(text);
    let code: Vec<Token<'_>> = all.iter().filter(|token| token.sort != TokenKind::Comment).copied().collect();
    let tests = if in_tests { TestCode::default() } else { TestCode::of(&code) };
    let macros: Vec<&str> = macros.to_vec();
    let found_macros = MacroCalls::of(&code, &macros);
    let mut found = Vec::new();
    for call in found_macros.calls.iter().filter(|call| !tests.contains(call.name.start)) {
        let rule = if call.is_certain { CALL } else { CALL_BY_NAME };
        found.push(seen(file, rule, call.name.line, call.name.column, &format!("{}!", call.means)));
    }
    let defined = found_macros.definitions.into_iter();
    found.extend(defined.map(|(name, by_path)| {
        Sighting::new(DEFINED, file.path).text(format!("{name}!")).number(by_path.then_some(1.0))
    }));
    found.extend(found_macros.opened.into_iter().map(|name| Sighting::new(OPENED, file.path).text(name)));
    for token in all.iter().filter(|token| matches!(token.sort, TokenKind::Comment | TokenKind::Text)) {
        if words.is_empty() || tests.contains(token.start) {
            continue;
        }
        for (line, number) in token.text.lines().zip(0..) {
            let first = if number == 0 { token.column + token.lead as u32 } else { 1 };
            found.extend(words_on(words, file, line, token.line + number, first));
        }
    }
    found
}

fn words_on(words: &[Regex], file: &SourceFile<'_>, line: &str, number: u32, first: u32) -> Vec<Sighting> {
    let matches = words.iter().filter_map(|word| word.find(line));
    let column = |at: usize| first + line[..at].chars().count() as u32;
    matches.map(|found| seen(file, WORD, number, column(found.start()), found.as_str())).collect()
}

fn seen(file: &SourceFile<'_>, rule: &str, line: u32, column: u32, text: &str) -> Sighting {
    Sighting::new(rule, file.path).at(Some(line), Some(column)).text(text)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let (looked, workspace) = match observations {
        [Observation::Looked(looked)] => (looked, None),
        [Observation::Looked(looked), Observation::Workspace(workspace)] => (looked, Some(workspace)),
        _ => return Judgement::unknown(Reason::CouldNotLook, "the files were not looked at"),
    };
    let searched: Vec<&str> =
        looked.sightings.iter().filter(|s| s.rule == SEARCHED).map(|s| s.path.as_str()).collect();
    let sources = looked.sightings.iter().filter(|sighting| sighting.rule == fate::FILE);
    let sources: BTreeSet<&str> = sources.map(|sighting| sighting.path.as_str()).collect();
    let is_rust = |path: &str| sources.contains(path);
    if workspace.is_none()
        && looked.sightings.iter().any(|sighting| sighting.path.ends_with("Cargo.toml"))
        && searched.iter().any(|path| is_rust(path))
    {
        let why =
            "cargo could not tell the targets, so it is not known which files are code and which are tests";
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    let empty = Workspace::default();
    let fates = SourceFates::new(workspace.unwrap_or(&empty), looked);
    let own = OwnMacros::new(looked, &fates);
    let in_tests = params.flag("tests") == Some(true);
    // Where there is no workspace, nothing tells code from tests.
    let counts = |path: &str| {
        !is_rust(path)
            || workspace.is_none()
            || match fates.of(path) {
                FileFate::Shipped | FileFate::Unclear(_) | FileFate::Orphan => true,
                FileFate::Test | FileFate::Data => in_tests,
                FileFate::Outside => params.has("in"),
            }
    };
    let mut counted: BTreeMap<&str, bool> = BTreeMap::new();
    for path in searched {
        counted.insert(path, counts(path));
    }
    let left = looked.sightings.iter().filter(|sighting| {
        is_placeholder(sighting)
            && counted.get(sighting.path.as_str()) == Some(&true)
            && !(sighting.rule == CALL_BY_NAME && own.is_own(&sighting.text, &sighting.path))
    });
    let findings: Vec<Finding> = left
        .map(|sighting| {
            let what = if sighting.rule == WORD { "word" } else { "macro" };
            let finding = Finding::new(format!("placeholder-{what}"), format!("`{}` is left", sighting.text));
            finding.seen(sighting).remedy("finish it, or remove it; to accept it for a while, raise `limit`")
        })
        .collect();
    let limit = params.count("limit").unwrap_or(0);
    let count = findings.len() as u64;
    let left_out = counted.values().filter(|counts| !**counts).count() as u64;
    let measurements = vec![
        Measurement::count("placeholders", count).limit(Limit::AtMost(limit as f64)),
        Measurement::count("left out", left_out),
    ];
    let findings = if count > limit { findings } else { Vec::new() };
    Judgement::of(counted.len() as u64 - left_out, "files", findings).having_read(looked).with(measurements)
}

/// The macros of the workspace that have the name of one of the standard library's.
struct OwnMacros<'l, 'f> {
    looked: &'l Looked,
    fates: &'f SourceFates<'l>,
}

impl<'l, 'f> OwnMacros<'l, 'f> {
    fn new(looked: &'l Looked, fates: &'f SourceFates<'l>) -> Self {
        Self { looked, fates }
    }

    fn of_rule(&self, rule: &'static str) -> impl Iterator<Item = &'l Sighting> {
        self.looked.sightings.iter().filter(move |sighting| sighting.rule == rule)
    }

    /// Does the name, called in this file without a path, mean a macro of the workspace?
    fn is_own(&self, name: &str, file: &str) -> bool {
        let package = |path: &str| self.fates.package(path).map(|package| package.dir.as_str());
        let here = package(file);
        let imports_all = self.of_rule(OPENED).any(|one| one.text.is_empty() && package(&one.path) == here);
        self.of_rule(DEFINED).filter(|defined| defined.text == name).any(|defined| {
            let at = defined.path.as_str();
            if defined.number.is_some() && package(at) != here {
                return imports_all;
            }
            // One for tests is nobody's in what is shipped.
            let shared = self.fates.of(at) != FileFate::Test || self.fates.of(file) == FileFate::Test;
            package(at) == here && shared && (defined.number.is_some() || self.is_in_scope(at, file))
        })
    }

    /// Is what the file `at` defines, without a path, seen in `file`: in itself and the modules below it, or everywhere when
    /// it is a root or is opened by `#[macro_use]`?
    fn is_in_scope(&self, at: &str, file: &str) -> bool {
        let module = if stem(at) == "mod" { stem(folder(at)) } else { stem(at) };
        let opened = self.of_rule(OPENED).any(|one| one.text == module);
        let owner = self.fates.is_root(at);
        let below = module_folder(at, owner);
        at == file || opened || owner || file.starts_with(&format!("{below}/"))
    }
}

#[cfg(test)]
mod tests {
    use shipworthy_model::params::{Params, Value};

    use super::KIND;
    use crate::testing::{judge, params, summary, text, texts, workspace};

    fn one(params: &Params, source: &str) -> String {
        judge(&KIND, params, Some(workspace(&[("p", "", &["src/lib.rs"])])), &[("src/lib.rs", source)])
    }

    #[test]
    fn macros_are_found_in_code_only() {
        let cases = [
            ("fn f() { todo!() }", "fail placeholder-macro src/lib.rs:1"),
            ("\nfn f() { std::unimplemented! { } }", "fail placeholder-macro src/lib.rs:2"),
            ("fn f() { dbg![x] }", "fail placeholder-macro src/lib.rs:1"),
            ("// todo!()\n/// todo!()\nconst S: &str = \"todo!()\";", "pass 1 files"),
            ("fn f() { r\"todo!(\"; todo != (1) }", "pass 1 files"),
            ("macro_rules! todo { () => {} }", "pass 1 files"),
            ("#[cfg(test)] mod tests { fn f() { todo!() } }", "pass 1 files"),
            ("#[test] fn f() { todo!() }\nfn g() { todo!() }", "fail placeholder-macro src/lib.rs:2"),
        ];
        for (source, want) in cases {
            assert_eq!(one(&params([]), source), want, "{source}");
        }
        let tests = params([("tests", Value::Flag(true))]);
        assert_eq!(one(&tests, "#[test] fn f() { todo!() }"), "fail placeholder-macro src/lib.rs:1");
        let other = params([("macros", texts(&["unreachable"]))]);
        assert_eq!(one(&other, "fn f() { todo!(); unreachable!() }"), "fail placeholder-macro src/lib.rs:1");
    }

    #[test]
    fn what_code_includes_is_code_whatever_it_is_called() {
        let judged = |params: &Params, files: &[(&str, &str)]| {
            judge(&KIND, params, Some(workspace(&[("p", "", &["src/lib.rs", "tests/t.rs"])])), files)
        };
        let todo = "fn f() { todo!() }";
        let included = [("src/lib.rs", "include!(\"a.inc\");"), ("src/a.inc", todo)];
        assert_eq!(judged(&params([]), &included), "fail placeholder-macro src/a.inc:1");
        let module = [("src/lib.rs", "#[path = \"a.in\"]\nmod a;"), ("src/a.in", todo)];
        assert_eq!(judged(&params([]), &module), "fail placeholder-macro src/a.in:1");
        let except = params([("except", texts(&["src/a.inc"]))]);
        assert_eq!(judged(&except, &included), "pass 1 files");
        // As text it is none; nor is what nothing includes.
        for lib in ["const T: &str = include_str!(\"a.inc\");", ""] {
            assert_eq!(judged(&params([]), &[("src/lib.rs", lib), ("src/a.inc", todo)]), "pass 1 files");
        }
        // A test may do as it likes.
        let tests = [("src/lib.rs", ""), ("tests/t.rs", "include!(\"a.inc\");"), ("tests/a.inc", todo)];
        assert_eq!(judged(&params([]), &tests), "pass 1 files");
        // Searched as text before it was known to be code.
        let both = params([("in", texts(&["**/*.inc"]))]);
        assert_eq!(judged(&both, &included), "fail placeholder-macro src/a.inc:1");
    }

    #[test]
    fn words_are_found_outside_code() {
        let words = params([("words", texts(&["FIXME", "(?i)placeholder"])), ("unless", text("warn"))]);
        let cases = [
            ("// FIXME: x", "fail placeholder-word src/lib.rs:1"),
            ("/* a\n * FIXME\n */", "fail placeholder-word src/lib.rs:2"),
            ("const S: &str = \"a\\\n Placeholder\";", "fail placeholder-word src/lib.rs:2"),
            ("fn placeholder() { FIXME }", "pass 1 files"),
            ("warn!();\n// placeholder", "pass 1 files"),
            ("warn!();\n\n// placeholder", "fail placeholder-word src/lib.rs:3"),
        ];
        for (source, want) in cases {
            assert_eq!(one(&words, source), want, "{source}");
        }
        let other = params([("words", text("TODO")), ("in", text("**/*.ex"))]);
        let files = [("lib/a.ex", "x\n# TODO"), ("src/lib.rs", "todo!()")];
        assert_eq!(judge(&KIND, &other, None, &files), "fail placeholder-word lib/a.ex:2");
        let bad = params([("words", text("("))]);
        assert_eq!(one(&bad, ""), "unknown could not look");
    }

    #[test]
    fn test_files_and_limits_count() {
        let files = [
            ("src/lib.rs", "#[cfg(test)] mod checks; mod a; fn f() { todo!() }"),
            ("src/checks.rs", "mod deep; fn f() { todo!() }"),
            ("src/checks/deep.rs", "fn f() { todo!() }"),
            ("src/a.rs", "mod i { #[cfg(test)] mod t; } #[cfg(test)] #[path = \"odd.rs\"] mod u;"),
            ("src/a/i/t.rs", "fn f() { todo!() }"),
            ("src/odd.rs", "fn f() { todo!() }"),
            ("tests/t.rs", "fn f() { todo!() }"),
            ("tests/cases/c.rs", "fn main() { todo!() }"),
        ];
        let members = || Some(workspace(&[("p", "", &["src/lib.rs", "tests/t.rs"])]));
        assert_eq!(judge(&KIND, &params([]), members(), &files), "fail placeholder-macro src/lib.rs:1");
        let limit = params([("limit", Value::Integer(1))]);
        assert_eq!(judge(&KIND, &limit, members(), &files), "pass 2 files");
        assert_eq!(judge(&KIND, &params([]), members(), &files[6..]), "unknown nothing to look at");
        let tests = params([("tests", Value::Flag(true)), ("limit", Value::Integer(7))]);
        assert_eq!(judge(&KIND, &tests, members(), &files), "pass 8 files");
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }

    /// Shipped is what some target compiles that is shipped, wherever it lies and whatever its folder is called.
    #[test]
    fn code_is_told_from_tests_by_the_targets() {
        let util = ("src/util.rs", "pub fn f() { todo!() }");
        let two = || Some(workspace(&[("p", "", &["src/lib.rs", "src/main.rs"])]));
        let files =
            [("src/lib.rs", "#[cfg(test)] mod util;"), ("src/main.rs", "mod util; fn main() {}"), util];
        assert_eq!(judge(&KIND, &params([]), two(), &files), "fail placeholder-macro src/util.rs:1");
        let files = [("src/lib.rs", "#[cfg(test)] mod util;"), ("src/main.rs", "fn main() {}"), util];
        assert_eq!(judge(&KIND, &params([]), two(), &files), "pass 2 files");
        let files = [("src/lib.rs", "pub mod examples;"), ("src/examples/mod.rs", "pub fn f() { todo!() }")];
        assert_eq!(judge(&KIND, &params([]), two(), &files), "fail placeholder-macro src/examples/mod.rs:1");
        // What nobody declares may be wanted yet; what is no member's is not looked at unless it is asked for.
        let files = [("src/lib.rs", ""), ("src/later.rs", "fn f() { todo!() }")];
        assert_eq!(judge(&KIND, &params([]), two(), &files), "fail placeholder-macro src/later.rs:1");
        let files = [("src/lib.rs", ""), ("fuzz/Cargo.toml", ""), ("fuzz/f.rs", "fn f() { todo!() }")];
        assert_eq!(judge(&KIND, &params([]), two(), &files), "pass 1 files");
        let all = params([("in", text("**/*.rs"))]);
        assert_eq!(judge(&KIND, &all, two(), &files), "fail placeholder-macro fuzz/f.rs:1");
        assert_eq!(judge(&KIND, &all, None, &files), "unknown could not look");
        assert_eq!(judge(&KIND, &all, None, &[util]), "fail placeholder-macro src/util.rs:1");
    }

    /// A macro of the workspace is its own, under whatever name, and one of the standard library is that.
    #[test]
    fn the_name_of_a_macro_is_not_the_macro() {
        let own = "macro_rules! dbg { () => {} }";
        let call = "fn f() { dbg!() }";
        let cases: [(&[(&str, &str)], &str); 10] = [
            (
                &[("src/lib.rs", "use std::todo as later; fn f() { later!() }")],
                "fail placeholder-macro src/lib.rs:1",
            ),
            (&[("src/lib.rs", &format!("{own} {call}"))], "pass 1 files"),
            (&[("src/lib.rs", "macro_rules! mods { ($m:ident) => { mod $m; } }")], "pass 1 files"),
            (&[("src/lib.rs", &format!("{own} mod a;")), ("src/a.rs", call)], "pass 2 files"),
            (
                &[("src/lib.rs", &format!("{own} mod a;")), ("src/a.rs", "fn f() { std::dbg!() }")],
                "fail placeholder-macro src/a.rs:1",
            ),
            (
                &[("src/lib.rs", "#[macro_use] mod m; mod a;"), ("src/m.rs", own), ("src/a.rs", call)],
                "pass 3 files",
            ),
            (
                &[("src/lib.rs", "mod m; mod a;"), ("src/m.rs", own), ("src/a.rs", call)],
                "fail placeholder-macro src/a.rs:1",
            ),
            (
                &[
                    ("src/lib.rs", "mod m; mod a;"),
                    ("src/m.rs", &format!("{own} pub(crate) use dbg;")),
                    ("src/a.rs", call),
                ],
                "pass 3 files",
            ),
            (
                &[
                    ("src/lib.rs", "#[cfg(test)] #[macro_use] mod m; mod a;"),
                    ("src/m.rs", own),
                    ("src/a.rs", call),
                ],
                "fail placeholder-macro src/a.rs:1",
            ),
            (&[("src/lib.rs", "mod a;"), ("src/a.rs", &format!("use crate::dbg; {call}"))], "pass 2 files"),
        ];
        for (files, want) in cases {
            let members = Some(workspace(&[("p", "", &["src/lib.rs"])]));
            assert_eq!(judge(&KIND, &params([]), members, files), want, "{files:?}");
        }
    }
}
