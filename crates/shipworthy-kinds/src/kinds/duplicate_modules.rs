//! `duplicate-modules`: no module has two files, `foo.rs` beside `foo/mod.rs`. Looks at paths and declarations only,
//! so that it tells about workspaces that no longer compile, and about trees that no target reaches.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Kind, Param, ParamType, Scope};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{folder, resolve_inside};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::reading::globs::Globs;
use crate::reading::rust::fate::{self, FileFate, SOURCES, SourceFates};
use crate::reading::rust::mention::{Base, FileMention, MentionKind};
use crate::reading::rust::reach::{module_folder, stem};

/// The check kind `duplicate-modules`.
pub(super) static KIND: Kind = Kind::new("duplicate-modules", "no module has two files", steps, judge)
    .about("`foo.rs` beside `foo/mod.rs` is error E0761 as soon as something declares `mod foo;`, and until then \
            nobody knows which of the two is the real one. All `.rs` files are looked at, whether a target \
            reaches them or not; those that only a test reads, as `orphan-files` tells them, may be as they are. \
            A target's root (`tests/common.rs`, `src/bin/tool.rs`) beside a folder of the \
            same name is fine until a module of that name is declared. With `twins`, `parser_old.rs` beside \
            `parser.rs` is a finding too.")
    .params(&[
            Param::optional("except", ParamType::Globs, "files to leave alone"),
            Param::optional(
                "twins",
                ParamType::Texts,
                "endings such as `_fixed`, `_old`, `_backup`: no file `x_fixed.rs` stands beside its `x.rs`",
            ),
        ])
    .since("0.1")
    .version(3)
        .scope(Scope::Files(SOURCES));

fn steps(_: &Params, facts: &Facts) -> Vec<Step> {
    let workspace = facts.workspace.is_some().then_some(Step::Workspace);
    [Step::Look(Look::new(SOURCES.to_vec(), look).follow(fate::parts))].into_iter().chain(workspace).collect()
}

/// Never an error: text that is no UTF-8 or no Rust is still a file of a module.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    Ok(fate::sightings(file))
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let (looked, workspace) = match observations {
        [Observation::Looked(looked)] => (looked, None),
        [Observation::Looked(looked), Observation::Workspace(workspace)] => (looked, Some(workspace)),
        _ => return Judgement::unknown(Reason::CouldNotLook, "the files were not looked at"),
    };
    let fates = workspace.map(|workspace| SourceFates::new(workspace, looked));
    let except = match Globs::of(params, "except") {
        Ok(except) => except,
        Err(error) => return Judgement::unknown(Reason::CouldNotLook, error),
    };
    // What only a test reads need not compile.
    let is_data = |file: &str| fates.as_ref().is_some_and(|fates| fates.of(file) == FileFate::Data);
    let files = looked.sightings.iter().filter(|sighting| sighting.rule == "file").map(|s| s.path.as_str());
    let files: BTreeSet<&str> = files.filter(|file| !except.covers(file)).collect();
    let declared = DeclaredModules::new(looked, fates.as_ref());
    let mut findings: Vec<Finding> = Vec::new();
    for file in &files {
        let Some(module) = file.strip_suffix(".rs") else { continue };
        let other = format!("{module}/mod.rs");
        if files.contains(other.as_str()) && !is_data(file) {
            findings.extend(declared.pair(module, file, &other));
        }
        for twin in params.texts("twins") {
            findings.extend(twin_of(&files, file, twin));
        }
    }
    Judgement::of(files.len() as u64, "files", findings).having_read(looked)
}

fn twin_of(files: &BTreeSet<&str>, file: &str, ending: &str) -> Option<Finding> {
    let base = stem(file).strip_suffix(ending).filter(|base| !base.is_empty())?;
    let beside = [format!("{base}.rs"), format!("{base}/mod.rs")];
    let original = beside
        .iter()
        .filter_map(|name| resolve_inside(folder(file), name))
        .find(|p| files.contains(p.as_str()))?;
    let finding = Finding::new("twin-file", format!("a second implementation beside {original}"));
    let remedy = format!("keep one: merge it into {original} and remove this file");
    Some(finding.at(file, None, None).remedy(remedy))
}

/// The modules that are declared, and where.
struct DeclaredModules<'a> {
    /// The targets, where cargo can tell them.
    fates: Option<&'a SourceFates<'a>>,
    /// The declarations, by the path of the module without `.rs`.
    modules: BTreeMap<String, &'a Sighting>,
    /// The files named by `#[path]`.
    paths: BTreeSet<String>,
}

impl<'a> DeclaredModules<'a> {
    fn new(looked: &'a Looked, fates: Option<&'a SourceFates<'a>>) -> Self {
        let mut declared = Self { fates, modules: BTreeMap::new(), paths: BTreeSet::new() };
        for sighting in &looked.sightings {
            let Some((what, base, _)) = FileMention::of_rule(&sighting.rule) else { continue };
            let path = match what {
                MentionKind::Body => sighting.text.split_once(' ').map_or("", |(_, path)| path),
                _ => sighting.text.as_str(),
            };
            let from = match base {
                Base::Folder => vec![folder(&sighting.path).to_owned()],
                Base::Modules => declared.homes(&sighting.path),
            };
            for path in from.iter().filter_map(|from| resolve_inside(from, path)) {
                match what {
                    MentionKind::Module | MentionKind::Body => {
                        declared.modules.entry(path).or_insert(sighting);
                    }
                    MentionKind::Path => {
                        declared.paths.insert(path);
                    }
                    _ => {}
                }
            }
        }
        declared
    }

    /// The finding about a module with two files, unless the two are different things.
    fn pair(&self, module: &str, file: &str, other: &str) -> Option<Finding> {
        let place = match self.modules.get(module) {
            Some(declaration) => {
                let line = declaration.line.unwrap_or_default();
                format!("declared at {}:{line}; error E0761", declaration.path)
            }
            None if self.paths.contains(file) || self.paths.contains(other) || self.is_root(file) => {
                return None;
            }
            None => "declared nowhere".to_owned(),
        };
        let message = format!("module `{}` has two files, this one and {other} ({place})", stem(file));
        let remedy =
            format!("move what is still wanted into one of {file} and {other}, and remove the other");
        Some(Finding::new("two-files", message).at(file, None, None).remedy(remedy))
    }

    /// The folders that may hold the modules of a file. Without the targets at hand, a file that is none of the usual
    /// roots may be a root all the same.
    fn homes(&self, file: &str) -> Vec<String> {
        let own = module_folder(file, true);
        match stem(file) {
            "mod" => vec![own],
            // It is included, or named by its path.
            _ if !file.ends_with(".rs") => vec![own],
            _ if self.fates.is_some_and(|fates| fates.is_root(file)) => vec![own],
            "lib" | "main" if self.fates.is_none() => vec![own],
            _ if self.is_root(file) => vec![own, module_folder(file, false)],
            _ => vec![module_folder(file, false)],
        }
    }

    /// Is the file the root of a target, or where cargo looks for one when it cannot be asked?
    fn is_root(&self, file: &str) -> bool {
        let Some(fates) = self.fates.filter(|fates| fates.package(file).is_some()) else {
            let dir = folder(file).rsplit('/').next().unwrap_or_default();
            return matches!(stem(file), "lib" | "main" | "build")
                || ["bin", "tests", "benches", "examples"].contains(&dir);
        };
        fates.is_root(file)
    }
}

#[cfg(test)]
mod tests {
    use super::KIND;
    use crate::testing::{judge, params, summary, texts, workspace};

    #[test]
    fn a_module_with_two_files_is_found() {
        let cases: [(&[(&str, &str)], &str); 9] = [
            (&[("src/lib.rs", "mod a;"), ("src/a.rs", ""), ("src/a/mod.rs", "")], "fail two-files src/a.rs"),
            (&[("gone/a.rs", ""), ("gone/a/mod.rs", "")], "fail two-files gone/a.rs"),
            (
                &[("src/x.rs", "mod y;"), ("src/x/y.rs", ""), ("src/x/y/mod.rs", "")],
                "fail two-files src/x/y.rs",
            ),
            (
                &[("tests/t.rs", "mod common;"), ("tests/common.rs", ""), ("tests/common/mod.rs", "")],
                "fail two-files tests/common.rs",
            ),
            (&[("tests/common.rs", ""), ("tests/common/mod.rs", "")], "pass 2 files"),
            (&[("src/bin/tool.rs", "mod sub;"), ("src/bin/tool/mod.rs", "")], "pass 2 files"),
            (
                &[("src/lib.rs", "#[path = \"a/mod.rs\"] mod b;"), ("src/a.rs", ""), ("src/a/mod.rs", "")],
                "pass 3 files",
            ),
            (&[("src/a.rs", "mod b;"), ("src/a/b.rs", "")], "pass 2 files"),
            (&[], "unknown nothing to look at"),
        ];
        for (files, want) in cases {
            assert_eq!(judge(&KIND, &params([]), None, files), want, "{files:?}");
        }
        assert_eq!(summary(&(KIND.judge)(&params([]), &[])), "unknown could not look");
    }

    /// What a root is, cargo says; without it, the usual places do.
    #[test]
    fn the_targets_tell_roots_and_data() {
        let of = |roots: &[&str], files: &[(&str, &str)]| {
            judge(&KIND, &params([]), Some(workspace(&[("p", "", roots)])), files)
        };
        let pair = [("src/lib.rs", ""), ("src/examples/a.rs", ""), ("src/examples/a/mod.rs", "")];
        assert_eq!(of(&["src/lib.rs"], &pair), "fail two-files src/examples/a.rs");
        assert_eq!(of(&["src/lib.rs", "src/examples/a.rs"], &pair), "pass 3 files");
        assert_eq!(judge(&KIND, &params([]), None, &pair), "pass 3 files");
        let odd = [("src/odd.rs", "mod a;"), ("src/a.rs", ""), ("src/a/mod.rs", "")];
        assert_eq!(of(&["src/odd.rs"], &odd), "fail two-files src/a.rs");
        let cases = [("tests/t.rs", ""), ("tests/cases/a.rs", ""), ("tests/cases/a/mod.rs", "")];
        assert_eq!(of(&["tests/t.rs"], &cases), "pass 3 files");
    }

    #[test]
    fn twins_are_found_when_asked_for() {
        let files = [
            ("src/a.rs", ""),
            ("src/a_fixed.rs", ""),
            ("src/b/mod.rs", ""),
            ("src/b_old.rs", ""),
            ("c_old.rs", ""),
        ];
        let twins = params([("twins", texts(&["_fixed", "_old"]))]);
        assert_eq!(judge(&KIND, &params([]), None, &files), "pass 5 files");
        assert_eq!(
            judge(&KIND, &twins, None, &files),
            "fail twin-file src/a_fixed.rs twin-file src/b_old.rs"
        );
        let except = params([("twins", texts(&["_fixed", "_old"])), ("except", texts(&["src/*_old.rs"]))]);
        assert_eq!(judge(&KIND, &except, None, &files), "fail twin-file src/a_fixed.rs");
    }
}
