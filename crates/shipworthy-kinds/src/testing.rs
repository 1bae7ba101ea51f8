//! Does the looking of a kind over files in memory, so that its tests are tables. No test double: the kind's own
//! `steps`, `look` and `judge` run.

use std::collections::BTreeMap;

use shipworthy_model::facts::{Facts, Package, Target, Workspace};
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::kind::Kind;
use shipworthy_model::observation::{FileKind, Looked, Observation, Stat};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::step::{Look, SourceFile, Step};

use crate::reading::globs::Globs;

/// Parameters from names and values.
pub(crate) fn params<const N: usize>(values: [(&str, Value); N]) -> Params {
    Params(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A string as the value of a parameter.
pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A list of strings.
pub(crate) fn texts(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|one| text(one)).collect())
}

/// A workspace of packages: name, folder, and the roots of its targets from that folder.
pub(crate) fn workspace(packages: &[(&str, &str, &[&str])]) -> Workspace {
    let package = |(name, dir, roots): &(&str, &str, &[&str])| {
        let inside = |path: &str| if dir.is_empty() { path.to_owned() } else { format!("{dir}/{path}") };
        let kind = |root: &str| match root.split_once('/') {
            None if root == "build.rs" => "custom-build",
            Some(("tests", _)) => "test",
            _ => "lib",
        };
        let target = |root: &&str| Target::new("", kind(root), inside(root));
        Package::new(*name, *dir).targets(roots.iter().map(target)).publishable(true)
    };
    Workspace::of(packages.iter().map(package))
}

/// The judgement of a kind on these files. A text `-> PATH` is a symbolic link.
pub(crate) fn judge(
    kind: &Kind,
    params: &Params,
    workspace: Option<Workspace>,
    files: &[(&str, &str)],
) -> String {
    summary(&judgement(kind, params, workspace, files))
}

/// Why a kind cannot tell on these files.
pub(crate) fn reason(kind: &Kind, params: &Params, files: &[(&str, &str)]) -> String {
    match judgement(kind, params, None, files).result {
        Conclusion::Unknown(unknown) => unknown.detail,
        told => panic!("{told:?}"),
    }
}

fn judgement(
    kind: &Kind,
    params: &Params,
    workspace: Option<Workspace>,
    files: &[(&str, &str)],
) -> Judgement {
    let mut facts = Facts::default();
    facts.workspace = workspace;
    let observe = |step: &Step| match step {
        Step::Look(wanted) => Observation::Looked(look(wanted, params, files)),
        Step::Stat(paths) => Observation::Stat(paths.iter().map(|path| stat(path, files)).collect()),
        Step::Workspace => Observation::Workspace(facts.workspace.clone().unwrap()),
        other => panic!("{other:?} needs more than files"),
    };
    let observations: Vec<Observation> = (kind.steps)(params, &facts).iter().map(observe).collect();
    (kind.judge)(params, &observations)
}

fn stat(path: &str, files: &[(&str, &str)]) -> Stat {
    let file = files.iter().find(|(name, _)| *name == path);
    let below = |name: &str| name.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let kind = match file {
        Some((_, text)) => FileKind::File { bytes: text.len() as u64, executable: None },
        None if files.iter().any(|(name, _)| below(name)) => FileKind::Folder,
        None => FileKind::Missing,
    };
    Stat::new(path, kind)
}

fn look(wanted: &Look, params: &Params, files: &[(&str, &str)]) -> Looked {
    let select = Globs::new(wanted.select.iter().map(String::as_str)).unwrap();
    let skip = Globs::new(wanted.skip.iter().map(String::as_str)).unwrap();
    let mut looked = Looked::default();
    let leads =
        |(path, text): &(&str, &str)| Some(((*path).to_owned(), text.strip_prefix("-> ")?.to_owned()));
    looked.links = files.iter().filter_map(leads).collect();
    let mut open: Vec<(&str, &str, bool)> = files
        .iter()
        .filter(|(path, _)| select.matches(path) && !skip.covers(path))
        .map(|(path, text)| (*path, *text, false))
        .collect();
    let mut seen = BTreeMap::new();
    while let Some((path, text, followed)) = open.pop() {
        let sightings = (wanted.look)(params, &SourceFile::new(path, text.as_bytes()).followed(followed));
        if let (Some(follow), Ok(sightings)) = (wanted.follow, &sightings) {
            for next in follow(sightings) {
                let new = looked.followed.iter().all(|known| *known != next);
                if let Some((path, text)) = files.iter().find(|(path, _)| new && *path == next) {
                    looked.followed.push(next);
                    open.push((*path, *text, true));
                }
            }
        }
        if followed || !seen.contains_key(path) {
            seen.insert(path, sightings);
        }
    }
    for (path, sightings) in seen {
        match sightings {
            Ok(sightings) => {
                looked.files += 1;
                looked.sightings.extend(sightings);
            }
            Err(why) => looked.unreadable.push((path.to_owned(), why)),
        }
    }
    looked
}

/// A judgement on one line: `pass 3 files`, `unknown could not look`, or `fail` with rule and place of each finding.
pub(crate) fn summary(judgement: &Judgement) -> String {
    for finding in &judgement.findings {
        assert!(finding.remedy.is_some(), "no remedy: {finding:?}");
    }
    match &judgement.result {
        Conclusion::Pass => format!("pass {} {}", judgement.subjects.unwrap(), judgement.unit),
        Conclusion::Unknown(unknown) => format!("unknown {}", unknown.reason),
        Conclusion::Fail => {
            let place = |f: &shipworthy_model::judgement::Finding| match (&f.file, f.line) {
                (Some(file), Some(line)) => format!(" {} {file}:{line}", f.rule),
                (Some(file), None) => format!(" {} {file}", f.rule),
                _ => format!(" {}", f.rule),
            };
            format!("fail{}", judgement.findings.iter().map(place).collect::<String>())
        }
    }
}
