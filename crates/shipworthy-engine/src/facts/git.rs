//! Questions to git: the state of the repository, its refs, the tree of a commit. It changes nothing, and takes no lock.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use shipworthy_model::observation::GitState;
use shipworthy_model::unknown::{Reason, Unknown};
use xshell::{Shell, cmd};

use crate::facts::tree::Tree;
use crate::sys::files::sha256_hex;

/// What git is told: take no lock, ask nobody, speak English.
const VARIABLES: &[(&str, &str)] =
    &[("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C")];

/// A hook's variables would point git at another repository or index than the one that lies there.
const REPOSITORY_VARIABLES: &[&str] =
    &["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"];

/// A call of git in `folder`, to be made side by side with others.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::null()).envs(VARIABLES.iter().copied());
    for name in REPOSITORY_VARIABLES {
        command.env_remove(name);
    }
    command
}

/// Runs the command with `input`, written while its output is read so that neither side waits for the other.
pub(crate) fn fed(mut command: Command, input: &[u8]) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        // A child that ends early closes its end; its exit code tells.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })
}

/// Why git gave no answer.
#[derive(Debug)]
pub(crate) enum Silence {
    /// There is no git on this machine.
    Missing,
    /// The folder lies in no repository.
    NoRepository,
    /// Anything else, in git's words.
    Failed(String),
}

impl Silence {
    /// The same as the reason of a check.
    pub(crate) fn unknown(self) -> Unknown {
        match self {
            Self::Missing => Unknown::new(Reason::ToolMissing, "git is not on the PATH; install it"),
            Self::NoRepository => {
                Unknown::new(Reason::CouldNotLook, "not a git repository; `git init` makes one")
            }
            Self::Failed(why) => Unknown::new(Reason::CouldNotLook, why),
        }
    }
}

/// What the command printed, or why it failed. `what` names it.
pub(crate) fn answer(what: &str, output: io::Result<Output>) -> Result<Vec<u8>, Silence> {
    let output = match output {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Silence::Missing),
        Err(error) => return Err(Silence::Failed(format!("could not run `git {what}`: {error}"))),
    };
    if output.status.success() {
        return Ok(output.stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    if stderr.contains("not a git repository") {
        return Err(Silence::NoRepository);
    }
    let told = stderr.lines().find(|line| !line.trim().is_empty()).unwrap_or("no message").trim();
    Err(Silence::Failed(format!("`git {what}` failed: {told}")))
}

/// Those of the paths that git is told to ignore, or that lie in another repository within this one. One question for any
/// number of them; none where git cannot tell.
pub fn ignored(root: &Path, paths: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> =
        paths.iter().filter(|path| !path.is_empty() && !path.contains('\0')).collect();
    // git refuses them all when one lies in a submodule, and says in which.
    while !open.is_empty() {
        let mut list = Vec::new();
        open.iter().for_each(|path| list.extend(path.bytes().chain([0])));
        let mut question = command(root);
        question.args(["check-ignore", "-z", "--stdin"]);
        let Ok(output) = fed(question, &list) else { break };
        let stderr = String::from_utf8_lossy(&output.stderr);
        let submodule = stderr.split_once("in submodule '").and_then(|(_, rest)| rest.split('\'').next());
        let Some(submodule) = submodule.filter(|name| !name.is_empty()) else {
            let told = String::from_utf8_lossy(&output.stdout);
            found.extend(told.split('\0').filter(|path| !path.is_empty()).map(str::to_owned));
            break;
        };
        let inside = |path: &str| {
            path.strip_prefix(submodule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let before = open.len();
        found.extend(open.iter().filter(|path| inside(path)).map(|path| (*path).clone()));
        open.retain(|path| !inside(path));
        if open.len() == before {
            break;
        }
    }
    found
}

/// A short call, scripted: unlike [`command`] it is not made side by side with others.
fn ask(root: &Path, args: &[&str]) -> Result<String, Unknown> {
    let what = args.first().copied().unwrap_or_default();
    let failed = |error: xshell::Error| {
        Unknown::new(Reason::CouldNotLook, format!("could not run `git {what}`: {error}"))
    };
    let shell = Shell::new().map_err(failed)?;
    shell.change_dir(root);
    let git = cmd!(shell, "git {args...}").envs(VARIABLES.iter().copied()).ignore_status().quiet();
    let git = REPOSITORY_VARIABLES.iter().fold(git, xshell::Cmd::env_remove);
    let output = match git.output() {
        Ok(output) => output,
        Err(_) if which::which("git").is_err() => return Err(Silence::Missing.unknown()),
        Err(error) => return Err(failed(error)),
    };
    let stdout = answer(what, Ok(output)).map_err(Silence::unknown)?;
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}

/// The state of the repository that `root` lies in, as far as it concerns `root`, and which of `tags` are taken.
///
/// # Errors
///
/// When there is no git, no repository, or git refuses.
pub fn state(root: &Path, tags: &[String]) -> Result<GitState, Unknown> {
    let look = |why: String| Unknown::new(Reason::CouldNotLook, why);
    let shallow = ask(root, &["rev-parse", "--is-shallow-repository"])?.trim() == "true";
    let mut read = Tree::read(root).map_err(look)?;
    let Some(head) = read.git.take() else {
        return Err(look(
            read.problems.into_iter().next().unwrap_or_else(|| "not a git repository".to_owned()),
        ));
    };
    let tree = head.commit.as_deref().and_then(|commit| tree_of(root, commit));
    let taken_tags = taken(root, tags, &[])?;
    let merged = if taken_tags.is_empty() || head.commit.is_none() {
        Vec::new()
    } else {
        taken(root, &taken_tags, &["--merged=HEAD"])?
    };
    let foreign_tags = taken_tags.iter().filter(|tag| !merged.contains(tag)).cloned().collect();
    let mut git = GitState::default();
    git.commit = head.commit;
    git.tree = tree;
    git.branch = head.branch;
    git.dirty = head.dirty;
    git.upstream = head.upstream;
    git.ahead = head.ahead;
    git.behind = head.behind;
    git.shallow = shallow;
    git.taken_tags = taken_tags;
    git.foreign_tags = foreign_tags;
    Ok(git)
}

/// Those of `tags` that are there, as far as `options` of `git for-each-ref` let them pass.
fn taken(root: &Path, tags: &[String], options: &[&str]) -> Result<Vec<String>, Unknown> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let refs = tags.iter().map(|tag| format!("refs/tags/{tag}")).collect::<Vec<_>>();
    let mut args = vec!["for-each-ref", "--format=%(refname)"];
    args.extend(options);
    args.push("--");
    args.extend(refs.iter().map(String::as_str));
    let there = ask(root, &args)?;
    // A pattern also matches what lies below it, so only an equal name counts.
    let taken = |at: &usize| there.lines().any(|line| line == refs[*at]);
    Ok((0..tags.len()).filter(taken).map(|at| tags[at].clone()).collect())
}

/// The files below `root` that differ from a commit now, those that git does not track included.
///
/// # Errors
///
/// When there is no git or no repository, or it does not have the commit.
pub fn changed_since(root: &Path, commit: &str) -> Result<Vec<String>, Unknown> {
    ask(root, &["rev-parse", "--is-inside-work-tree"])?;
    let wanted = format!("{commit}^{{commit}}");
    if ask(root, &["rev-parse", "--verify", "--end-of-options", &wanted]).is_err() {
        let why = format!("commit {commit} is not in this repository: `git fetch` it, or name another");
        return Err(Unknown::new(Reason::CouldNotLook, why));
    }
    let differ = ask(root, &["diff", "--name-only", "--relative", "--no-renames", "-z", commit, "--"])?;
    let untracked = ask(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let paths = differ.split('\0').chain(untracked.split('\0')).filter(|path| !path.is_empty());
    let paths: BTreeSet<&str> = paths.collect();
    Ok(paths.into_iter().map(str::to_owned).collect())
}

/// The tree of a commit; `None` when git does not know it.
pub fn tree_of(root: &Path, commit: &str) -> Option<String> {
    let wanted = format!("{commit}^{{tree}}");
    let tree = ask(root, &["rev-parse", "--verify", "--end-of-options", &wanted]).ok()?;
    Some(tree.trim().to_owned())
}

/// A digest over every ref and what it points at. What is checked out is not part of it.
///
/// # Errors
///
/// When there is no git or no repository.
pub fn refs_digest(root: &Path) -> Result<String, Unknown> {
    Ok(sha256_hex(ask(root, &["for-each-ref", "--format=%(objectname) %(refname)"])?.as_bytes()))
}
