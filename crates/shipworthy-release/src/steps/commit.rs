//! The version commit: the planned texts and the lock file that follows from them, in one commit on the planned branch.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use shipworthy_engine::sys::files::{remove_file, sha256_hex, write_atomic, write_scratch};
use shipworthy_engine::sys::link_out::link_out;
use shipworthy_engine::sys::reading::{MOST_TEXT, read_optional};
use shipworthy_model::time::Timestamp;

use crate::effect::{EffectState, ReleaseEffect};
use crate::error::{ABORT, ReleaseError, plan_anew};
use crate::execute::Execution;
use crate::plan::FileEdit;
use crate::runtime::{Failure, FailureCause, ProgramCall};
use crate::store::JournalEntry;

const LOCK_FILE: &str = "Cargo.lock";

/// Looks for the version commit: its parent is the commit of the plan, it has the planned texts, and it changes nothing
/// else.
pub(crate) fn probe(execution: &mut Execution<'_>) -> Result<EffectState, Failure> {
    let planned = execution.plan.commit.clone();
    let known = execution.journal.commit().map(str::to_owned);
    let candidate = match &known {
        Some(commit) => commit.clone(),
        None => head(execution)?,
    };
    if candidate == planned {
        return Ok(EffectState::Absent);
    }
    // Somebody may have committed a mend on the commit of the plan, and asked to go on.
    if parent(execution, &candidate)? != planned || known.is_none() && !is_of_plan(execution, &candidate)? {
        let what = format!("HEAD is {candidate}, and the plan was made on {planned}");
        return Ok(EffectState::Different(what));
    }
    let changed =
        execution.environment.git(&["diff", "--name-only", "--no-renames", "-z", &planned, &candidate])?;
    if let Some(other) = unplanned(execution, &changed.done()?.out)? {
        return Ok(EffectState::Different(format!(
            "commit {candidate} also changes {other}, which is not planned"
        )));
    }
    for edit in &execution.plan.edits {
        let there = execution.environment.git(&[
            "rev-parse",
            "--verify",
            "--quiet",
            &format!("{candidate}:./{}", edit.path),
        ])?;
        if there.line() != blob(execution, edit)? {
            return Ok(EffectState::Different(format!(
                "commit {candidate} has another text in {}",
                edit.path
            )));
        }
    }
    if execution.journal.commit().is_none() {
        execution.journal.write(JournalEntry::Committed { commit: candidate.clone(), at: execution.at() })?;
    }
    Ok(EffectState::Equal(candidate))
}

/// Writes the texts, lets cargo follow with the lock file, and commits just those.
pub(crate) fn act(execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
    let branch = execution.environment.git(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
    if branch.line() != execution.plan.branch {
        let why = format!(
            "the plan is for the branch `{}`, and `{}` is checked out",
            execution.plan.branch,
            branch.line()
        );
        return Err(ReleaseError::no_go(
            why,
            format!("`git switch {}`, and release again", execution.plan.branch),
        ));
    }
    let staged = execution.environment.git(&["diff", "--cached", "--name-only", "--no-renames", "-z"])?;
    if let Some(other) = unplanned(execution, &staged.done()?.out)? {
        let why =
            format!("{other} is staged, and the version commit must have nothing but the release in it");
        return Err(ReleaseError::no_go(
            why,
            format!(
                "take it out with `git restore --staged`, or commit it; then {}",
                plan_anew(execution.plan)
            ),
        ));
    }
    let texts = execution
        .plan
        .edits
        .iter()
        .map(|edit| Ok((edit, current(execution, edit)?)))
        .collect::<Result<Vec<_>, Failure>>()?;
    for (edit, now) in texts {
        if now != edit.before && now != sha256_hex(edit.text.as_bytes()) {
            let why = format!("{} was changed after the plan was made", edit.path);
            return Err(ReleaseError::no_go(why, plan_anew(execution.plan)));
        }
        let path = place(execution, edit)?;
        if now == edit.before && path.exists() {
            execution.folder.keep_before(&path, &now)?;
        }
        let written = write_atomic(&path, edit.text.as_bytes());
        written.map_err(|error| Failure::new(format!("write {}", path.display()), error))?;
    }
    let ours = paths(execution)?;
    let failure = match follow(execution, &ours).and_then(|()| commit(execution, &ours)) {
        Ok(()) => return note(execution),
        // Resuming writes the same again, aborting takes it back.
        Err(failure) if failure.cause == FailureCause::Interrupted => return Err(failure.into()),
        Err(failure) => failure,
    };
    // The texts must not stay behind: the next plan would see a dirty tree.
    match restore(execution).and_then(|()| execution.record_undone(&ReleaseEffect::Commit)) {
        Ok(()) => Err(ReleaseError::no_go(
            format!("{failure}; what was written was taken back"),
            "mend that, then release again",
        )),
        Err(more) => Err(ReleaseError::no_go(
            format!("{failure}; and then: {more}"),
            format!("`{ABORT}` tries again to take it back"),
        )),
    }
}

/// Writes down which commit was made, whatever a hook has made of it: what is taken back is this one.
fn note(execution: &mut Execution<'_>) -> Result<(), ReleaseError> {
    let commit = head(execution)?;
    execution.journal.write(JournalEntry::Committed { commit, at: execution.at() })?;
    Ok(())
}

/// The first parent of a commit; empty when it has none.
fn parent(execution: &Execution<'_>, commit: &str) -> Result<String, Failure> {
    let parent = execution.environment.git(&["rev-parse", "--verify", "--quiet", &format!("{commit}^")])?;
    Ok(parent.line().to_owned())
}

/// Was the commit made by a release of this plan? Then it carries the plan's time, to which no other commit has a reason.
fn is_of_plan(execution: &Execution<'_>, commit: &str) -> Result<bool, Failure> {
    let time = execution.environment.git(&["show", "--no-patch", "--format=%ct", commit])?.done()?;
    let created = Timestamp::try_from(execution.plan.created.clone());
    Ok(created.is_ok_and(|created| time.line() == created.seconds().to_string()))
}

/// What a release that was stopped may have left in this repository though no version commit is written down: a commit of
/// the plan, or a text of it.
pub(crate) fn left_here(execution: &Execution<'_>) -> Result<Vec<String>, Failure> {
    let (planned, head) = (&execution.plan.commit, head(execution)?);
    if !execution.journal.began(&ReleaseEffect::Commit) || head == *planned {
        return Ok(Vec::new());
    }
    if parent(execution, &head)? == *planned && is_of_plan(execution, &head)? {
        return Ok(vec![format!(
            "the commit {head}, which is not as planned; `git reset --keep {planned}` takes it back"
        )]);
    }
    let mut left = Vec::new();
    for edit in &execution.plan.edits {
        if edit.before != sha256_hex(edit.text.as_bytes())
            && current(execution, edit)? == sha256_hex(edit.text.as_bytes())
        {
            left.push(format!("{} has the text of the release, and HEAD is at {head} now", edit.path));
        }
    }
    Ok(left)
}

/// Lets the lock file follow the manifests. What is on this machine already will do, as a rule.
fn follow(execution: &Execution<'_>, ours: &[String]) -> Result<(), Failure> {
    let planned = execution.plan.edits.iter().any(|edit| edit.path == LOCK_FILE);
    if planned || !ours.iter().any(|path| path == LOCK_FILE) {
        return Ok(());
    }
    let update = ProgramCall::cargo(["update", "--workspace", "--quiet"]);
    if execution.environment.run(update.clone().args(["--offline"]))?.succeeded() {
        return Ok(());
    }
    execution.environment.run(update.logged("cargo-update"))?.done().map(drop)
}

fn commit(execution: &Execution<'_>, ours: &[String]) -> Result<(), Failure> {
    let paths = ours.iter().map(String::as_str);
    execution.environment.run(ProgramCall::git(["add", "--"]).args(paths.clone()))?.done()?;
    let commit =
        ProgramCall::git(["commit", "--quiet", "--cleanup=whitespace", "--message", &execution.plan.message])
            .env("GIT_AUTHOR_DATE", &execution.plan.created)
            .env("GIT_COMMITTER_DATE", &execution.plan.created)
            .logged("git-commit");
    execution.environment.run(commit)?.done().map(drop)
}

/// Takes back what was written for a commit that was not made: the texts, and that they are staged. A file with a text
/// that is not ours stays as it is.
pub(crate) fn restore(execution: &Execution<'_>) -> Result<(), Failure> {
    for path in paths(execution)? {
        let edit = execution.plan.edits.iter().find(|edit| edit.path == path);
        if let Some(edit) = edit
            && current(execution, edit)? != sha256_hex(edit.text.as_bytes())
        {
            continue;
        }
        let was_there = execution
            .environment
            .git(&["cat-file", "-e", &format!("{}:./{path}", execution.plan.commit)])?
            .succeeded();
        if was_there {
            let source = format!("--source={}", execution.plan.commit);
            let back = ProgramCall::git(["restore", &source, "--staged", "--worktree", "--", &path]);
            execution.environment.run(back)?.done()?;
        } else if let Some(edit) = edit {
            // git did not have it.
            execution
                .environment
                .run(ProgramCall::git(["rm", "--quiet", "--cached", "--ignore-unmatch", "--", &path]))?
                .done()?;
            put_back(execution, edit)?;
        }
    }
    Ok(())
}

/// Gives a planned file what it had before. One that was not there is removed.
fn put_back(execution: &Execution<'_>, edit: &FileEdit) -> Result<(), Failure> {
    let path = place(execution, edit)?;
    let put = match execution.folder.kept_before(&edit.before)? {
        Some(bytes) => write_atomic(&path, &bytes),
        None => match remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    };
    put.map_err(|error| Failure::new(format!("put back what {} was", path.display()), error))
}

/// The commit that is checked out.
pub(crate) fn head(execution: &Execution<'_>) -> Result<String, Failure> {
    Ok(execution.environment.git(&["rev-parse", "--verify", "HEAD"])?.done()?.line().to_owned())
}

/// The paths that the version commit may change: the planned files, and the lock file when git knows it.
fn paths(execution: &Execution<'_>) -> Result<Vec<String>, Failure> {
    let mut paths: Vec<String> = execution.plan.edits.iter().map(|edit| edit.path.clone()).collect();
    let tracked = execution.environment.git(&["ls-files", "--error-unmatch", "--", LOCK_FILE])?.succeeded();
    if tracked && !paths.iter().any(|path| path == LOCK_FILE) {
        paths.push(LOCK_FILE.to_owned());
    }
    Ok(paths)
}

/// The first of these paths, which git gives from the top of the repository, that the version commit may not change.
fn unplanned(execution: &Execution<'_>, changed: &str) -> Result<Option<String>, Failure> {
    let prefix = execution.environment.git(&["rev-parse", "--show-prefix"])?.done()?;
    let ours: Vec<String> = paths(execution)?.iter().map(|path| format!("{}{path}", prefix.line())).collect();
    let mut changed = changed.split('\0').filter(|path| !path.is_empty());
    Ok(changed.find(|path| !ours.iter().any(|own| own == path)).map(str::to_owned))
}

/// The digest of the text that a planned file has now; that of an empty one when it is not there.
fn current(execution: &Execution<'_>, edit: &FileEdit) -> Result<String, Failure> {
    let path = place(execution, edit)?;
    let bytes = read_optional(&path, MOST_TEXT);
    let bytes = bytes.map_err(|error| Failure::new(format!("read {}", path.display()), error))?;
    Ok(sha256_hex(&bytes.unwrap_or_default()))
}

/// The place of a planned file. A link that leads out of the workspace is not followed, nor is a path that does.
fn place(execution: &Execution<'_>, edit: &FileEdit) -> Result<PathBuf, Failure> {
    let root = execution.environment.root();
    let path = root.join(&edit.path);
    let plain = Path::new(&edit.path).components().all(|part| matches!(part, Component::Normal(_)));
    let failed = |why: &str| Failure::new(format!("write {}", path.display()), why);
    if !plain || link_out(root, &path).is_some() {
        return Err(failed("it points out of the workspace, and nothing is written there"));
    }
    if path.is_symlink() {
        let why = format!("it became a link after the plan was made; {}", plan_anew(execution.plan));
        return Err(failed(&why));
    }
    Ok(path)
}

/// The blob that git makes of the planned text: line ends and filters are its own affair.
fn blob(execution: &Execution<'_>, edit: &FileEdit) -> Result<String, Failure> {
    let file: PathBuf = execution.environment.scratch("text")?.join("text");
    write_scratch(&file, edit.text.as_bytes())
        .map_err(|error| Failure::new(format!("write {}", file.display()), error))?;
    let path = format!("--path={}", edit.path);
    let output = execution.environment.git(&["hash-object", &path, "--", &file.to_string_lossy()])?;
    Ok(output.done()?.line().to_owned())
}
