//! Holds the checklist against that of the branch it goes into, or of the last release, and against that of the last GO: what
//! became weaker, where, by which commit, and who approved.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shipworthy_checklist::weakenings;
use shipworthy_engine::evidence::Store;
use shipworthy_engine::facts::git::{self, RepositoryRef};
use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::files::sha256_hex;
use shipworthy_model::checklist::Checklist;
use shipworthy_model::kind::{Kind, KindSchema};
use shipworthy_model::weakening::{Compared, OnWeakening, Weakening};

use crate::history;
use crate::load::{FILE, Loaded};

/// The most versions of the checklist that are gone through for the commit that made it weaker.
const VERSIONS: usize = 64;

/// The most weakenings that an answer repeats as reasons.
const NAMED: usize = 5;

/// The cache in which a base is kept for the next command.
const NOTE: &str = "base.json";

/// What the checklist is compared with.
struct OlderChecklist {
    /// What it is called: `origin/main`, `v1.2.0`, `the last GO`.
    with: String,
    commit: Option<String>,
    text: String,
}

/// A base that was looked for, kept until the branch or what is checked out moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaseNote {
    head: String,
    with: String,
    tip: String,
    commit: String,
    digest: String,
}

/// Notes in the session what of the checklist is weaker than before, and why that leaves no GO, if it does not.
pub(crate) fn note(loaded: &Loaded, session: &mut Session<'_>, kinds: &[&'static Kind]) {
    let now = &loaded.checklist;
    let mut bases = Vec::new();
    if let Some(go) = session.store.last_go() {
        let digest = sha256_hex(go.checklist.as_bytes());
        let with = "the last GO".to_owned();
        session.ground.compared.push(Compared {
            with: with.clone(),
            commit: go.commit.clone(),
            digest: digest.clone(),
        });
        if digest != now.digest {
            bases.push(OlderChecklist { with, commit: go.commit, text: go.checklist });
        }
    }
    if let Some((compared, base)) = branch(loaded, session) {
        session.ground.compared.insert(0, compared);
        bases.splice(0..0, base);
    }
    let mut policy = now.policy.weakening;
    let mut approvers: Vec<Vec<String>> = Vec::new();
    let mut all: Vec<Weakening> = Vec::new();
    for base in &bases {
        let older = history::checklist(&base.text, kinds);
        policy = policy.max(older.policy.weakening);
        approvers.extend(Some(older.policy.approvers.clone()).filter(|names| !names.is_empty()));
        for weakening in since(loaded, now, &older, base, kinds) {
            match all.iter_mut().find(|known| known.to_string() == weakening.to_string()) {
                Some(known) => known.since.extend(weakening.since),
                None => all.push(weakening),
            }
        }
    }
    for weakening in &mut all {
        let told = weakening.to_string();
        // Who may approve, an older checklist says too: a change cannot name its own approver.
        let may = |name: &String| approvers.iter().all(|names| names.contains(name));
        let approval =
            now.approvals.iter().find(|approval| approval.weakening == told && may(&approval.approver));
        weakening.approver = approval.map(|approval| approval.approver.clone());
    }
    if policy == OnWeakening::Refuse {
        session.doubts.extend(refused(&all));
    }
    let used = |text: &str| all.iter().any(|weakening| weakening.to_string() == text);
    let compared = !session.ground.compared.is_empty();
    let unused =
        now.approvals.iter().map(|approval| &approval.weakening).filter(|text| compared && !used(text));
    session.ground.unused_approvals = unused.cloned().collect();
    session.ground.weakened = all;
}

/// The reasons why a weakened checklist leaves no GO, where the policy of then or of now says so.
fn refused(all: &[Weakening]) -> Vec<String> {
    let open: Vec<&Weakening> = all.iter().filter(|weakening| weakening.approver.is_none()).collect();
    let reason = |weakening: &&Weakening| {
        format!(
            "nobody approved that the checklist was weakened, as a `[[weakening]]` of it could: {weakening}"
        )
    };
    let mut reasons: Vec<String> = open.iter().take(NAMED).map(reason).collect();
    if open.len() > NAMED {
        reasons
            .push(format!("and {} more changes of the checklist that nobody approved", open.len() - NAMED));
    }
    reasons
}

/// What is weaker than in a base, with the commits that made it so.
fn since(
    loaded: &Loaded,
    now: &Checklist,
    older: &Checklist,
    base: &OlderChecklist,
    kinds: &[&'static Kind],
) -> Vec<Weakening> {
    let schemas: Vec<&KindSchema> = kinds.iter().map(|kind| &kind.schema).collect();
    let mut found = weakenings((older, &base.text), (now, loaded.source()), &schemas);
    let versions = if found.is_empty() { Vec::new() } else { versions(loaded, base) };
    let told: Vec<(String, BTreeSet<String>)> = versions
        .into_iter()
        .map(|(commit, text)| {
            let then = history::checklist(&text, kinds);
            let weaker = weakenings((older, &base.text), (&then, &text), &schemas);
            (commit, weaker.iter().map(ToString::to_string).collect())
        })
        .collect();
    for weakening in &mut found {
        let text = weakening.to_string();
        // The first of the commits since which it has been so without a break.
        let so = told.iter().rev().take_while(|(_, told)| told.contains(&text));
        weakening.commit = so.last().map(|(commit, _)| commit.clone());
        weakening.since.push(base.with.clone());
    }
    found
}

/// The versions of the checklist since a base, the oldest first.
fn versions(loaded: &Loaded, base: &OlderChecklist) -> Vec<(String, String)> {
    let Some(commit) = &base.commit else { return Vec::new() };
    let mut commits = git::changes_of(&loaded.root, commit, FILE);
    commits.drain(..commits.len().saturating_sub(VERSIONS));
    if commits.is_empty() {
        return Vec::new();
    }
    let texts = git::texts(&loaded.root, &commits, FILE).unwrap_or_default();
    commits.into_iter().zip(texts).filter_map(|(commit, text)| Some((commit, text?))).collect()
}

/// The checklist where what is checked out leaves the branch it goes into, or of the last release; its text only when it is
/// another one.
fn branch(loaded: &Loaded, session: &Session<'_>) -> Option<(Compared, Option<OlderChecklist>)> {
    let head = session.tree.git.as_ref()?;
    let here = head.commit.as_deref()?;
    let digest = &session.checklist.digest;
    let (with, tip) = tip(&session.refs, here, head.branch.as_deref());
    let untouched = !head.dirty.iter().any(|path| path == FILE);
    let compared = |commit: &str, digest: &str| Compared {
        with: with.clone(),
        commit: Some(commit.to_owned()),
        digest: digest.to_owned(),
    };
    if tip == here && untouched {
        return Some((compared(here, digest), None));
    }
    if let Some(note) = noted(&session.store)
        && (note.head.as_str(), note.tip.as_str(), &note.with) == (here, tip.as_str(), &with)
        && note.digest == *digest
    {
        return Some((compared(&note.commit, digest), None));
    }
    let commit = if tip == here { tip.clone() } else { git::merge_base(&loaded.root, &tip)? };
    let text = git::texts(&loaded.root, std::slice::from_ref(&commit), FILE).ok()?.pop().flatten()?;
    let found = sha256_hex(text.as_bytes());
    let note = BaseNote {
        head: here.to_owned(),
        with: with.clone(),
        tip,
        commit: commit.clone(),
        digest: found.clone(),
    };
    keep(&session.store, &note);
    let base =
        (found != *digest).then(|| OlderChecklist { with: with.clone(), commit: Some(commit.clone()), text });
    Some((compared(&commit, &found), base))
}

/// The branch that this goes into, as far as git tells: the main one of a remote, else the main one here, else the last
/// release; else the commit itself, from which only the disk can differ.
pub(crate) fn tip(refs: &[RepositoryRef], here: &str, branch: Option<&str>) -> (String, String) {
    let short = |name: &str| {
        let name = name.strip_prefix("refs/").unwrap_or(name);
        ["remotes/", "heads/", "tags/"]
            .iter()
            .find_map(|kind| name.strip_prefix(kind))
            .unwrap_or(name)
            .to_owned()
    };
    let remote = |end: &str| {
        let mut named =
            refs.iter().filter(|one| one.name.starts_with("refs/remotes/") && one.name.ends_with(end));
        let origin = format!("refs/remotes/origin{end}");
        named.clone().find(|one| one.name == origin).or_else(|| named.next())
    };
    let named = |name: &str| refs.iter().find(|one| one.name == name);
    let other = |name: &str| named(&format!("refs/heads/{name}")).filter(|_| branch != Some(name));
    let found = remote("/HEAD")
        .or_else(|| remote("/main"))
        .or_else(|| remote("/master"))
        .or_else(|| other("main"))
        .or_else(|| other("master"))
        .or_else(|| history::last_release(refs));
    match found {
        Some(found) => {
            let name = found.stands_for.as_deref().unwrap_or(&found.name);
            (short(name), found.commit.clone())
        }
        None => ("the last commit".to_owned(), here.to_owned()),
    }
}

fn noted(store: &Store) -> Option<BaseNote> {
    serde_json::from_slice(&store.cache().read(NOTE)?).ok()
}

/// Keeps a base for the next command. Harmless when it cannot; looking alone makes no folder.
fn keep(store: &Store, note: &BaseNote) {
    if let Ok(bytes) = serde_json::to_vec(note) {
        store.cache().keep(NOTE, &bytes);
    }
}
