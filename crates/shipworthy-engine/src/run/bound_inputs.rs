//! What a run was seen to depend on, with the values of now: what a record is bound to beyond its fingerprint, and whether
//! it still holds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::SystemTime;

use shipworthy_model::fingerprint::Fingerprint;
use shipworthy_model::id::GateId;
use shipworthy_model::observed::{InputOrigin, ObservedInput, ObservedSubject};

use crate::freshness::fingerprint::without_files;
use crate::freshness::observed::{MovedFolders, Sighted, changed_at};
use crate::freshness::scope::from_root;
use crate::freshness::variables;
use crate::run::session::Session;

impl Session<'_> {
    /// The value now of something that a run was seen to depend on.
    pub fn value(&self, subject: &ObservedSubject) -> Option<String> {
        let scopes = self.scopes.borrow();
        let variables = scopes.variables();
        self.values.of(scopes.root(), subject, |name| variables.digest(name))
    }

    /// Are all of the observed inputs of a record what they were?
    pub(crate) fn holds(&self, observed: &[ObservedInput]) -> bool {
        observed.iter().all(|input| self.value(&input.subject) == input.value)
    }

    /// What of the observed inputs of a record is no longer what it was, by name.
    pub(crate) fn differing(&self, observed: &[ObservedInput]) -> Vec<String> {
        let differs = observed.iter().filter(|input| self.value(&input.subject) != input.value);
        differs.map(|input| input.subject.label()).collect()
    }

    /// What a run was seen to depend on, with its value now, but for what the fingerprint covers already; and the name of
    /// what was changed after the run was started, where something was.
    pub(crate) fn observed(
        &self,
        sighted: &Sighted,
        covered: &BTreeSet<String>,
        since: SystemTime,
    ) -> (Vec<ObservedInput>, Option<String>) {
        let scopes = self.scopes.borrow();
        let root = scopes.root();
        let (mut observed, mut changed) = (Vec::new(), None);
        let mut moved = MovedFolders::since(since);
        let mut found: BTreeSet<&PathBuf> =
            sighted.found.iter().filter(|path| !sighted.paths.contains_key(*path)).collect();
        for (path, origin) in &sighted.paths {
            let place = from_root(root, path);
            if covered.contains(&place) {
                continue;
            }
            let subject = match path.is_dir() {
                true => ObservedSubject::Below(place),
                false => ObservedSubject::File(place),
            };
            let rewritten = sighted.rewritten.contains(path);
            if *origin == InputOrigin::Traced {
                let folder = matches!(subject, ObservedSubject::Below(_));
                // That a folder is there was seen, and where a link leads; what the run makes itself is there anyway.
                if !rewritten && (folder || path.is_symlink()) {
                    found.insert(path);
                }
                // What was read of a folder stands for itself.
                if folder {
                    continue;
                }
            }
            // What lies below a folder of the workspace is watched with the tree.
            let watched = matches!(subject, ObservedSubject::Below(_)) && path.starts_with(root);
            // The compiler has read what is gone now.
            let removed = *origin == InputOrigin::DepInfo
                && !path.exists()
                && path.parent().and_then(changed_at).is_some_and(|time| time > since);
            let late = !watched && changed.is_none() && !rewritten && (removed || moved.changed(path));
            if late {
                changed = Some(subject.label());
            }
            let value = self.values.at(path);
            observed.push(ObservedInput { subject, value, origin: *origin });
        }
        let found = found.into_iter().map(|path| ObservedSubject::Presence(from_root(root, path)));
        let listed = sighted.listed.iter().map(|folder| ObservedSubject::Listing(from_root(root, folder)));
        for subject in found.chain(listed) {
            let value = self.values.of(root, &subject, |_| None);
            observed.push(ObservedInput { subject, value, origin: InputOrigin::Traced });
        }
        for (name, origin) in sighted.variables.iter().filter(|(name, _)| variables::counts(name)) {
            let value = scopes.variables().digest(name);
            let subject = ObservedSubject::Variable(name.clone());
            observed.push(ObservedInput { subject, value, origin: *origin });
        }
        (observed, changed)
    }

    /// Adds what the newest record like this one is bound to, with its value now. A run that did not pass has often seen less
    /// than one that did, because it ended sooner; once that is undone which made it fail, it must not hold any more.
    pub(crate) fn bind_as_before(&self, gate: &GateId, now: &Fingerprint, observed: &mut Vec<ObservedInput>) {
        let akin = self.index.akin(gate, &without_files(now).key);
        // What was judged before is bound to nothing more.
        let akin = akin.filter(|entry| self.judged.of(entry).is_none());
        let Some(before) = akin.and_then(|entry| self.record(&entry.name).ok()) else { return };
        let bound: BTreeSet<ObservedSubject> = observed.iter().map(|input| input.subject.clone()).collect();
        for input in before.observed.iter().filter(|input| !bound.contains(&input.subject)) {
            observed.push(ObservedInput { value: self.value(&input.subject), ..input.clone() });
        }
    }
}
