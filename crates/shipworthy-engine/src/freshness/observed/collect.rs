//! Gathers what the units and build scripts of a run name, without what cargo itself keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use shipworthy_model::observed::InputOrigin;

use super::build_output::{self, Declared};
use super::compiled::{BuildUnit, Compiled, PackageName};
use super::dep_info::{self, DepInfo};
use crate::sys::reading::read_limited;

/// What a run was seen to depend on, by where it lies.
#[derive(Debug, Default)]
pub(crate) struct Sighted {
    /// Files, or folders with all below them.
    pub(crate) paths: BTreeMap<PathBuf, InputOrigin>,
    pub(crate) variables: BTreeMap<String, InputOrigin>,
    /// The paths at which something was found, and not opened.
    pub(crate) found: BTreeSet<PathBuf>,
    /// The folders whose names were listed.
    pub(crate) listed: BTreeSet<PathBuf>,
    /// The files that the run itself has written after it read them.
    pub(crate) rewritten: BTreeSet<PathBuf>,
    /// Was every process of the run watched, so that it has read nothing else?
    pub(crate) whole: bool,
}

/// What one unit was compiled from.
#[derive(Debug, Default)]
pub(crate) struct UnitInputs {
    pub(crate) paths: BTreeSet<PathBuf>,
    pub(crate) variables: BTreeSet<String>,
}

/// What all of these units and scripts name, but for what lies in the folders that cargo keeps: those it builds in, and
/// those `kept` for the sources of others.
pub(crate) fn sighted(root: &Path, compiled: &Compiled, kept: &[PathBuf]) -> Sighted {
    let mut sighted = Sighted::default();
    let counts =
        |path: &PathBuf| !compiled.profiles.iter().chain(kept).any(|folder| path.starts_with(folder));
    for unit in &compiled.units {
        let Some(inputs) = compiled.inputs(root, unit) else { continue };
        let paths = inputs.paths.into_iter().filter(counts).filter(|_| unit.package.is_local());
        sighted.paths.extend(paths.map(|path| (path, InputOrigin::DepInfo)));
        sighted.variables.extend(inputs.variables.into_iter().map(|name| (name, InputOrigin::DepInfo)));
    }
    for declared in compiled.declared().values() {
        for path in declared.paths.iter().filter(|path| counts(path)) {
            sighted.paths.entry(path.clone()).or_insert(InputOrigin::BuildScript);
        }
        for name in &declared.variables {
            sighted.variables.entry(name.clone()).or_insert(InputOrigin::BuildScript);
        }
    }
    sighted
}

impl Compiled {
    /// What a unit was compiled from, as its dependency file says; `None` where there is none.
    pub(crate) fn inputs(&self, root: &Path, unit: &BuildUnit) -> Option<UnitInputs> {
        let text = read_limited(&self.dep_info(unit)?, dep_info::MOST).ok()?;
        let info = DepInfo::parse(&String::from_utf8_lossy(&text));
        let base = base(root, unit, &info.files);
        let paths = info.files.iter().map(|file| plainest(&base.join(file))).collect();
        Some(UnitInputs { paths, variables: info.variables.into_iter().collect() })
    }

    /// What the build scripts declare, by the id of their package. One that declares nothing depends on all of its package.
    pub(crate) fn declared(&self) -> &BTreeMap<String, UnitInputs> {
        self.declared.get_or_init(|| {
            let packages: BTreeMap<&str, &PackageName> =
                self.units.iter().map(|unit| (unit.package.id.as_str(), &unit.package)).collect();
            let mut all: BTreeMap<String, UnitInputs> = BTreeMap::new();
            for script in &self.scripts {
                let output = read_limited(&script.folder.join("output"), build_output::MOST);
                let (Ok(text), Some(package)) = (output, packages.get(script.package.as_str())) else {
                    continue;
                };
                let declared = Declared::parse(&String::from_utf8_lossy(&text));
                let inputs = all.entry(script.package.clone()).or_default();
                inputs.paths.extend(declared.paths.iter().map(|path| plainest(&package.folder.join(path))));
                if declared.is_silent() && package.is_local() {
                    inputs.paths.insert(package.folder.clone());
                }
                inputs.paths.retain(|path| path.is_absolute());
                inputs.variables.extend(declared.variables);
            }
            all
        })
    }
}

/// The folder that the compiler ran in: cargo runs it at the root of the workspace for members, and in the folder of the
/// package for others. The source of the target tells which, as it is named in both ways.
fn base(root: &Path, unit: &BuildUnit, files: &[String]) -> PathBuf {
    let of_source = |file: &String| {
        let relative = Path::new(file);
        let above = unit.source.ancestors().nth(relative.components().count())?;
        (relative.is_relative() && above.join(relative) == unit.source).then(|| above.to_owned())
    };
    let bases = files.iter().filter_map(of_source);
    bases.min_by_key(|base| base.components().count()).unwrap_or_else(|| root.to_owned())
}

/// A path without `..`, as the disk sees it; by its letters alone where it leads nowhere.
fn plainest(path: &Path) -> PathBuf {
    use std::path::Component;
    if !path.components().any(|part| matches!(part, Component::ParentDir | Component::CurDir)) {
        return path.to_owned();
    }
    // A link on the way changes what `..` means; the file itself stays what it was called.
    if let (Some(Ok(folder)), Some(name)) = (path.parent().map(Path::canonicalize), path.file_name()) {
        return folder.join(name);
    }
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
