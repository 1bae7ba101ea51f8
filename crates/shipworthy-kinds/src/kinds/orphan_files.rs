//! `orphan-files`: every `.rs` file of a member is reached by some target. What becomes of a file, `rust::fate` says; here
//! it is only decided who is accused.

use shipworthy_model::facts::{Facts, Package};
use shipworthy_model::judgement::{Finding, Judgement, Measurement};
use shipworthy_model::kind::{Kind, Need, Param, ParamType, Scope};
use shipworthy_model::observation::{Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{folder, resolve_inside};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::globs::Globs;
use crate::reading::rust::fate::{self, FileFate, SOURCES, SourceFates};
use crate::reading::rust::reach::stem;

/// The check kind `orphan-files`.
pub(super) static KIND: Kind =
    Kind::new("orphan-files", "every Rust file of a member is compiled by some target", steps, judge)
        .about(
            "A `.rs` file that no `mod` declares is not compiled, not linted, not formatted and its tests do \
             not run, while every cargo command exits 0. From the root of every target of every member the \
             `mod` declarations are followed by the compiler's rules (`#[path]`, inline modules, every \
             alternative of `cfg_attr`, declarations by macros that are called), and so is `include!`, also into files that are not called \
             `.rs`; what stands below `#[cfg(any())]` is never compiled.\n\nOutside the folders of libraries and programs a \
             file is data, and accuses nobody, when a string of a file that is compiled names it or a folder \
             around it, when `.stderr` files lie beside it, or when it has no tests and no target reaches any \
             file of its folder: so lie the cases that a test compiles. They are counted as `data`. Where a \
             macro of another crate may declare modules that are not written down (`dirmod::all!()`, an attribute on \
             an empty module), or an included file is not there, the files that could be meant are unknown. Folders with a \
             manifest of their own that is no member's are counted as `outside`, and not looked at.",
        )
        .params(&[Param::optional(
            "except",
            ParamType::Globs,
            "files that are data and not code, such as `tests/fixtures/**`, or that a macro declares",
        )])
        .since("0.1")
        .version(4)
        .needs(&[Need::Workspace])
        .scope(Scope::Files(SOURCES));

fn steps(_: &Params, _: &Facts) -> Vec<Step> {
    vec![Step::Workspace, Step::Look(Look::new(SOURCES.to_vec(), look).follow(fate::parts))]
}

/// Never an error: text that is no UTF-8 or no Rust is still a file that must be reached.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(fate::sightings(file))
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Workspace(workspace), Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the workspace and its files were not looked at");
    };
    let except = match Globs::of(params, "except") {
        Ok(except) => except,
        Err(error) => return Judgement::unknown(Reason::CouldNotLook, error),
    };
    let fates = SourceFates::new(workspace, looked);
    let (mut subjects, mut outside, mut data) = (0, 0, 0);
    let (mut findings, mut unclear) = (Vec::new(), None);
    for file in fates.files() {
        let Some(package) = fates.package(file) else {
            outside += u64::from(fates.of(file) == FileFate::Outside);
            continue;
        };
        if except.covers(file) {
            data += 1;
            continue;
        }
        subjects += 1;
        match fates.of(file) {
            FileFate::Shipped | FileFate::Test | FileFate::Outside => {}
            FileFate::Data => data += 1,
            FileFate::Orphan => findings.push(accuse(&fates, package, file)),
            FileFate::Unclear(spot) => unclear = unclear.or(Some((file, spot))),
        }
    }
    if let Some((file, spot)) = unclear.filter(|_| findings.is_empty()) {
        let place = format!("{}:{}", spot.place.path, spot.place.line.unwrap_or_default());
        let why = format!(
            "{file}: no `mod` declares it, but `{}` at {place} may do so, and cannot be looked through: name the \
             file in `except` if it does, else remove it",
            spot.what
        );
        return Judgement::unknown(Reason::CouldNotLook, why);
    }
    let measurements = vec![Measurement::count("outside", outside), Measurement::count("data", data)];
    Judgement::of(subjects, "files", findings).having_read(looked).with(measurements)
}

fn accuse(fates: &SourceFates<'_>, package: &Package, file: &str) -> Finding {
    let (dir, name) = if stem(file) == "mod" {
        (folder(folder(file)), stem(folder(file)))
    } else {
        (folder(file), stem(file))
    };
    let beside = format!("{dir}.rs");
    let parents =
        ["mod.rs", "lib.rs", "main.rs"].into_iter().filter_map(|parent| resolve_inside(dir, parent));
    let parent = parents.chain([beside]).find(|parent| fates.has(parent) && parent != file);
    let declare = match parent {
        Some(parent) => format!("declare it with `mod {name};` in {parent}, or remove it"),
        None => format!("declare it with `mod {name};` in a file that is compiled, or remove it"),
    };
    let why = "it is not compiled, linted, formatted or tested";
    Finding::new("orphan-file", format!("no target of {} reaches this file: {why}", package.name))
        .at(file, None, None)
        .remedy(format!("{declare}; if it is data, name it in `except`"))
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
                    ("tests/u/x.rs", "#[test] fn t() {}"),
                ],
                "fail orphan-file tests/u/x.rs",
            ),
            (
                &[
                    ("src/lib.rs", ""),
                    ("tests/t.rs", "f(\"tests/v\")"),
                    ("tests/u/x.rs", "#[test] fn t() {}"),
                ],
                "fail orphan-file tests/u/x.rs",
            ),
            (
                &[
                    ("src/lib.rs", ""),
                    ("tests/t.rs", "f(\"../tests/\")"),
                    ("tests/u/x.rs", "#[test] fn t() {}"),
                ],
                "fail orphan-file tests/u/x.rs",
            ),
            (
                &[("src/lib.rs", ""), ("tests/u/x.rs", "#[test] fn t() { f(\"tests/u/x.rs\") }")],
                "fail orphan-file tests/u/x.rs",
            ),
        ];
        for (files, want) in cases {
            assert_eq!(one(&["src/lib.rs", "tests/t.rs"], files), want, "{files:?}");
        }
    }

    #[test]
    fn a_file_that_is_reached_is_left_alone() {
        let cases: [&[(&str, &str)]; 21] = [
            &[("src/lib.rs", "include!(\"a.inc\");"), ("src/a.inc", "mod deep;"), ("src/deep.rs", "")],
            &[
                ("src/lib.rs", "include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/gen.in\"));"),
                ("gen.in", "include!(\"more.in\");"),
                ("more.in", "mod deep;"),
                ("deep.rs", ""),
            ],
            &[
                ("src/lib.rs", "#[path = \"imp.rs.in\"] mod imp;"),
                ("src/imp.rs.in", "mod deep;"),
                ("src/deep.rs", ""),
            ],
            &[
                ("src/lib.rs", "mod a { #[path = \"i.x\"] mod imp; }"),
                ("src/a/i.x", "mod deep;"),
                ("src/a/deep.rs", ""),
            ],
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
                ("src/lib.rs", "mod p;"),
                (
                    "src/p/mod.rs",
                    "#[load(any(\"x\", \"y\") => \"t/d.rs\", \"z\" => \"t/e/mod.rs\")] pub mod t {}",
                ),
                ("src/p/t/d.rs", "mod pin;"),
                ("src/p/t/pin.rs", ""),
                ("src/p/t/e/mod.rs", "mod pin;"),
                ("src/p/t/e/pin.rs", ""),
            ],
            &[("src/lib.rs", "mod m { #[load(\"d.rs\")] mod t {} }"), ("src/m/d.rs", "")],
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

    /// Nobody can see what a macro of another crate declares, nor into a file that is not looked at.
    #[test]
    fn where_modules_may_be_declared_unseen_nobody_is_accused() {
        let cases: [(&[(&str, &str)], &str); 16] = [
            (&[("src/lib.rs", "dirmod::all!(default pub);"), ("src/cmd_a.rs", "")], "unknown could not look"),
            (&[("src/lib.rs", "all!();"), ("src/cmd_a.rs", "")], "unknown could not look"),
            (&[("src/lib.rs", "mods! { #[cfg(unix)] a, b }"), ("src/a.rs", "")], "unknown could not look"),
            (&[("src/lib.rs", "#[fill::all] pub mod m {}"), ("src/m/a.rs", "")], "unknown could not look"),
            (&[("src/lib.rs", "#[load(\"x\")] pub mod a {}"), ("src/a.rs", "")], "unknown could not look"),
            (
                &[("src/lib.rs", "#[load(\"x\")] pub mod a {}"), ("src/a/mod.rs", "")],
                "unknown could not look",
            ),
            (&[("src/lib.rs", "#[load] pub mod a { f(); }"), ("src/a.rs", "")], "fail orphan-file src/a.rs"),
            (&[("src/lib.rs", "#[load] pub mod a {}"), ("src/b.rs", "")], "fail orphan-file src/b.rs"),
            (
                &[("src/lib.rs", "#[load(\"b.rs\")] pub mod a {}"), ("src/b.rs", ""), ("src/a.rs", "")],
                "fail orphan-file src/a.rs",
            ),
            (&[("src/lib.rs", "include!(\"a.inc\");"), ("src/deep.rs", "")], "unknown could not look"),
            (
                &[("src/lib.rs", "include!(\"a.inc\");"), ("src/a.inc", "1"), ("src/deep.rs", "")],
                "fail orphan-file src/deep.rs",
            ),
            // What is no place for modules hides nothing.
            (&[("src/lib.rs", "fn f() { all!(); }"), ("src/a.rs", "")], "fail orphan-file src/a.rs"),
            (&[("src/lib.rs", "thread_local!();"), ("src/a.rs", "")], "fail orphan-file src/a.rs"),
            (
                &[("src/lib.rs", "lazy_static! { static ref A: u8 = 1; }"), ("src/a.rs", "")],
                "fail orphan-file src/a.rs",
            ),
            (
                &[("src/lib.rs", "macro_rules! all { () => {} } all!();"), ("src/a.rs", "")],
                "fail orphan-file src/a.rs",
            ),
            (&[("src/lib.rs", "mod m { all!(); }"), ("src/a.rs", "")], "fail orphan-file src/a.rs"),
        ];
        for (files, want) in cases {
            assert_eq!(one(&["src/lib.rs"], files), want, "{files:?}");
        }
        let except = params([("except", texts(&["src/cmd_*.rs"]))]);
        let files = [("src/lib.rs", "dirmod::all!(default pub);"), ("src/cmd_a.rs", "")];
        assert_eq!(
            judge(&KIND, &except, Some(workspace(&[("p", "", &["src/lib.rs"])])), &files),
            "pass 1 files"
        );
    }

    /// Cases that a test compiles while it runs are no orphans; what stands beside tests, or has tests, is.
    #[test]
    fn the_cases_of_a_harness_are_data() {
        let run = ("tests/run.rs", "fn t() { let d = Path::new(\"tests\").join(\"cases\"); }");
        let cases: [(&[(&str, &str)], &str); 6] = [
            (
                &[("tests/run.rs", ""), ("tests/cases/a.rs", "fn main() {}"), ("tests/cases/x/b.rs", "")],
                "pass 3 files",
            ),
            (&[run, ("tests/cases/a.rs", "#[test] fn t() {}")], "pass 2 files"),
            (
                &[("tests/run.rs", ""), ("tests/cases/a.rs", "#[test] fn t() {}")],
                "fail orphan-file tests/cases/a.rs",
            ),
            (
                &[("tests/run.rs", "mod c;"), ("tests/c/mod.rs", ""), ("tests/c/old.rs", "")],
                "fail orphan-file tests/c/old.rs",
            ),
            (&[("tests/run.rs", ""), ("tests/late.rs", "fn main() {}")], "fail orphan-file tests/late.rs"),
            (&[("tests/run.rs", ""), ("src/old/a.rs", "fn main() {}")], "fail orphan-file src/old/a.rs"),
        ];
        for (files, want) in cases {
            let files: Vec<_> = files.iter().copied().chain([("src/lib.rs", "")]).collect();
            let judged = one(&["src/lib.rs", "tests/run.rs"], &files);
            let one_more = |n: usize| format!("pass {} files", n + 1);
            let want = match want.strip_prefix("pass ").and_then(|rest| rest.split_once(' ')) {
                Some((n, _)) => one_more(n.parse().unwrap()),
                None => want.to_owned(),
            };
            assert_eq!(judged, want, "{files:?}");
        }
    }

    /// A macro declares its modules where it is called, also in branches that another macro picks, and through others.
    #[test]
    fn a_macro_declares_modules_where_it_is_called() {
        let files = [
            ("src/lib.rs", "#[macro_use] mod macros; mod other; cfg_if! { if #[cfg(unix)] { prelude!(); } }"),
            (
                "src/macros.rs",
                "macro_rules! types { () => { mod types; } } macro_rules! prelude { () => { types!(); } }",
            ),
            ("src/other.rs", ""),
            ("src/types.rs", ""),
            ("src/other/types.rs", ""),
        ];
        assert_eq!(one(&["src/lib.rs"], &files), "fail orphan-file src/other/types.rs");
    }

    /// A declaration that no build compiles declares nothing.
    #[test]
    fn what_is_never_compiled_reaches_nothing() {
        let hidden = ("src/hidden.rs", "");
        let cases = [
            ("#[cfg(any())] mod hidden;", "fail orphan-file src/hidden.rs"),
            ("#[cfg(false)] mod hidden;", "fail orphan-file src/hidden.rs"),
            ("#[cfg(all(unix, not(all())))] mod hidden;", "fail orphan-file src/hidden.rs"),
            ("macro_rules! never { () => { mod hidden; } }", "fail orphan-file src/hidden.rs"),
            ("macro_rules! never { () => { mod hidden; never!(); } }", "fail orphan-file src/hidden.rs"),
            ("macro_rules! now { () => { mod hidden; } } now!();", "pass 2 files"),
            ("macro_rules! now { () => { mod hidden; } } use now as then; then!();", "pass 2 files"),
            ("macro_rules! now { () => { mod hidden; } } call!(now);", "pass 2 files"),
            ("macro_rules! m { () => { mod hidden; } } cfg_if! { if #[cfg(x)] { m!(); } }", "pass 2 files"),
            (
                "macro_rules! m { () => { mod hidden; } } macro_rules! n { () => { m!(); } } n!();",
                "pass 2 files",
            ),
            ("#[cfg(windows)] mod hidden;", "pass 2 files"),
            ("#[cfg(not(any()))] mod hidden;", "pass 2 files"),
        ];
        for (source, want) in cases {
            assert_eq!(one(&["src/lib.rs"], &[("src/lib.rs", source), hidden]), want, "{source}");
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
