//! `orphan-files`: every `.rs` file of a member is reached by some target. What a file says about others is read by
//! `rust::mention`, and followed by `rust::reach`; here it is only decided who is accused.

use std::collections::BTreeSet;

use shipworthy_model::facts::{Facts, Package, Workspace};
use shipworthy_model::judgement::{Finding, Judgement, Measurement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{ancestors, folder, resolve_inside};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Kind, Need, Scope};
use crate::reading::globs::Globs;
use crate::reading::rust::mention::{MentionKind, mentions};
use crate::reading::rust::reach::{Reached, SourceFiles, stem};

/// The check kind `orphan-files`.
pub(super) static KIND: Kind =
    Kind::new("orphan-files", "every Rust file of a member is compiled by some target", steps, judge)
        .about(
            "A `.rs` file that no `mod` declares is not compiled, not linted, not formatted and its tests do \
             not run, while every cargo command exits 0. From the root of every target of every member the \
             `mod` declarations are followed by the compiler's rules (`#[path]`, inline modules, every \
             alternative of `cfg_attr`, declarations inside macros), and so is `include!`. Outside `src`, a \
             file also counts as used when a string of its package names it or its folder, as tests that \
             compile their fixtures do; in a build script, a string may name a file of `src` too. In a folder \
             with `.stderr` files, the `.rs` files are inputs of a test of the compiler. Folders with a \
             manifest of their own that is no member's are not looked at.",
        )
        .params(&[Param::optional(
            "except",
            ParamType::Globs,
            "files that are data and not code, such as `tests/fixtures/**`",
        )])
        .since("0.1")
        .needs(&[Need::Workspace])
        .scope(Scope::Files(&["**/*.rs", "**/Cargo.toml", "**/*.stderr"]));

/// Folders of a package outside `src` that hold code, or data for tests.
const OUTSIDE_SRC: [&str; 8] =
    ["tests", "test", "benches", "examples", "fixtures", "testdata", "test_data", "test-data"];

fn steps(_: &Params, _: &Facts) -> Vec<Step> {
    let select = ["**/*.rs", "**/Cargo.toml", "**/*.stderr"].map(str::to_owned).to_vec();
    vec![Step::Workspace, Step::Look(Look::new(select, look))]
}

/// Never an error: text that is no UTF-8 or no Rust is still a file that must be reached.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let seen = |rule: String, text: String, line: Option<u32>, column: Option<u32>| {
        Sighting::new(rule, file.path).at(line, column).text(text)
    };
    for (ending, rule) in [("Cargo.toml", "manifest"), (".stderr", "snapshot")] {
        if file.path.ends_with(ending) {
            return Ok(vec![seen(rule.to_owned(), String::new(), None, None)]);
        }
    }
    let mut sightings = vec![seen("file".to_owned(), String::new(), None, None)];
    let in_src = file.path.split('/').any(|part| part == "src");
    for mention in mentions(&String::from_utf8_lossy(file.bytes)) {
        let in_tests = || OUTSIDE_SRC.contains(&first_part(&mention.path));
        if mention.what != MentionKind::Named || !in_src || in_tests() {
            let rule = mention.rule();
            sightings.push(seen(rule, mention.path, Some(mention.line), Some(mention.column)));
        }
    }
    Ok(sightings)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the workspace and its files were not looked at");
    };
    let except = match Globs::of(params, "except") {
        Ok(except) => except,
        Err(error) => return Judgement::unknown(Reason::CouldNotLook, error),
    };
    let files: Vec<&str> = of_rule(looked, "file").collect();
    let manifests: BTreeSet<&str> = of_rule(looked, "manifest").map(folder).collect();
    let snapshots: BTreeSet<&str> = of_rule(looked, "snapshot").map(folder).collect();
    let sources = SourceFiles::new(files.iter().copied(), looked);
    let roots = workspace.packages.iter().flat_map(|package| {
        package.targets.iter().map(move |target| (target.root.as_str(), package.dir.as_str()))
    });
    let reached = sources.reach(roots);
    let (mut subjects, mut outside, mut data) = (0, 0, 0);
    let mut findings = Vec::new();
    for file in files {
        let Some(package) = package_of(workspace, &manifests, file) else {
            outside += u64::from(!reached.files.contains(file));
            continue;
        };
        if except.covers(file) {
            data += 1;
            continue;
        }
        subjects += 1;
        if reached.files.contains(file) {
            continue;
        }
        if snapshots.contains(folder(file)) || is_named(&reached, workspace, package, file) {
            data += 1;
        } else {
            findings.push(accuse(&sources, package, file));
        }
    }
    let measurements = vec![Measurement::count("outside", outside), Measurement::count("data", data)];
    Judgement::of(subjects, "files", findings).having_read(looked).with(measurements)
}

fn of_rule<'a>(looked: &'a Looked, rule: &'a str) -> impl Iterator<Item = &'a str> {
    looked.sightings.iter().filter(move |s| s.rule == rule).map(|s| s.path.as_str())
}

/// The member that a file belongs to: the one with the nearest manifest above it. `None` when that manifest is no
/// member's.
fn package_of<'w>(workspace: &'w Workspace, manifests: &BTreeSet<&str>, file: &str) -> Option<&'w Package> {
    for dir in ancestors(folder(file)) {
        let package = workspace.packages.iter().find(|package| package.dir == dir);
        if package.is_some() || manifests.contains(dir) {
            return package;
        }
    }
    None
}

fn accuse(sources: &SourceFiles<'_>, package: &Package, file: &str) -> Finding {
    let (dir, name) = if stem(file) == "mod" {
        (folder(folder(file)), stem(folder(file)))
    } else {
        (folder(file), stem(file))
    };
    let beside = format!("{dir}.rs");
    let parents =
        ["mod.rs", "lib.rs", "main.rs"].into_iter().filter_map(|parent| resolve_inside(dir, parent));
    let parent = parents.chain([beside]).find(|parent| sources.has(parent) && parent != file);
    let declare = match parent {
        Some(parent) => format!("declare it with `mod {name};` in {parent}, or remove it"),
        None => format!("declare it with `mod {name};` in a file that is compiled, or remove it"),
    };
    let why = "it is not compiled, linted, formatted or tested";
    Finding::new("orphan-file", format!("no target of {} reaches this file: {why}", package.name))
        .at(file, None, None)
        .remedy(format!("{declare}; if it is data, name it in `except`"))
}

/// Does a string in a reached file of the package name this file, or the folder it is in?
fn is_named(reached: &Reached, workspace: &Workspace, package: &Package, file: &str) -> bool {
    let inside = |path: &str| within(path, &package.dir);
    let Some(local) = file.strip_prefix(&package.dir).map(|local| local.trim_start_matches('/')) else {
        return false;
    };
    let scripts = workspace.packages.iter().flat_map(|package| &package.targets);
    let scripts: BTreeSet<&str> = scripts
        .filter(|target| target.kinds.iter().any(|kind| kind == "custom-build"))
        .map(|target| target.root.as_str())
        .collect();
    reached.named.iter().filter(|(at, _)| inside(at)).any(|(at, text)| {
        let from_script = scripts.contains(at.as_str());
        if first_part(local) == "src" && !from_script {
            return false;
        }
        let text = wildcards(text);
        let text = text.trim_start_matches("./").trim_start_matches('/');
        if text.ends_with(".rs") {
            let beside = resolve_inside(folder(at), text);
            return names_file(text, local) || beside.is_some_and(|path| names_file(&path, file));
        }
        // A folder: from the package, or from the file that names it.
        let folders = [resolve_inside(&package.dir, text), resolve_inside(folder(at), text)];
        let specific =
            |path: &str| path != package.dir && folder(path) != folder(&package.dir) && path.contains('/');
        text.contains('/') && folders.iter().flatten().any(|path| specific(path) && within(file, path))
    })
}

/// Is `path` below the folder?
fn within(path: &str, dir: &str) -> bool {
    dir.is_empty() || path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
}

fn first_part(path: &str) -> &str {
    path.trim_start_matches(['.', '/']).split('/').next().unwrap_or_default()
}

/// `{}` and `{name}` of a format string, and `$NAME` before a path, may stand for anything.
fn wildcards(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '{' => {
                depth += 1;
                if !plain.ends_with('*') {
                    plain.push('*');
                }
            }
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    match plain.strip_prefix('$').and_then(|rest| rest.split_once('/')) {
        Some((_, rest)) => rest.to_owned(),
        None => plain,
    }
}

/// Does a path or glob that ends in `.rs` name the file, or the end of its path? A glob that would name nearly
/// everything names nothing.
fn names_file(text: &str, file: &str) -> bool {
    let wild = |part: &str| part.contains(['*', '?', '[']);
    if !text.split('/').any(wild) {
        let generic = ["mod.rs", "lib.rs", "main.rs"].contains(&text);
        return file == text || (!generic && file.strip_suffix(text).is_some_and(|head| head.ends_with('/')));
    }
    let firm = text.split('/').filter(|part| !wild(part)).count();
    let needed = if text.contains("**") { 2 } else { 1 };
    let Ok(globs) = Globs::new([text]) else { return false };
    let parts = text.split('/').count();
    let tail: Vec<&str> = file.rsplitn(parts + 1, '/').take(parts).collect();
    let tail = tail.into_iter().rev().collect::<Vec<_>>().join("/");
    firm >= needed && (globs.matches(file) || globs.matches(&tail))
}

#[cfg(test)]
mod tests {
    use super::KIND;
    use crate::testing::{judge, params, texts, workspace};

    fn one(roots: &[&str], files: &[(&str, &str)]) -> String {
        judge(&KIND, &params([]), Some(workspace(&[("p", "", roots)])), files)
    }

    #[test]
    fn a_file_that_no_target_reaches_is_found() {
        let lib = ("src/lib.rs", "mod a;");
        let cases: [(&[(&str, &str)], &str); 12] = [
            (&[lib, ("src/a.rs", ""), ("src/b.rs", "")], "fail orphan-file src/b.rs"),
            (&[lib, ("src/a.rs", "mod c;"), ("src/c.rs", "")], "fail orphan-file src/c.rs"),
            (&[lib, ("src/a/mod.rs", ""), ("src/a/x/mod.rs", "")], "fail orphan-file src/a/x/mod.rs"),
            (&[("src/lib.rs", "// mod a;"), ("src/a.rs", "")], "fail orphan-file src/a.rs"),
            (
                &[lib, ("src/a.rs", ""), ("tests/sub/deep.rs", "#[test] fn t() {}")],
                "fail orphan-file tests/sub/deep.rs",
            ),
            (
                &[("src/lib.rs", "const S: &str = \"src/b.rs\";"), ("src/b.rs", "")],
                "fail orphan-file src/b.rs",
            ),
            (&[("src/lib.rs", "mod a { mod b; }"), ("src/b.rs", "")], "fail orphan-file src/b.rs"),
            (
                &[("src/lib.rs", ""), ("src/a.rs", "mod b;"), ("src/a/b.rs", "")],
                "fail orphan-file src/a.rs orphan-file src/a/b.rs",
            ),
            (
                &[
                    ("src/lib.rs", ""),
                    ("tests/t.rs", "f(\"*.rs\"); f(\"tests/**/*.rs\")"),
                    ("tests/u/x.rs", ""),
                ],
                "fail orphan-file tests/u/x.rs",
            ),
            (
                &[("src/lib.rs", ""), ("tests/t.rs", "f(\"tests/v\")"), ("tests/u/x.rs", "")],
                "fail orphan-file tests/u/x.rs",
            ),
            (
                &[("src/lib.rs", ""), ("tests/t.rs", "f(\"../tests/\")"), ("tests/u/x.rs", "")],
                "fail orphan-file tests/u/x.rs",
            ),
            (&[("src/lib.rs", ""), ("tests/u/x.rs", "f(\"tests/u/x.rs\")")], "fail orphan-file tests/u/x.rs"),
        ];
        for (files, want) in cases {
            assert_eq!(one(&["src/lib.rs", "tests/t.rs"], files), want, "{files:?}");
        }
    }

    #[test]
    fn a_file_that_is_reached_is_left_alone() {
        let cases: [&[(&str, &str)]; 15] = [
            &[("src/lib.rs", "mod a;"), ("src/a.rs", "mod b;"), ("src/a/b.rs", "")],
            &[("src/lib.rs", "mod a;"), ("src/a/mod.rs", "mod b;"), ("src/a/b/mod.rs", "")],
            &[("src/lib.rs", "mod a { mod b; }"), ("src/a/b.rs", "")],
            &[("src/lib.rs", "mod a;"), ("src/a.rs", "mod i { mod b; }"), ("src/a/i/b.rs", "")],
            &[("src/lib.rs", "#[path = \"x/y.rs\"] mod a;"), ("src/x/y.rs", "mod z;"), ("src/x/z.rs", "")],
            &[("src/lib.rs", "#[path = \"../other/o.rs\"] mod a;"), ("other/o.rs", "")],
            &[
                (
                    "src/lib.rs",
                    "#[cfg_attr(unix, path = \"u.rs\")] #[cfg_attr(windows, path = \"w.rs\")] mod os;",
                ),
                ("src/u.rs", ""),
                ("src/w.rs", ""),
                ("src/os.rs", ""),
            ],
            &[("src/lib.rs", "include!(\"gen/g.rs\");"), ("src/gen/g.rs", "mod h;"), ("src/gen/h.rs", "")],
            &[
                ("src/lib.rs", "include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/gen.rs\"));"),
                ("gen.rs", ""),
            ],
            &[
                ("src/lib.rs", "const S: &str = include_str!(\"template.rs\");"),
                ("src/template.rs", "mod no;"),
            ],
            &[("src/lib.rs", "cfg_if! { if #[cfg(x)] { mod a; } }"), ("src/a.rs", "")],
            &[
                ("src/lib.rs", "#[macro_use] mod m; all! { a, b }"),
                ("src/m.rs", "macro_rules! all { ($($x:ident),*) => { $(mod $x;)* } }"),
                ("src/a.rs", ""),
                ("src/b.rs", ""),
            ],
            &[
                ("src/lib.rs", ""),
                ("tests/t.rs", "mod common; f(\"tests/ui/*.rs\")"),
                ("tests/common/mod.rs", ""),
                ("tests/ui/a.rs", ""),
            ],
            &[
                ("src/lib.rs", ""),
                ("build.rs", "Path::new(\"build\").join(\"probe.rs\")"),
                ("build/probe.rs", ""),
            ],
            &[
                ("src/lib.rs", ""),
                ("tests/t.rs", "f(\"tests/{}.rs\"); g(\"tests/data\")"),
                ("tests/data/deep/x.rs", ""),
            ],
        ];
        for files in cases {
            let judged = one(&["src/lib.rs", "tests/t.rs", "build.rs"], files);
            assert_eq!(judged, format!("pass {} files", files.len()), "{files:?}");
        }
    }

    #[test]
    fn what_is_reached_through_a_link_is_reached() {
        let two = || workspace(&[("a", "a", &["src/lib.rs"]), ("b", "b", &["src/lib.rs"])]);
        let cases: [(&[(&str, &str)], &str); 4] = [
            // A link to a file, as crates that share one source have it.
            (
                &[
                    ("a/src/lib.rs", "mod shared;"),
                    ("a/src/shared.rs", "-> b/src/shared.rs"),
                    ("b/src/lib.rs", ""),
                    ("b/src/shared.rs", ""),
                ],
                "pass 4 files",
            ),
            // A link to a folder; modules are looked for beside the link's path.
            (
                &[
                    ("a/src/lib.rs", "#[path = \"core/root.rs\"] mod root;"),
                    ("a/src/core", "-> b/inner"),
                    ("b/src/lib.rs", ""),
                    ("b/inner/root.rs", "mod leaf;"),
                    ("b/inner/leaf.rs", ""),
                ],
                "pass 4 files",
            ),
            // A link that nothing declares reaches nothing.
            (
                &[
                    ("a/src/lib.rs", ""),
                    ("a/src/shared.rs", "-> b/src/shared.rs"),
                    ("b/src/lib.rs", ""),
                    ("b/src/shared.rs", ""),
                ],
                "fail orphan-file a/src/shared.rs orphan-file b/src/shared.rs",
            ),
            // A link to its own folder.
            (
                &[
                    ("a/src/lib.rs", "#[path = \"here/lib.rs\"] mod again;"),
                    ("a/src/here", "-> a/src"),
                    ("b/src/lib.rs", ""),
                ],
                "pass 2 files",
            ),
        ];
        for (files, want) in cases {
            assert_eq!(judge(&KIND, &params([]), Some(two()), files), want, "{files:?}");
        }
    }

    #[test]
    fn members_are_told_apart_from_what_is_none() {
        let two = workspace(&[("a", "a", &["src/lib.rs"]), ("b", "a/b", &["src/lib.rs"])]);
        let files = [
            ("a/Cargo.toml", ""),
            ("a/src/lib.rs", ""),
            ("a/b/Cargo.toml", ""),
            ("a/b/src/lib.rs", ""),
            ("a/b/src/x.rs", ""),
            ("a/fuzz/Cargo.toml", ""),
            ("a/fuzz/f.rs", ""),
            ("scripts/s.rs", ""),
        ];
        assert_eq!(judge(&KIND, &params([]), Some(two.clone()), &files), "fail orphan-file a/b/src/x.rs");
        let except = params([("except", texts(&["a/b/src/x*"]))]);
        assert_eq!(judge(&KIND, &except, Some(two), &files), "pass 2 files");
    }

    #[test]
    fn nothing_to_look_at_is_no_pass() {
        assert_eq!(one(&["src/lib.rs"], &[]), "unknown nothing to look at");
        let except = params([("except", texts(&["**"]))]);
        let files = [("src/lib.rs", "")];
        let judged = judge(&KIND, &except, Some(workspace(&[("p", "", &["src/lib.rs"])])), &files);
        assert_eq!(judged, "unknown nothing to look at");
        assert_eq!(crate::testing::summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }
}
