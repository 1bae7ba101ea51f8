//! `placeholders`: no `todo!`, no forgotten `dbg!`, no word that says "later". Reads tokens, so that a comment about
//! `todo!` is not one.

use std::collections::BTreeMap;

use regex_lite::Regex;
use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement, Limit, Measurement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{folder, resolve_inside};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Kind, Scope};
use crate::reading::pattern::pattern;
use crate::reading::rust::mention::{Base, MentionKind, mentions};
use crate::reading::rust::reach::{module_folder, stem};
use crate::reading::rust::test_code::TestCode;
use crate::reading::rust::token::{Token, TokenKind, tokens};

/// The check kind `placeholders`.
pub(super) static KIND: Kind = Kind::new("placeholders", "no unfinished code is left", steps, judge)
    .about(
        "Looks for macros that stand for unfinished work, and for words in comments and strings. In a `.rs` \
         file code, comments and strings are told apart; of other files (`in = \"**/*.ex\"`) every line is \
         searched for the words. Tests are left out unless `tests = true`: the folders `tests`, `benches` and \
         `examples`, and what is below `#[cfg(test)]` or `#[test]`, modules in files of their own included; \
         so is what only rustdoc, miri, kani, loom or a fuzzer compiles.",
    )
    .params(&[
        Param::optional("macros", ParamType::Texts, "the macros; default `todo`, `unimplemented`, `dbg`"),
        Param::optional("words", ParamType::Patterns, "found in no comment and no string").higher_is_stricter(),
        Param::optional(
            "unless",
            ParamType::Patterns,
            "what matches on the same line, or the one before, is fine",
        ),
        Param::optional("in", ParamType::Globs, "the files to look at; default `**/*.rs`"),
        Param::optional("except", ParamType::Globs, "files to leave out"),
        Param::optional("tests", ParamType::Flag, "`true`: look into tests too"),
        Param::optional("limit", ParamType::Limit, "so many are accepted; default 0"),
    ])
    .since("0.1")
    .scope(Scope::Named { by: &["in"], otherwise: &["**/*.rs"] });

const MACROS: [&str; 3] = ["todo", "unimplemented", "dbg"];

fn steps(params: &Params, _: &Facts) -> Vec<Step> {
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut select = owned(params.texts("in"));
    if select.is_empty() {
        select.push("**/*.rs".to_owned());
    }
    vec![Step::Look(Look::new(select, look).skip(owned(params.texts("except"))))]
}

fn look(params: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let patterns =
        |name: &str| -> Result<Vec<Regex>, String> { params.texts(name).into_iter().map(pattern).collect() };
    let text = file.text()?;
    let (words, unless) = (patterns("words")?, patterns("unless")?);
    let in_tests = params.flag("tests") == Some(true);
    if !in_tests && file.path.split('/').any(|part| ["tests", "benches", "examples"].contains(&part)) {
        return Ok(vec![seen(file, "skipped", 1, 1, "")]);
    }
    let mut found = if file.path.ends_with(".rs") {
        let macros = if params.has("macros") { params.texts("macros") } else { MACROS.to_vec() };
        look_at_rust(file, text, &macros, &words, in_tests)
    } else {
        let lines = text.lines().zip(1..);
        lines.flat_map(|(line, number)| words_on(&words, file, line, number, 1)).collect()
    };
    if !unless.is_empty() {
        let lines: Vec<&str> = text.lines().collect();
        found.retain(|sighting| {
            let at = sighting.line.map_or(0, |line| line as usize);
            let excused = |line: &str| unless.iter().any(|regex| regex.is_match(line));
            sighting.rule == TEST_MODULE
                || !lines.get(at.saturating_sub(2)..at).unwrap_or_default().iter().any(|line| excused(line))
        });
    }
    Ok(found)
}

/// A module for tests only, which lives in a file of its own: the text is the path of it, without `.rs`.
const TEST_MODULE: &str = "test-module";

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
    let mut found = test_modules(file, text, &code, &tests);
    for window in code.windows(3) {
        let [name, bang, open] = window else { continue };
        let called = bang.is('!') && ['(', '[', '{'].iter().any(|&c| open.is(c));
        if called && name.is_name() && macros.contains(&name.text) && !tests.contains(name.start) {
            found.push(seen(file, "macro", name.line, name.column, &format!("{}!", name.text)));
        }
    }
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

/// The modules that are declared here for tests only. Without the targets at hand, a file below `bin` may be a root.
fn test_modules(file: &SourceFile<'_>, text: &str, code: &[Token<'_>], tests: &TestCode) -> Vec<Sighting> {
    let starts: BTreeMap<(u32, u32), usize> =
        code.iter().map(|token| ((token.line, token.column), token.start)).collect();
    let owner = ["mod", "lib", "main"].contains(&stem(file.path));
    let mut found = Vec::new();
    for mention in mentions(text) {
        let start = starts.get(&(mention.line, mention.column));
        let declared = matches!(mention.what, MentionKind::Module | MentionKind::Path);
        if !declared || !start.is_some_and(|start| tests.contains(*start)) {
            continue;
        }
        let homes = match mention.base {
            Base::Folder => vec![folder(file.path).to_owned()],
            Base::Modules if folder(file.path).ends_with("bin") => {
                vec![module_folder(file.path, true), module_folder(file.path, false)]
            }
            Base::Modules => vec![module_folder(file.path, owner)],
        };
        let path = mention.path.strip_suffix(".rs").unwrap_or(&mention.path);
        let modules = homes.iter().filter_map(|home| resolve_inside(home, path));
        found.extend(modules.map(|module| seen(file, TEST_MODULE, mention.line, mention.column, &module)));
    }
    found
}

fn words_on(words: &[Regex], file: &SourceFile<'_>, line: &str, number: u32, first: u32) -> Vec<Sighting> {
    let matches = words.iter().filter_map(|word| word.find(line));
    let column = |at: usize| first + line[..at].chars().count() as u32;
    matches.map(|found| seen(file, "word", number, column(found.start()), found.as_str())).collect()
}

fn seen(file: &SourceFile<'_>, rule: &str, line: u32, column: u32, text: &str) -> Sighting {
    Sighting::new(rule, file.path).at(Some(line), Some(column)).text(text)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the files were not looked at");
    };
    let modules = looked.sightings.iter().filter(|sighting| sighting.rule == TEST_MODULE);
    let tests: Vec<&str> = modules.map(|sighting| sighting.text.as_str()).collect();
    let in_tests = |path: &str| {
        tests.iter().any(|module| {
            path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        })
    };
    let findings: Vec<Finding> = looked
        .sightings
        .iter()
        .filter(|sighting| ["macro", "word"].contains(&sighting.rule.as_str()) && !in_tests(&sighting.path))
        .map(|sighting| {
            let finding = Finding::new(
                format!("placeholder-{}", sighting.rule),
                format!("`{}` is left", sighting.text),
            );
            finding.seen(sighting).remedy("finish it, or remove it; to accept it for a while, raise `limit`")
        })
        .collect();
    let skipped = looked.sightings.iter().filter(|sighting| sighting.rule == "skipped").count() as u64;
    let limit = params.count("limit").unwrap_or(0);
    let count = findings.len() as u64;
    let measurement = Measurement::count("placeholders", count).limit(Limit::AtMost(limit as f64));
    let findings = if count > limit { findings } else { Vec::new() };
    Judgement::of(looked.files.saturating_sub(skipped), "files", findings)
        .having_read(looked)
        .with(vec![measurement])
}

#[cfg(test)]
mod tests {
    use shipworthy_model::params::{Params, Value};

    use super::KIND;
    use crate::testing::{judge, params, summary, text, texts};

    fn one(params: &Params, source: &str) -> String {
        judge(&KIND, params, None, &[("src/lib.rs", source)])
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
            ("src/lib.rs", "#[cfg(test)] mod checks; fn f() { todo!() }"),
            ("src/checks.rs", "fn f() { todo!() }"),
            ("src/checks/deep.rs", "fn f() { todo!() }"),
            ("src/a.rs", "mod i { #[cfg(test)] mod t; } #[cfg(test)] #[path = \"odd.rs\"] mod u;"),
            ("src/a/i/t.rs", "fn f() { todo!() }"),
            ("src/odd.rs", "fn f() { todo!() }"),
            ("tests/t.rs", "fn f() { todo!() }"),
        ];
        assert_eq!(judge(&KIND, &params([]), None, &files), "fail placeholder-macro src/lib.rs:1");
        let limit = params([("limit", Value::Integer(1))]);
        assert_eq!(judge(&KIND, &limit, None, &files), "pass 6 files");
        assert_eq!(judge(&KIND, &params([]), None, &files[6..]), "unknown nothing to look at");
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }
}
