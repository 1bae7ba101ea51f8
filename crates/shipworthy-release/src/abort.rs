//! Giving a release up: what is only here is taken back; what the world has seen is told, with what it would mean to
//! take it out of use. Nothing is deleted or rewritten anywhere else, and nothing yanked that nobody agreed to.

use std::collections::BTreeSet;

use crate::call::Failure;
use crate::effect::{Effect, Remote, State};
use crate::event::Event;
use crate::execute::{begun, folder};
use crate::halt::{ABORT, Halt, RESUME};
use crate::journal::{Journal, Line};
use crate::lock::Lock;
use crate::plan::{Member, Plan};
use crate::registry::{Presence, name_of, published};
use crate::undo::take_back;
use crate::walk::Walk;
use crate::world::World;
use crate::yank::{Agreed, YANK, carry_out};

/// What became of a release that was given up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aborted {
    /// What was yanked, now or before.
    pub yanked: Vec<String>,
    /// What was taken back.
    pub undone: Vec<Effect>,
    /// What stays, each with why and what could be typed about it. While anything stays the release can be resumed.
    pub left: Vec<String>,
}

/// Takes back what can be taken back of the release of a version.
///
/// # Errors
///
/// When there is none, or it could not be found out what the world has of it.
pub fn abort(world: &World, version: &str) -> Result<Aborted, Halt> {
    give_up(world, version, None, &mut |_| {})
}

/// The same, after yanking what is uploaded. Stopped at any moment, it goes on when it is called again.
///
/// # Errors
///
/// The same, and when a registry does not yank.
pub fn abort_and_yank(world: &World, yank: Agreed, tell: &mut dyn FnMut(Event)) -> Result<Aborted, Halt> {
    let version = yank.0.version().to_owned();
    give_up(world, &version, Some(yank), tell)
}

fn give_up(
    world: &World,
    version: &str,
    yank: Option<Agreed>,
    tell: &mut dyn FnMut(Event),
) -> Result<Aborted, Halt> {
    let _lock = Lock::take(world)?;
    let plan = begun(world, version)?;
    let folder = folder(world, version);
    let journal = Journal::open(&folder)?;
    let mut undone = Vec::new();
    let mut tell = |event: Event| {
        if let Event::Undone(effect) = &event {
            undone.push(effect.clone());
        }
        tell(event);
    };
    let mut walk = Walk { world, plan: &plan, journal, folder, tell: &mut tell };
    let yanked = match yank {
        Some(agreed) => carry_out(&mut walk, &agreed)?,
        None => Vec::new(),
    };
    let mut left = uploaded(&walk)?;
    let shelved = !left.is_empty();
    left.extend(pushed(&walk)?);
    left.extend(noted(&mut walk)?);
    if left.is_empty() {
        left = take_back(&mut walk)?;
    }
    if left.is_empty() {
        let line = Line::Aborted { at: walk.at() };
        walk.journal.write(line)?;
    } else if walk.journal.has_yanks() {
        left.push(format!("once that is taken back, `{ABORT}` gives the release up"));
    } else {
        if shelved {
            left.push(format!(
                "`{YANK}` yanks all that is uploaded, after showing who could no longer resolve it"
            ));
        }
        left.push(format!("`{RESUME}` rolls forward, which is what others need who have seen a part of it"));
    }
    Ok(Aborted { yanked, undone, left })
}

/// What the registries have of a release, or may have, each package after those it depends on. Nothing that was never
/// begun to be uploaded is asked for.
pub(crate) fn shelved<'p>(
    world: &World,
    plan: &'p Plan,
    journal: &Journal,
) -> Result<Vec<(&'p Member, Presence)>, Failure> {
    let mut found = Vec::new();
    for member in &plan.packages {
        let effect = Effect::Upload(member.name.clone());
        if !journal.began(&effect) && !matches!(journal.saw(&effect), Some(State::Equal(_))) {
            continue;
        }
        match seen(world, member.registry.as_deref(), &member.name, &member.to)? {
            Presence::Absent if !journal.accepted(&member.name) => {}
            presence => found.push((member, presence)),
        }
    }
    Ok(found)
}

/// What the registry has of a version, even when nobody can use it any more because something else was yanked.
pub(crate) fn seen(
    world: &World,
    registry: Option<&str>,
    package: &str,
    version: &str,
) -> Result<Presence, Failure> {
    Ok(match published(world, registry, package, version)? {
        // cargo tells of the needs of a version only when it could choose that version.
        Presence::Unknown(why) if why.contains(&format!("package `{package} v{version}")) => {
            Presence::There { checksum: None }
        }
        presence => presence,
    })
}

/// The packages that are in a registry, or may be.
fn uploaded(walk: &Walk<'_>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    for (member, presence) in shelved(walk.world, walk.plan, &walk.journal)? {
        let there = match presence {
            Presence::Yanked => continue,
            Presence::Absent | Presence::There { .. } => "is in the registry, for good".to_owned(),
            Presence::Unknown(why) => format!("may be in the registry ({why})"),
        };
        left.push(format!("{} {} {there}; {}", member.name, member.to, yank(walk.plan, member)));
    }
    Ok(left)
}

/// What a yank would be, and whom it would hurt.
fn yank(plan: &Plan, member: &Member) -> String {
    let registry = name_of(member.registry.as_deref());
    let command =
        format!("`cargo yank {}@{} --registry {registry}` takes it out of use", member.name, member.to);
    let hurt = dependents(plan, &member.name);
    if hurt.is_empty() {
        command
    } else {
        let hurt = hurt.into_iter().collect::<Vec<_>>().join(", ");
        format!("{command}, and then nobody can newly resolve this version of {hurt} either")
    }
}

/// The packages of the release that need this one, however far away.
fn dependents<'a>(plan: &'a Plan, name: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    // Each package stands after those it depends on, so one pass sees all.
    for member in &plan.packages {
        if member.after.iter().any(|before| before == name || found.contains(before.as_str())) {
            found.insert(member.name.as_str());
        }
    }
    found
}

/// The branch and the tags, when the remote has any of them.
fn pushed(walk: &Walk<'_>) -> Result<Vec<String>, Failure> {
    let (Ok(commit), Some(remote)) = (walk.commit(), &walk.plan.remote) else {
        return Ok(Vec::new());
    };
    if !walk.journal.began(&Effect::Push) || !Remote::look(walk)?.has_any(walk, &commit) {
        return Ok(Vec::new());
    }
    let tags: Vec<String> = walk.plan.tags.iter().map(|tag| format!("refs/tags/{}", tag.name)).collect();
    let delete = format!("`git push --delete {remote} {}`", tags.join(" "));
    let what = match (commit == walk.plan.commit, tags.is_empty()) {
        (true, _) => format!(
            "the tags of the release on {commit}, which others may have fetched; {delete} takes them back"
        ),
        (false, true) => format!(
            "the version commit {commit}, which others may have fetched; `git revert {commit}` and a push take it back"
        ),
        (false, false) => format!(
            "the version commit {commit} and its tags, which others may have fetched; `git revert {commit}`, a push and {delete} take them back"
        ),
    };
    Ok(vec![format!("{remote} has {what}")])
}

/// The releases with notes that a forge was seen to have.
fn noted(walk: &mut Walk<'_>) -> Result<Vec<String>, Failure> {
    let mut left = Vec::new();
    for tag in &walk.plan.tags {
        let effect = Effect::Forge(tag.name.clone());
        if !walk.journal.began(&effect) && !matches!(walk.journal.saw(&effect), Some(State::Equal(_))) {
            continue;
        }
        let there = match effect.probe(walk)? {
            State::Absent => continue,
            State::Equal(url) => format!("the forge has a release for {} ({url})", tag.name),
            State::Different(why) | State::Unknown(why) | State::ByHand(why) => {
                format!("the forge may have a release for {} ({why})", tag.name)
            }
        };
        left.push(format!("{there}; `gh release delete {}` takes it back", tag.name));
    }
    Ok(left)
}
