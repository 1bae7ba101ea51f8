//! `duplicate-modules`: no module has two files, `foo.rs` beside `foo/mod.rs`. Looks at paths and declarations only,
//! so that it tells about workspaces that no longer compile, and about trees that no target reaches.

use std::collections::{BTreeMap, BTreeSet};

use shipworthy_model::facts::Facts;
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::kind::{Param, ParamType};
use shipworthy_model::observation::{Looked, Observation, Sighting};
use shipworthy_model::params::Params;
use shipworthy_model::path::{folder, resolve_inside};
use shipworthy_model::step::{Look, SourceFile, Step};
use shipworthy_model::unknown::Reason;

use crate::kind::{Kind, Scope};
use crate::reading::globs::Globs;
use crate::reading::rust::mention::{Base, FileMention, MentionKind, mentions};
use crate::reading::rust::reach::{module_folder, stem};

/// The check kind `duplicate-modules`.
pub(super) static KIND: Kind = Kind::new("duplicate-modules", "no module has two files", steps, judge)
    .about("`foo.rs` beside `foo/mod.rs` is error E0761 as soon as something declares `mod foo;`, and until then \
            nobody knows which of the two is the real one. All `.rs` files are looked at, whether a target \
            reaches them or not. A target's root (`tests/common.rs`, `src/bin/tool.rs`) beside a folder of the \
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
    .scope(Scope::Files(&["**/*.rs"]));

fn steps(_: &Params, _: &Facts) -> Vec<Step> {
    vec![Step::Look(Look::new(["**/*.rs".to_owned()], look))]
}

/// Never an error: text that is no UTF-8 or no Rust is still a file of a module.
fn look(_: &Params, file: &SourceFile<'_>) -> Result<Vec<Sighting>, String> {
    let path = file.path.to_owned();
    let mut sightings = vec![Sighting::new("file", path)];
    let declarations = mentions(&String::from_utf8_lossy(file.bytes))
        .into_iter()
        .filter(|mention| matches!(mention.what, MentionKind::Module | MentionKind::Path));
    sightings.extend(declarations.map(|mention| {
        Sighting::new(mention.rule(), file.path)
            .at(Some(mention.line), Some(mention.column))
            .text(mention.path)
    }));
    Ok(sightings)
}

fn judge(params: &Params, observations: &[Observation]) -> Judgement {
    let [Observation::Looked(looked)] = observations else {
        return Judgement::unknown(Reason::CouldNotLook, "the files were not looked at");
    };
    let except = match Globs::of(params, "except") {
        Ok(except) => except,
        Err(error) => return Judgement::unknown(Reason::CouldNotLook, error),
    };
    let files = looked.sightings.iter().filter(|sighting| sighting.rule == "file").map(|s| s.path.as_str());
    let files: BTreeSet<&str> = files.filter(|file| !except.covers(file)).collect();
    let declared = DeclaredModules::new(looked);
    let mut findings: Vec<Finding> = Vec::new();
    for file in &files {
        let Some(module) = file.strip_suffix(".rs") else { continue };
        let other = format!("{module}/mod.rs");
        if files.contains(other.as_str()) {
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
    /// The declarations, by the path of the module without `.rs`.
    modules: BTreeMap<String, &'a Sighting>,
    /// The files named by `#[path]`.
    paths: BTreeSet<String>,
}

impl<'a> DeclaredModules<'a> {
    fn new(looked: &'a Looked) -> Self {
        let mut declared = Self { modules: BTreeMap::new(), paths: BTreeSet::new() };
        for sighting in &looked.sightings {
            let Some((what, base)) = FileMention::of_rule(&sighting.rule) else { continue };
            let from = match base {
                Base::Folder => vec![folder(&sighting.path).to_owned()],
                Base::Modules => homes(&sighting.path),
            };
            for path in from.iter().filter_map(|from| resolve_inside(from, &sighting.text)) {
                match what {
                    MentionKind::Module => drop(declared.modules.entry(path).or_insert(sighting)),
                    MentionKind::Path => drop(declared.paths.insert(path)),
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
            None if self.paths.contains(file) || self.paths.contains(other) || is_root(file) => return None,
            None => "declared nowhere".to_owned(),
        };
        let message = format!("module `{}` has two files, this one and {other} ({place})", stem(file));
        let remedy =
            format!("move what is still wanted into one of {file} and {other}, and remove the other");
        Some(Finding::new("two-files", message).at(file, None, None).remedy(remedy))
    }
}

/// The folders that may hold the modules of a file. Without the targets at hand, a file that is none of the usual
/// roots may be a root all the same.
fn homes(file: &str) -> Vec<String> {
    let own = module_folder(file, true);
    match stem(file) {
        "mod" | "lib" | "main" => vec![own],
        _ if is_root(file) => vec![own, module_folder(file, false)],
        _ => vec![module_folder(file, false)],
    }
}

/// Is the file where Cargo looks for the roots of targets?
fn is_root(file: &str) -> bool {
    let dir = folder(file).rsplit('/').next().unwrap_or_default();
    matches!(stem(file), "lib" | "main" | "build") || ["bin", "tests", "benches", "examples"].contains(&dir)
}

#[cfg(test)]
mod tests {
    use super::KIND;
    use crate::testing::{judge, params, summary, texts};

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
