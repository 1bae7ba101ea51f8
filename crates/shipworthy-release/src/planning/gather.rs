//! Looks at what a plan is made from: the texts of manifests and changelogs, the repository, and what git-cliff would write.
//! It changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use std::path::Path;

use shipworthy_engine::sys::link_out::link_out;
use shipworthy_engine::sys::reading::{MOST_TEXT, read_optional};
use shipworthy_model::facts::Workspace;
use shipworthy_model::judgement::Finding;

use super::changelog::says_something;
use super::file_names::{CHANGELOG, ROOT};
use crate::repository::Repository;
use crate::runtime::{Environment, Failure, FailureCause, ProgramCall};

/// The file by which a workspace says that git-cliff writes its changelog.
const CLIFF: &str = "cliff.toml";

/// The texts and the repository of a workspace, as a plan is made from them.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The texts of all manifests and changelogs, by path from the root; of one behind a link also by its own path.
    pub texts: BTreeMap<String, String>,
    /// The files among them that are links, or lie behind one, each with the path of the file that they lead to.
    pub links: BTreeMap<String, String>,
    /// The state of the repository.
    pub repository: Repository,
    /// The registry that cargo publishes to where a package names none; `None` for crates.io.
    pub default_registry: Option<String>,
}

/// Reads the texts of the workspace and these further files, and asks git about its repository.
///
/// # Errors
///
/// When a file cannot be read, or git gives no answer.
pub fn gather(
    environment: &Environment,
    workspace: &Workspace,
    further: &[String],
) -> Result<Gathered, Failure> {
    let (mut texts, mut links) = (BTreeMap::new(), BTreeMap::new());
    let in_folder = |dir: &str, name: &str| match dir {
        "" => name.to_owned(),
        dir => format!("{dir}/{name}"),
    };
    // Excluded packages may depend on members, and then break when those move on.
    let folders = workspace.packages.iter().map(|package| &package.dir).chain(&workspace.excluded);
    let paths = folders.flat_map(|dir| [in_folder(dir, ROOT), in_folder(dir, CHANGELOG)]);
    for path in paths.chain([ROOT.to_owned(), CHANGELOG.to_owned()]).chain(further.iter().cloned()) {
        let failed = |why: String| Failure::new(format!("read {path}"), why);
        let file = environment.root().join(&path);
        if link_out(environment.root(), &file).is_some() {
            return Err(failed("it points out of the workspace".to_owned()));
        }
        let bytes = read_optional(&file, MOST_TEXT).map_err(|error| failed(error.to_string()))?;
        if let Some(bytes) = bytes {
            let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
            if let Some(own) = behind_link(environment.root(), &file) {
                texts.insert(own.clone(), text.clone());
                links.insert(path.clone(), own);
            }
            texts.insert(path, text);
        }
    }
    let files = texts.keys().filter(|path| !links.contains_key(*path));
    let repository = repository(environment, &files.map(String::as_str).collect::<Vec<_>>())?;
    Ok(Gathered { texts, links, repository, default_registry: environment.default_registry() })
}

/// The path, from the root, of the file that is read through this one; `None` when it is that file itself.
fn behind_link(root: &Path, file: &Path) -> Option<String> {
    let (root, real) = (root.canonicalize().ok()?, file.canonicalize().ok()?);
    let own = real.strip_prefix(&root).ok()?.to_str()?.to_owned();
    (root.join(&own) != root.join(file.strip_prefix(&root).unwrap_or(file))).then_some(own)
}

/// The files that git does not have, of these.
fn untracked(environment: &Environment, files: &[&str]) -> Result<BTreeSet<String>, Failure> {
    // A path is no pattern.
    let args = [&["--literal-pathspecs", "ls-files", "-z", "--"], files].concat();
    let listed = environment.git(&args)?.done()?;
    let listed: BTreeSet<&str> = listed.out.split('\0').collect();
    Ok(files.iter().filter(|file| !listed.contains(**file)).map(|&file| file.to_owned()).collect())
}

fn repository(environment: &Environment, files: &[&str]) -> Result<Repository, Failure> {
    // Asked first, so that a folder without a repository is told as such.
    environment.git(&["rev-parse", "--is-inside-work-tree"])?.done()?;
    let answer = |args: &[&str]| -> Result<Option<String>, Failure> {
        let output = environment.git(args)?;
        Ok(Some(output.line().to_owned()).filter(|line| output.succeeded() && !line.is_empty()))
    };
    let branch = answer(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
    let remotes = environment.git(&["remote"])?.done()?;
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
        untracked: untracked(environment, files)?,
        tags: environment.git(&["tag", "--list"])?.done()?.out.lines().map(str::to_owned).collect(),
        branch,
    })
}

/// The changelog section that git-cliff writes for this tag, when the workspace is set up for it: from what is here
/// alone.
///
/// # Errors
///
/// When it is set up and writes nothing: why, and what to do.
pub fn git_cliff(environment: &Environment, tag: &str) -> Result<Option<String>, Finding> {
    if !environment.root().join(CLIFF).is_file() {
        return Ok(None);
    }
    let args = ["--unreleased", "--tag", tag, "--strip", "all", "--offline", "--no-exec"];
    // Its settings may name a file to write to, and a plan changes none; nor does it run the commands that they name.
    let call = ProgramCall::of("git-cliff", args).args(["--output", "-"]).env("RUST_LOG", "error").harmless();
    let by_hand = "or write what is new below `## [Unreleased]` by hand";
    let refused = |why: String, remedy: String| {
        let message = format!("nothing stands under Unreleased, and {why}");
        Err(Finding::new("git-cliff", message).at(CLIFF, None, None).remedy(remedy))
    };
    match environment.run(call) {
        Ok(output) if output.succeeded() && says_something(&output.out) => Ok(Some(output.out)),
        Ok(output) if output.succeeded() => refused(
            format!("git-cliff finds nothing to write for {tag}"),
            format!("see which commits since the last tag {CLIFF} takes, {by_hand}"),
        ),
        Ok(output) => refused(
            format!("git-cliff failed: {}", output.message()),
            format!("mend {CLIFF} (`git-cliff --unreleased` tries it), {by_hand}"),
        ),
        Err(failure) if failure.cause == FailureCause::Missing => refused(
            format!("git-cliff, which {CLIFF} is for, is not installed"),
            format!("`cargo install --locked git-cliff`, {by_hand}"),
        ),
        Err(failure) => refused(failure.to_string(), by_hand.trim_start_matches("or ").to_owned()),
    }
}
