//! The recording of one run: what its result depends on and what was observed become a record in the store, and the evidence
//! that is told of it. What cannot be kept is no pass.

use std::collections::BTreeSet;
use std::time::SystemTime;

use shipworthy_model::checklist::Gate;
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::observed::{ObservedInput, ObservedSubject};
use shipworthy_model::record::{RECORD_SCHEMA, Record};
use shipworthy_model::unknown::{Reason, Unknown};
use shipworthy_model::verdict::Evidence;

use crate::evidence::{RecordName, StoreLock};
use crate::freshness::fingerprint::without_files;
use crate::freshness::observed::Sighted;
use crate::run::execute::FinishedJob;
use crate::run::session::Session;
use crate::run::spoilt::{unkept, void};
use crate::sys::clock;

/// A gate that has ended, and what its result depends on.
pub(super) struct Recording<'a> {
    pub(super) gate: &'a Gate,
    /// All that the result depends on, or why that cannot be told.
    pub(super) fingerprint: &'a Result<Fingerprint, Unknown>,
    /// When the gate was started, by the clock that stamps files.
    pub(super) since: SystemTime,
    /// Has the session taken another tree since then?
    pub(super) overtaken: bool,
}

impl Recording<'_> {
    /// Keeps the record of the run in the store. The judgement in the evidence is another one when that could not be done, and
    /// the evidence then names no record.
    pub(super) fn keep(
        &self,
        session: &mut Session<'_>,
        lock: &StoreLock,
        done: FinishedJob,
        judgement: Judgement,
    ) -> Evidence {
        let (observed, moved) = self.observed(session, &done.sighted);
        let judgement = self.hold_against(judgement, moved.as_deref());
        let head = session.tree.git.as_ref();
        let mut evidence = Evidence {
            record: String::new(),
            recorded: clock::now(),
            commit: head.and_then(|head| head.commit.clone()),
            from: None,
            duration_ms: done.duration_ms,
            judgement,
            executed: true,
            changed: Vec::new(),
            max_age: None,
            skipped: None,
        };
        match self.append(session, lock, done, observed, &evidence) {
            Ok(name) => evidence.record = name.to_string(),
            Err(why) => {
                let why = self.put_aside(session, lock, &evidence.judgement, why);
                evidence.judgement = unkept(evidence.judgement, &why);
            }
        }
        evidence
    }

    /// What the run was seen to depend on beyond its fingerprint; and the name of what changed meanwhile, where something did.
    fn observed(&self, session: &Session<'_>, sighted: &Sighted) -> (Vec<ObservedInput>, Option<String>) {
        // What was predicted is not bound where everything was seen, and covers nothing where no file was.
        let covers = !sighted.whole && !sighted.paths.is_empty();
        let predicted = self.fingerprint.iter().filter(|_| covers);
        let parts = predicted.flat_map(|fingerprint| &fingerprint.parts);
        let files = parts.filter_map(|part| session.manifest(part)).flatten();
        let covered: BTreeSet<String> = files.map(|(path, _)| path).collect();
        let (mut observed, changed) = session.observed(sighted, &covered, self.since);
        // What the gate sets is what its steps got, whatever it is elsewhere.
        let set = |input: &ObservedInput| match &input.subject {
            ObservedSubject::Variable(name) => self.gate.env.contains_key(name),
            _ => false,
        };
        observed.retain(|input| !set(input));
        (observed, changed)
    }

    /// The judgement, which is no pass when nobody knows what it depends on, or when that changed while the gate ran.
    fn hold_against(&self, judgement: Judgement, moved: Option<&str>) -> Judgement {
        if judgement.result != Conclusion::Pass {
            return judgement;
        }
        match (self.fingerprint, moved) {
            (Err(unknown), _) => Judgement::unknown(unknown.reason, unknown.detail.clone()),
            (Ok(_), Some(name)) => {
                let path = name.split_once(' ').map_or(name, |(_, path)| path);
                Judgement::unknown(Reason::CouldNotLook, void(path))
            }
            (Ok(_), None) => judgement,
        }
    }

    /// Writes the record.
    ///
    /// # Errors
    ///
    /// Why there is none. What a result depends on must be known, or nothing could ever tell that it is stale.
    fn append(
        &self,
        session: &mut Session<'_>,
        lock: &StoreLock,
        done: FinishedJob,
        mut observed: Vec<ObservedInput>,
        evidence: &Evidence,
    ) -> Result<RecordName, String> {
        let fingerprint = self.fingerprint.as_ref().map_err(|unknown| unknown.detail.clone())?;
        if evidence.judgement.result != Conclusion::Pass {
            session.bind_as_before(&self.gate.id, fingerprint, &mut observed);
        }
        self.keep_manifests(session, fingerprint);
        let record = Record {
            schema: RECORD_SCHEMA,
            sequence: 0,
            gate: self.gate.id.clone(),
            check: self.gate.check.clone(),
            recorded: evidence.recorded,
            duration_ms: done.duration_ms,
            commit: evidence.commit.clone(),
            tree: session.tree_id(),
            dirty: session.tree.git.as_ref().is_some_and(|head| !head.dirty.is_empty()),
            fingerprint: match done.sighted.whole {
                true => without_files(fingerprint),
                false => fingerprint.clone(),
            },
            basis: Some(session.ground.basis.clone()),
            observed,
            rebuilt: done.rebuilt.into_iter().collect(),
            observations: done.observations,
            judgement: evidence.judgement.clone(),
        };
        session.append(lock, record).map_err(|error| error.to_string())
    }

    /// Keeps the lists of the files behind the parts of the fingerprint, so that `why` can name those that change.
    fn keep_manifests(&self, session: &Session<'_>, fingerprint: &Fingerprint) {
        if self.overtaken {
            // The lists of another tree are not those behind this fingerprint.
            return;
        }
        for part in &fingerprint.parts {
            if !session.store.has_manifest(&part.value)
                && let Some(files) = session.manifest(part)
            {
                // Without it `why` names no file; the evidence is none the worse.
                drop(session.store.keep_manifest(&part.value, &files));
            }
        }
    }

    /// Puts aside the passes that a result overrules which could not be kept: what was proven before holds no more. Says why
    /// the result was not kept, and why an older pass is still there if it is.
    fn put_aside(
        &self,
        session: &mut Session<'_>,
        lock: &StoreLock,
        judgement: &Judgement,
        why: String,
    ) -> String {
        let now = self.fingerprint.as_ref().ok();
        // Who could not look, and does not know at what, has said nothing of what was proven before.
        let blind = now.is_none() && matches!(judgement.result, Conclusion::Unknown(_));
        if judgement.result == Conclusion::Pass || blind {
            return why;
        }
        match session.put_aside(lock, &self.gate.id, now) {
            Ok(()) => why,
            Err(error) => format!("{why}; and an older pass is still there: {error}"),
        }
    }
}
