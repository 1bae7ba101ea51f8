//! Passes of the same user's other workspaces: which of them speak for a gate here, and which of ours may speak elsewhere. A pass
//! speaks where all that it was bound to is the same here, and where it follows again from its observations.

use std::time::Duration;

use shipworthy_model::basis::ClockSource;
use shipworthy_model::checklist::{Gate, Sharing};
use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::kind::{Effect, Kind, Scope};
use shipworthy_model::observed::ObservedSubject;
use shipworthy_model::record::Record;
use shipworthy_model::verdict::Evidence;

use crate::evidence::{PLACES, SharedKey, SharedPasses};
use crate::freshness::fingerprint::without_files;
use crate::run::effect::has_effect;
use crate::run::rejudge::rejudge;
use crate::run::session::Session;
use crate::run::survey::max_age;
use crate::sys::clock;

impl Session<'_> {
    /// Opens what workspaces of this user share, where the policy says so; what is in the way is told.
    pub(super) fn open_shared(&mut self) {
        if self.checklist.policy.share != Sharing::User || self.index.distrust.is_some() {
            return;
        }
        let given = {
            let scopes = self.scopes.borrow();
            let given = scopes.settings().variables(scopes.root());
            PLACES.into_iter().find(|name| given.contains_key(*name))
        };
        let opened = match given {
            // What comes with a repository would choose what is believed.
            Some(name) => Err(format!("settings of cargo set {name}; take that out of `[env]`")),
            None => SharedPasses::open(&self.root),
        };
        match opened {
            Ok(shared) => self.shared = Some(shared),
            Err(why) => self.index.problem(format!("no evidence is shared: {why}")),
        }
    }

    /// The pass of another workspace that speaks for a gate whose fingerprint here is `now`.
    pub(super) fn shared_evidence(&self, gate: &Gate, kind: &Kind, now: &Fingerprint) -> Option<Evidence> {
        let shared = self.shared.as_ref().filter(|_| self.may_share(gate, kind))?;
        let max_age = max_age(self, gate, kind);
        [now.clone(), without_files(now)].iter().find_map(|now| {
            shared.with(&self.key(gate, now)).into_iter().find_map(|(name, pass)| {
                let judgement = self.speaks(gate, kind, (now, max_age), &pass.record)?;
                Some(Evidence {
                    record: name,
                    recorded: pass.record.recorded,
                    commit: pass.record.commit,
                    from: Some(pass.workspace),
                    duration_ms: pass.record.duration_ms,
                    judgement,
                    executed: false,
                    changed: Vec::new(),
                    max_age,
                    skipped: None,
                })
            })
        })
    }

    /// The record of a pass that another workspace shares.
    pub fn shared_record(&self, name: &str) -> Option<Record> {
        Some(self.shared.as_ref()?.read(name)?.record)
    }

    /// The judgement of a record that speaks for a gate here.
    fn speaks(
        &self,
        gate: &Gate,
        kind: &Kind,
        (now, max_age): (&Fingerprint, Option<Duration>),
        record: &Record,
    ) -> Option<Judgement> {
        let time = clock::now();
        let by_hand = record.basis.as_ref().is_none_or(|basis| basis.clock == ClockSource::ByHand);
        let same = record.gate == gate.id && record.check == gate.check && record.fingerprint == *now;
        let young = record.recorded <= time && max_age.is_none_or(|age| time.since(record.recorded) <= age);
        if by_hand || !same || !young || !self.holds(&record.observed) {
            return None;
        }
        rejudge(kind, gate, record).ok().filter(|judgement| judgement.result == Conclusion::Pass)
    }

    /// Shares the record of a run that passed, and takes back the passes that another one contradicts.
    pub(super) fn share(&mut self, record: &Record) {
        let (Some(shared), Some(gate)) = (&self.shared, self.checklist.gate(&record.gate)) else { return };
        let Ok(kind) = self.kind(gate) else { return };
        let own = &record.fingerprint;
        let done = if record.judgement.result == Conclusion::Pass {
            let by_hand = self.ground.basis.clock == ClockSource::ByHand;
            if by_hand || !self.may_share(gate, kind) || self.names_its_place(gate, record) {
                return;
            }
            shared.keep(&self.key(gate, own), &self.root, record)
        } else {
            let now = self.fingerprint(gate, kind).ok();
            let about = [Some(own.clone()), Some(without_files(own)), now].into_iter().flatten();
            about.map(|about| self.key(gate, &about)).try_for_each(|key| shared.withdraw(&key))
        };
        if let Err(error) = done {
            self.index.problem(format!("what `{}` says could not be shared: {error}", gate.id));
        }
    }

    /// Removes what has been shared for long, or is too much.
    pub fn prune_shared(&self) {
        if let Some(shared) = &self.shared {
            shared.prune(clock::moment());
        }
    }

    fn key(&self, gate: &Gate, fingerprint: &Fingerprint) -> SharedKey {
        SharedKey::of(&self.checklist.digest, &gate.id, fingerprint)
    }

    /// Was the run told the path of this workspace? Elsewhere it would read here again, and nothing there would tell.
    fn names_its_place(&self, gate: &Gate, record: &Record) -> bool {
        let scopes = self.scopes.borrow();
        let (root, variables) = (scopes.root().to_string_lossy(), scopes.variables());
        let told = serde_json::to_string(&(&gate.check, &gate.env)).is_ok_and(|told| told.contains(&*root));
        let parts = record.fingerprint.parts.iter().filter_map(|part| part.name.strip_prefix("env "));
        let observed = record.observed.iter().filter_map(|input| match &input.subject {
            ObservedSubject::Variable(name) => Some(name.as_str()),
            _ => None,
        });
        told || parts.chain(observed).any(|name| variables.holds(name, &root))
    }

    /// May runs of a gate speak for other workspaces? Only by a check that comes with this program: what another one does is no
    /// part of what its evidence is bound to. Not where a person answers, where the clone or the machine is what was looked at,
    /// after a release, and where each run is to be done.
    fn may_share(&self, gate: &Gate, kind: &Kind) -> bool {
        let known = self.built_in.iter().any(|known| std::ptr::eq(*known, kind));
        let bound_here =
            [Effect::Machine, Effect::Repeat].into_iter().any(|effect| has_effect(gate, kind, effect));
        known && !bound_here && gate.watch.is_none() && is_of_contents(&kind.scope)
    }
}

fn is_of_contents(scope: &Scope) -> bool {
    match scope {
        Scope::Commit | Scope::Refs { .. } | Scope::SignOff => false,
        Scope::Each(scopes) => scopes.iter().all(is_of_contents),
        _ => true,
    }
}
