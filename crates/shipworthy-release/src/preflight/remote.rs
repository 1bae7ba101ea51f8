//! The remote: is it there, has it moved on, does it have the tags already, would it take a push? Asks and pretends, and
//! sends nothing: git runs the own `pre-push` hook when it pretends, but hooks of the remote are seen only by the push
//! itself.

use std::collections::BTreeMap;

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::plan::Plan;
use crate::planning::tags;
use crate::runtime::{CallOutput, Environment, Failure};

/// Refs that the release will write, each with the object it points at.
type Refs = BTreeMap<String, String>;

/// What the remote answered when it was asked for its refs.
enum RemoteAnswer {
    /// There is no remote.
    Nowhere,
    /// The remote could not be asked.
    Silent,
    /// The refs that the remote has.
    Refs(Refs),
}

/// Checks the remote, a push to it, and the tags.
pub(super) fn check(plan: &Plan, environment: &Environment) -> Vec<PreflightCheck> {
    let own: Vec<String> = plan.tags.iter().map(|tag| format!("refs/tags/{}", tag.name)).collect();
    let mut checks = Vec::new();
    let there = match &plan.remote {
        None => {
            let only = "there is no remote, as the plan says: commit and tags stay on this machine";
            checks.push(PreflightSubject::Remote.check(CheckOutcome::fine(only)));
            RemoteAnswer::Nowhere
        }
        Some(remote) => {
            let there = there(remote, plan, environment);
            checks.push(PreflightSubject::Remote.check(match &there {
                Ok(refs) => compare(remote, plan, refs, environment),
                Err(outcome) => outcome.clone(),
            }));
            let passable = there.is_ok() && checks.iter().all(|check| !check.outcome.is_refused());
            checks.extend(
                passable.then(|| PreflightSubject::Push.check(pretend(remote, plan, &own, environment))),
            );
            there.map_or(RemoteAnswer::Silent, RemoteAnswer::Refs)
        }
    };
    if let RemoteAnswer::Refs(refs) = &there {
        checks.extend(named_otherwise(plan, refs));
    }
    let here = here(&own, environment);
    for (tag, name) in plan.tags.iter().zip(&own) {
        checks.push(PreflightSubject::Tag.of(&tag.name, taken(&tag.name, name, &here, &there)));
    }
    checks
}

/// The refs of the plan that the remote has now.
fn there(remote: &str, plan: &Plan, environment: &Environment) -> Result<Refs, CheckOutcome> {
    let unknown = |failure: Failure| {
        CheckOutcome::unknown(
            failure.to_string(),
            format!("`git ls-remote {remote}` must work: network, address and rights"),
        )
    };
    let known = environment.git(&["remote", "get-url", "--", remote]).map_err(unknown)?;
    if !known.succeeded() {
        let remedy = format!("`git remote add {remote} URL`, or plan the release without a remote");
        return Err(CheckOutcome::refused(format!("there is no remote {remote}"), remedy));
    }
    if environment.only_looks() {
        let settings = "a remote is asked by programs that the settings of the repository name";
        return Err(CheckOutcome::left_to_execution(settings));
    }
    let branch = format!("refs/heads/{}", plan.branch);
    // Each line of the answer ends in the name; a pattern also matches the end of a longer name.
    let output =
        environment.git(&["ls-remote", "--quiet", "--", remote, &branch, "refs/tags/*"]).map_err(unknown)?;
    Ok(refs(&output.done().map_err(unknown)?.out, '\t'))
}

/// Whether the tags of the remote are named in another style than those of the plan: a clone without tags knows of none.
fn named_otherwise(plan: &Plan, there: &Refs) -> Option<PreflightCheck> {
    let known = there.keys().filter_map(|name| name.strip_prefix("refs/tags/"));
    let known: Vec<String> = known.filter(|tag| !tag.ends_with("^{}")).map(str::to_owned).collect();
    if plan.packages.iter().any(|member| member.settings.tag_name.is_some()) {
        return None;
    }
    let named = tags(&plan.packages, &known, None, !plan.chosen);
    // Packages with tags of their own, or one tag for all: what the remote has says which.
    if known.is_empty() || (named.len() == 1) == (plan.tags.len() == 1) {
        return None;
    }
    let name = named.first().map_or("", |tag| tag.name.as_str());
    let why = format!("by the tags of the remote, those of this release are named like {name}");
    Some(
        PreflightSubject::Tag
            .check(CheckOutcome::refused(why, "`git fetch --tags`, and plan the release again")),
    )
}

/// Lines of an object and a name.
fn refs(text: &str, between: char) -> Refs {
    let lines = text.lines().filter_map(|line| line.split_once(between));
    lines.map(|(object, name)| (name.to_owned(), object.to_owned())).collect()
}

/// Is what the remote has on the branch part of what is here?
fn compare(remote: &str, plan: &Plan, there: &Refs, environment: &Environment) -> CheckOutcome {
    let branch = &plan.branch;
    let Some(commit) = there.get(&format!("refs/heads/{branch}")) else {
        return CheckOutcome::fine(format!("{remote} does not have {branch} yet"));
    };
    if *commit == plan.commit {
        return CheckOutcome::fine(format!("{branch} is the same on {remote}"));
    }
    // A commit that is not here is no ancestor of one that is.
    match environment.git(&["merge-base", "--is-ancestor", commit, "HEAD"]) {
        Ok(output) if output.succeeded() => CheckOutcome::fine(format!(
            "{branch} is ahead of {remote}: its new commits are pushed with the release"
        )),
        Ok(_) => {
            let why = format!("{remote} has commits on {branch} that are not here, up to {commit}");
            CheckOutcome::refused(
                why,
                format!("`git pull --rebase {remote} {branch}`, and plan the release again"),
            )
        }
        Err(failure) => CheckOutcome::unknown(failure.to_string(), "`git merge-base` must work"),
    }
}

/// A push of what is here, as far as git goes without sending it.
fn pretend(remote: &str, plan: &Plan, tags: &[String], environment: &Environment) -> CheckOutcome {
    let branch = format!("HEAD:refs/heads/{}", plan.branch);
    let free = tags.iter().map(|tag| format!("HEAD:{tag}"));
    let refs: Vec<String> = std::iter::once(branch).chain(free).collect();
    let only = ["--no-follow-tags", "--recurse-submodules=no", "--", remote];
    let mut args = [&["push", "--dry-run", "--porcelain", "--atomic"], &only[..]].concat();
    args.extend(refs.iter().map(String::as_str));
    match environment.git(&args) {
        Ok(output) if output.succeeded() => CheckOutcome::Simulated(format!(
            "a push to {remote} was tried without sending anything; its hooks and rules are seen only by the push \
             itself, which comes before the first upload"
        )),
        // A tag that is there already is told by itself.
        Ok(output) if output.out.lines().any(|line| line.contains("[rejected] (already exists)")) => {
            CheckOutcome::unknown("a tag is in the way", "see there")
        }
        Ok(output) => {
            let remedy = "correct what git or its hook complains about; `git push --dry-run` shows it again";
            CheckOutcome::refused(format!("{remote} would not take the push: {}", output.message()), remedy)
        }
        Err(failure) => {
            CheckOutcome::unknown(failure.to_string(), format!("`git push --dry-run {remote}` must work"))
        }
    }
}

/// Those of the refs that are in this repository; an outcome when git would not say.
fn here(names: &[String], environment: &Environment) -> Result<Refs, CheckOutcome> {
    let mut args = vec!["for-each-ref", "--format=%(objectname) %(refname)", "--"];
    args.extend(names.iter().map(String::as_str));
    if names.is_empty() {
        return Ok(Refs::new());
    }
    let output = environment.git(&args).and_then(CallOutput::done);
    output
        .map(|output| refs(&output.out, ' '))
        .map_err(|failure| CheckOutcome::unknown(failure.to_string(), "`git for-each-ref` must work"))
}

fn taken(tag: &str, name: &str, here: &Result<Refs, CheckOutcome>, there: &RemoteAnswer) -> CheckOutcome {
    let other = "choose another version";
    if let RemoteAnswer::Refs(refs) = there
        && let Some(object) = refs.get(name)
    {
        let why = format!("the remote has the tag {tag} already, on {object}");
        return CheckOutcome::refused(why, format!("a tag that others have seen stays: {other}"));
    }
    match here {
        Err(outcome) => outcome.clone(),
        Ok(refs) => match (refs.get(name), there) {
            (Some(object), _) => {
                let why = format!("the tag {tag} is here already, on {object}");
                CheckOutcome::refused(
                    why,
                    format!("`git tag --delete {tag}` when it was left over, or {other}"),
                )
            }
            (None, RemoteAnswer::Refs(_)) => CheckOutcome::fine("free here and at the remote"),
            (None, RemoteAnswer::Nowhere) => CheckOutcome::fine("free here"),
            (None, RemoteAnswer::Silent) => {
                CheckOutcome::unknown("free here, but the remote could not be asked", "see the remote")
            }
        },
    }
}
