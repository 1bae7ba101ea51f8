//! The base that the head is compared with: what was typed, or where this branch began, or the last release.

use std::path::Path;

use shipworthy_engine::facts::git;
use shipworthy_engine::run::session::Session;
use shipworthy_report::bench::BenchSide;

use crate::weakened::tip;

/// The head: the working tree, with the commit that is checked out.
pub(super) fn head(session: &Session<'_>) -> BenchSide {
    let head = session.tree.git.as_ref();
    BenchSide {
        name: "the working tree".to_owned(),
        commit: head.and_then(|head| head.commit.clone()),
        dirty: head
            .map(|head| !head.dirty.is_empty())
            .filter(|dirty| *dirty || session.tree.unseen.is_empty()),
    }
}

/// The base, with its commit; or why there is none, and what to type.
pub(super) fn base(session: &Session<'_>, typed: Option<&str>) -> Result<(String, String), String> {
    let root = session.root.as_path();
    if let Some(typed) = typed {
        let commit = commit(root, typed)
            .ok_or_else(|| missing(root, &format!("git knows no commit `{typed}` here")))?;
        return Ok((typed.to_owned(), commit));
    }
    let Some(head) = session.tree.git.as_ref() else {
        return Err("this is no git repository, so there is nothing to compare with".to_owned());
    };
    let Some(here) = head.commit.as_deref() else {
        return Err("nothing is committed yet, so there is nothing to compare with".to_owned());
    };
    let (name, tip) = tip(&session.refs, here, head.branch.as_deref());
    let began = if tip == here { Some(tip) } else { git::merge_base(root, &tip) };
    match began {
        None => Err(missing(root, &format!("this branch has no commit in common with {name}"))),
        Some(began) if began != here || !head.dirty.is_empty() => Ok((name, began)),
        Some(_) => {
            // Nothing differs from where the branch began: what changed since the last release, then.
            let tag = text(root, &["describe", "--tags", "--abbrev=0", "HEAD^"]);
            let found = tag.and_then(|tag| Some((tag.clone(), commit(root, &tag)?)));
            found.ok_or_else(|| {
                missing(
                    root,
                    "nothing differs from where this branch began, and there is no release before it",
                )
            })
        }
    }
}

fn commit(root: &Path, revision: &str) -> Option<String> {
    let wanted = format!("{revision}^{{commit}}");
    text(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])
}

/// Why there is no base, and what to type.
fn missing(root: &Path, why: &str) -> String {
    if text(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true") {
        return format!(
            "{why}: this is a shallow clone, which lacks what came before\ntype `git fetch --unshallow --tags`"
        );
    }
    format!("{why}\nname what to compare with: --base REV")
}

/// What git answers, where it does.
fn text(root: &Path, words: &[&str]) -> Option<String> {
    let output = git::look(root, words).ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty()).then_some(text)
}
