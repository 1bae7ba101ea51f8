//! What is proven now, running nothing: one entry for every gate of the checklist, from evidence alone.

use std::time::Duration;

use shipworthy_model::checklist::Gate;
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::judgement::Judgement;
use shipworthy_model::kind::{Effect, Kind};
use shipworthy_model::record::Record;
use shipworthy_model::unknown::Unknown;
use shipworthy_model::verdict::{Entry, Evidence, Known};

use crate::evidence::IndexEntry;
use crate::freshness::fingerprint::{SEEN, is_of_files, without_files};
use crate::run::effect::has_effect;
use crate::run::rejudge::rejudge;
use crate::run::session::Session;

/// How long evidence lives that depends on a network, when the policy does not say.
const NETWORK_AGE: Duration = Duration::from_secs(24 * 3600);
/// How long evidence lives that depends on the machine, when the policy does not say.
const MACHINE_AGE: Duration = Duration::from_secs(3600);

/// One gate as it stands now: what is known of it, and what its result depends on.
pub struct Surveyed {
    /// What is known of the gate.
    pub entry: Entry,
    /// The fingerprint of the gate now; `Err` when it cannot be told.
    pub fingerprint: Result<Fingerprint, Unknown>,
}

impl Surveyed {
    /// The first of these files that the result of the gate depends on.
    pub(super) fn depends_on<'p>(&self, session: &Session<'_>, paths: &[&'p str]) -> Option<&'p str> {
        let first = *paths.first()?;
        let Ok(fingerprint) = &self.fingerprint else { return Some(first) };
        fingerprint.parts.iter().filter(|part| is_of_files(&part.name)).find_map(|part| {
            match session.manifest(part) {
                Some(files) => paths.iter().find(|path| files.iter().any(|(file, _)| file == *path)).copied(),
                None => Some(first),
            }
        })
    }
}

/// Surveys every gate of the checklist, in order.
pub fn survey(session: &Session<'_>) -> Vec<Surveyed> {
    session.checklist.gates().map(|gate| one(session, gate)).collect()
}

fn one(session: &Session<'_>, gate: &Gate) -> Surveyed {
    let fingerprint = session.kind(gate).and_then(|kind| session.fingerprint(gate, kind));
    let known = match (applies(gate), &fingerprint) {
        (Err(why), _) => Known::NotApplicable(why),
        // What was proven of it when it stood for itself says nothing of those for which it is to stand.
        (Ok(()), Ok(_)) if gate.stands_for_none() => {
            Known::Nothing(session.nobody(gate).map(|unknown| unknown.to_string()))
        }
        (Ok(()), Ok(fingerprint)) => known(session, gate, fingerprint),
        (Ok(()), Err(unknown)) => Known::Nothing(Some(unknown.to_string())),
    };
    Surveyed { entry: Entry { gate: gate.id.clone(), known }, fingerprint }
}

fn applies(gate: &Gate) -> Result<(), String> {
    let here = std::env::consts::OS;
    if gate.platforms.is_empty() || gate.platforms.iter().any(|platform| platform == here) {
        Ok(())
    } else {
        Err(format!("for {} only; this is {here}", gate.platforms.join(", ")))
    }
}

fn known(session: &Session<'_>, gate: &Gate, now: &Fingerprint) -> Known {
    let index = &session.index;
    if let Some(why) = &index.distrust {
        return Known::Nothing(Some(why.clone()));
    }
    // A run that was seen to open its files is bound to them, and not to what was predicted. Few gates have such a record.
    let seen = index.has_bound_to_seen(&gate.id).then(|| without_files(now));
    let seen_key = seen.as_ref().map_or(now.key.as_str(), |seen| seen.key.as_str());
    let keys = [now.key.as_str(), seen_key];
    // What was read and judged before is what it was, while its file is.
    if let Some(entry) = index.with_any(&gate.id, keys).next()
        && let Some(judged) = session.judged.of(entry).filter(|judged| judged.is_bound_to(keys))
        && let Ok(kind) = session.kind(gate)
    {
        return Known::Evidence(Box::new(judged.evidence(&entry.name, max_age(session, gate, kind))));
    }
    let mut first = None;
    let mut holds = None;
    // The newest of those that hold now; where none does, the newest.
    for entry in index.with_any(&gate.id, keys) {
        first = first.or(Some(entry));
        match session.record(&entry.name) {
            Ok(record) if !session.holds(&record.observed) => {}
            // What cannot be read may have said that the claim does not hold.
            _ => {
                holds = Some(entry);
                break;
            }
        }
    }
    // Only where nothing here speaks: what this workspace has seen itself comes first.
    if holds.is_none()
        && let Ok(kind) = session.kind(gate)
        && let Some(evidence) = session.shared_evidence(gate, kind, now)
    {
        return Known::Evidence(Box::new(evidence));
    }
    let Some(entry) = holds.or(first).or_else(|| index.newest(&gate.id)) else {
        return Known::Nothing(None);
    };
    // The index only says which record to look at: it is a file like any other, and what it says in short is believed of
    // nothing.
    let record = match session.record(&entry.name) {
        Ok(record) => record,
        Err(error) => return Known::Nothing(Some(format!("its record {} {error}", entry.name))),
    };
    let kind = match session.kind(gate) {
        Ok(kind) => kind,
        Err(unknown) => return Known::Nothing(Some(unknown.detail)),
    };
    let mut evidence = evidence(entry, &record, max_age(session, gate, kind));
    if record.fingerprint.key == now.key || record.fingerprint.key == seen_key {
        match rejudge(kind, gate, &record) {
            Ok(judgement) => {
                session.judged.learn(entry, &record, &judgement);
                evidence.judgement = judgement;
            }
            Err(why) => return Known::Nothing(Some(why)),
        }
        // The same as predicted is not enough: what the run was seen to read must be what it was as well.
        evidence.changed = session.differing(&record.observed);
    } else {
        let now = comparable(&record, now);
        evidence.changed = record.fingerprint.changed(&now).into_iter().map(str::to_owned).collect();
        if evidence.changed.is_empty() {
            let why = format!("its record {} is damaged: its key is not that of its parts", entry.name);
            return Known::Nothing(Some(why));
        }
        if session.reads_otherwise(&record) {
            evidence.changed.retain(|part| !is_of_files(part));
            evidence.changed.insert(0, format!("{HOW_READ} (by git then, without it now)"));
        }
        // The files themselves say more than the part that they belong to.
        evidence.changed.extend(session.differing(&record.observed));
        evidence.judgement = record.judgement.clone();
    }
    Known::Evidence(Box::new(evidence))
}

/// What has changed where git read the files of a record, and does not read them now.
pub const HOW_READ: &str = "how files are read";

/// What the fingerprint of a record is to be held against: a run that was seen to open its files is not bound to those that
/// were predicted.
pub fn comparable(record: &Record, now: &Fingerprint) -> Fingerprint {
    let observed = record.fingerprint.parts.iter().any(|part| part.name == SEEN);
    if observed { without_files(now) } else { now.clone() }
}

fn evidence(entry: &IndexEntry, record: &Record, max_age: Option<Duration>) -> Evidence {
    Evidence {
        record: entry.name.to_string(),
        recorded: record.recorded,
        commit: record.commit.clone(),
        from: None,
        duration_ms: record.duration_ms,
        judgement: Judgement::of(0, "", Vec::new()),
        executed: false,
        changed: Vec::new(),
        max_age,
        skipped: None,
    }
}

/// How long evidence of the gate lives. Zero: it is never reused.
pub fn max_age(session: &Session<'_>, gate: &Gate, kind: &Kind) -> Option<Duration> {
    if has_effect(gate, kind, Effect::Repeat) {
        return Some(Duration::ZERO);
    }
    let policy = |name: &str| session.checklist.policy.max_age.get(name).copied();
    let classes = [(Effect::Network, "network", NETWORK_AGE), (Effect::Machine, "machine", MACHINE_AGE)];
    let of_class = classes.into_iter().filter(|(effect, ..)| has_effect(gate, kind, *effect));
    let shortest = of_class.map(|(_, name, default)| policy(name).unwrap_or(default)).min();
    gate.max_age.or(shortest)
}
