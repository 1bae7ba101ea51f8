//! What compiled files were made of when they were made under our eyes. Cargo goes by times, and calls fresh what was made
//! of other contents; this tells which packages must be built anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::evidence::CacheFolder;
use crate::facts::tree::{Digester, Tree};
use crate::freshness::observed::{BuildUnit, Compiled, ObservedValues, changed_at};

/// The cache in which it is kept what was made of what.
const CACHE: &str = "built.json";

/// How far the time that a file says it was written may be from the time that the system says: one that is put back from
/// elsewhere has the one of then and the other of now.
const IN_PLACE: Duration = Duration::from_secs(5);

/// What the compiled files of this workspace were made of.
#[derive(Debug, Default)]
pub(crate) struct BuiltUnits {
    cache: CacheFolder,
    known: Mutex<BTreeMap<String, BuiltUnit>>,
}

/// One compiled target as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct BuiltUnit {
    /// What tells this making of the file from any other.
    identity: String,
    /// The digest of all that it was made of.
    digest: String,
}

/// What one run of cargo has compiled, and what there is to hold it against.
pub(crate) struct BuildLook<'a> {
    pub(crate) root: &'a Path,
    pub(crate) compiled: &'a Compiled,
    pub(crate) values: &'a ObservedValues,
    pub(crate) tree: &'a Tree,
    /// The members that may be made of more than the compiler names.
    pub(crate) opaque: &'a BTreeSet<String>,
    /// Settings of the tool that cargo does not know of: their places, there or not.
    pub(crate) settings: &'a [PathBuf],
    /// Variables that the compiler reads and cargo does not ask about, in one text.
    pub(crate) variables: &'a str,
    /// When the gate was started, by the clock that stamps files.
    pub(crate) since: SystemTime,
}

impl BuiltUnits {
    /// What earlier commands have kept in the folder `cache`; nothing when that cannot be read.
    pub(crate) fn open(cache: &CacheFolder) -> Self {
        let known =
            cache.read(CACHE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { cache: cache.clone(), known: Mutex::new(known) }
    }

    /// The local packages that cargo calls fresh although nobody knows that they were made of what is there now.
    pub(crate) fn doubtful(&self, look: &BuildLook<'_>) -> BTreeSet<String> {
        let units = look.compiled.units.iter().filter(|unit| unit.fresh && unit.package.is_local());
        let known = self.known.lock().map(|known| known.clone()).unwrap_or_default();
        let doubtful = units.filter(|unit| !look.is_known(unit, &known));
        doubtful.map(|unit| unit.package.name().to_owned()).collect()
    }

    /// Keeps what the local units of a run were made of. What was changed while it ran is not known.
    pub(crate) fn remember(&self, look: &BuildLook<'_>) {
        let Ok(mut known) = self.known.lock() else { return };
        let before = known.clone();
        for unit in look.compiled.units.iter().filter(|unit| unit.package.is_local()) {
            if unit.fresh && !look.is_known(unit, &before) {
                continue;
            }
            let Some((file, built)) = look.built(unit) else { continue };
            let key = look.key(&file);
            let inputs = look.inputs(unit);
            let changed = |path: &PathBuf| changed_at(path).is_some_and(|time| time > look.since);
            if !unit.fresh && inputs.iter().any(changed) {
                known.remove(&key);
            } else {
                known.insert(key, built);
            }
        }
        known.retain(|key, _| look.root.join(key).exists());
        if *known != before
            && let Ok(bytes) = serde_json::to_vec(&*known)
        {
            self.cache.keep(CACHE, &bytes);
        }
    }
}

impl BuildLook<'_> {
    fn is_known(&self, unit: &BuildUnit, known: &BTreeMap<String, BuiltUnit>) -> bool {
        let Some((file, now)) = self.built(unit) else { return false };
        let key = self.key(&file);
        match known.get(&key) {
            Some(then) if then.identity == now.identity => *then == now,
            // Somebody has built meanwhile: cargo is believed where nothing was touched since.
            _ => {
                let profile = profile(&file).map(|profile| self.key(&profile)).unwrap_or_default();
                let folder = format!("{profile}/");
                known.keys().any(|key| key.starts_with(&folder)) && self.made_after_all(unit, &file)
            }
        }
    }

    /// The file that tells when the unit was made, with its state and the digest of what the unit is made of now.
    fn built(&self, unit: &BuildUnit) -> Option<(PathBuf, BuiltUnit)> {
        let file = match unit.page {
            true => unit.files.iter().find(|file| file.is_file())?.clone(),
            false => self.compiled.dep_info(unit)?,
        };
        let metadata = fs::metadata(&file).ok()?;
        let time = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let identity = format!("{} {}", metadata.len(), time.as_nanos());
        let mut digester = Digester::default();
        digester.line("variables", self.variables);
        for path in self.inputs(unit) {
            let value = self.values.at(&path).unwrap_or_default();
            digester.line(&self.key(&path), &value);
        }
        if self.opaque.contains(unit.package.name()) {
            self.tree.files.iter().for_each(|file| digester.line(&file.path, &file.digest));
        }
        Some((file, BuiltUnit { identity, digest: digester.hex() }))
    }

    /// All files that the unit is known to be made of.
    fn inputs(&self, unit: &BuildUnit) -> BTreeSet<PathBuf> {
        let mut paths: BTreeSet<PathBuf> = match unit.page {
            // rustdoc does not tell what it reads.
            true => [unit.package.folder.clone()].into(),
            false => self.compiled.inputs(self.root, unit).map(|inputs| inputs.paths).unwrap_or_default(),
        };
        let declared = self.compiled.declared().get(&unit.package.id);
        paths.extend(declared.into_iter().flat_map(|declared| declared.paths.iter().cloned()));
        paths.retain(|path| !self.compiled.profiles.iter().any(|profile| path.starts_with(profile)));
        paths.extend(self.settings.iter().cloned());
        paths
    }

    /// Was the unit made, in this place, after all that it is made of was changed last?
    fn made_after_all(&self, unit: &BuildUnit, file: &Path) -> bool {
        let made = || {
            let hash = file.file_stem()?.to_str()?.rsplit_once('-')?.1;
            let folder = profile(file)?.join(".fingerprint").join(format!("{}-{hash}", unit.package.name()));
            let stamp = folder.join("invoked.timestamp");
            let made = fs::metadata(&stamp).ok()?.modified().ok()?;
            let written = changed_at(&stamp)?;
            (written.duration_since(made).unwrap_or_default() < IN_PLACE).then_some(made)
        };
        let Some(made) = made() else { return false };
        let before = |path: &Path| changed_at(path).is_none_or(|time| time <= made);
        self.inputs(unit).iter().all(|path| before(path))
            && (!self.opaque.contains(unit.package.name())
                || self.tree.files.iter().all(|file| before(&self.root.join(&file.path))))
    }

    fn key(&self, path: &Path) -> String {
        path.strip_prefix(self.root).unwrap_or(path).to_string_lossy().into_owned()
    }
}

/// The folder of a profile that a compiled file lies in.
fn profile(file: &Path) -> Option<PathBuf> {
    file.ancestors().find(|folder| folder.join(".fingerprint").is_dir()).map(Path::to_owned)
}
