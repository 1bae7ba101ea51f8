//! Looks at what a plan is made from: the texts of manifests and changelogs, the repository, and what git-cliff would write.
//! It changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use shipworthy_model::facts::Workspace;

use crate::call::{Call, Cause, Failure};
use crate::planning::{CHANGELOG, ROOT, Repository};
use crate::world::World;

/// How a workspace says that git-cliff writes its changelog.
const CLIFF: &str = "cliff.toml";

/// What lies here.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The texts of all manifests and changelogs, by path from the root.
    pub texts: BTreeMap<String, String>,
    /// The repository.
    pub repository: Repository,
}

/// Looks.
///
/// # Errors
///
/// When a file cannot be read, or git gives no answer.
pub fn gather(world: &World, workspace: &Workspace) -> Result<Gathered, Failure> {
    let mut texts = BTreeMap::new();
    let in_folder = |dir: &str, name: &str| match dir {
        "" => name.to_owned(),
        dir => format!("{dir}/{name}"),
    };
    // Excluded packages may depend on members, and then break when those move on.
    let folders = workspace.packages.iter().map(|package| &package.dir).chain(&workspace.excluded);
    let paths = folders.flat_map(|dir| [in_folder(dir, ROOT), in_folder(dir, CHANGELOG)]);
    for path in paths.chain([ROOT.to_owned(), CHANGELOG.to_owned()]) {
        match fs::read_to_string(world.root().join(&path)) {
            Ok(text) => drop(texts.insert(path, text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::new(format!("read {path}"), error)),
        }
    }
    Ok(Gathered { texts, repository: repository(world)? })
}

fn repository(world: &World) -> Result<Repository, Failure> {
    // Asked first, so that a folder without a repository is told as such.
    world.git(&["rev-parse", "--is-inside-work-tree"])?.done()?;
    let answer = |args: &[&str]| -> Result<Option<String>, Failure> {
        let said = world.git(args)?;
        Ok(Some(said.line().to_owned()).filter(|line| said.succeeded() && !line.is_empty()))
    };
    let branch = answer(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
    let remotes = world.git(&["remote"])?.done()?;
    let remotes: Vec<&str> = remotes.out.lines().collect();
    let wanted = match &branch {
        Some(branch) => answer(&["config", "--get", &format!("branch.{branch}.remote")])?,
        None => None,
    };
    let known = |name: &String| remotes.contains(&name.as_str());
    let remote = wanted.filter(known).or_else(|| Some("origin".to_owned()).filter(known));
    let only = || if let [one] = remotes[..] { Some(one.to_owned()) } else { None };
    Ok(Repository {
        commit: answer(&["rev-parse", "--verify", "--quiet", "HEAD"])?,
        remote: remote.or_else(only),
        tags: world.git(&["tag", "--list"])?.done()?.out.lines().map(str::to_owned).collect(),
        branch,
    })
}

/// What git-cliff writes for this tag, when the workspace is set up for it: the section alone, from what is here alone.
///
/// # Errors
///
/// When it is set up and cannot be asked: what is done instead.
pub fn cliff(world: &World, tag: &str) -> Result<Option<String>, String> {
    if !world.root().join(CLIFF).is_file() {
        return Ok(None);
    }
    let args = ["--unreleased", "--tag", tag, "--strip", "all", "--offline", "--no-exec"];
    let instead = "what stands under Unreleased is taken";
    match world.run(Call::of("git-cliff", args)) {
        Ok(said) if said.succeeded() => Ok(Some(said.out).filter(|text| !text.trim().is_empty())),
        Ok(said) => Err(format!("{CLIFF} is here, but git-cliff failed ({}): {instead}", said.told())),
        Err(failure) if failure.cause == Cause::NotRun => {
            Err(format!("{CLIFF} is here, but git-cliff is not ({}): {instead}", failure.why))
        }
        Err(failure) => Err(format!("{CLIFF} is here, but {failure}: {instead}")),
    }
}
