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
use crate::freshness::observed::{BuildUnit, Compiled, MovedFolders, ObservedValues, changed_at};
use crate::sys::files::unique;

/// The cache in which it is kept what was made of what.
const CACHE: &str = "built.json";

/// How far the time that a file says it was written may be from the time that the system says: one that is put back from
/// elsewhere has the one of then and the other of now.
const IN_PLACE: Duration = Duration::from_secs(5);

/// What the compiled files of this workspace were made of.
#[derive(Debug, Default)]
pub(crate) struct BuiltUnits {
    cache: CacheFolder,
    known: Mutex<BuiltMemory>,
}

/// What is kept between commands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct BuiltMemory {
    /// The units, by the path of the file that tells when they were made.
    units: BTreeMap<String, BuiltUnit>,
    /// The files that runs were seen to open while they compiled, by the name of the run.
    opened: BTreeMap<String, BTreeSet<PathBuf>>,
}

/// One compiled target as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct BuiltUnit {
    /// What tells this making of the file from any other.
    identity: String,
    /// The digest of all that it was made of.
    digest: String,
    /// The run that was seen to compile it, and the digest of all that was opened then. `None` when nobody was watching.
    #[serde(default)]
    seen: Option<(String, String)>,
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

    /// The local packages that cargo calls fresh although nobody knows that they were made of what is there now. What was
    /// made `before`, under our eyes, is known.
    pub(crate) fn doubtful(&self, look: &BuildLook<'_>, before: &Compiled) -> BTreeSet<String> {
        let made = |unit: &BuildUnit| before.units.iter().any(|made| !made.fresh && made.files == unit.files);
        let units = look.compiled.units.iter().filter(|unit| unit.fresh && unit.package.is_local());
        let units = units.filter(|unit| !made(unit));
        let known = self.known.lock().map(|known| known.clone()).unwrap_or_default();
        let doubtful = units.filter(|unit| look.known(unit, &known).is_none());
        doubtful.map(|unit| unit.package.name().to_owned()).collect()
    }

    /// The members of which something was compiled before a file of theirs was changed that says it is older: cargo will
    /// take that for what is there, whoever calls it.
    pub(crate) fn misled(look: &BuildLook<'_>, members: &[(String, String)]) -> BTreeSet<String> {
        let misled = members.iter().filter(|(name, folder)| {
            let made = look.compiled.profiles.iter().flat_map(|profile| made_of(profile, name));
            // What was made last is what will be called fresh, if anything is.
            made.max().is_some_and(|made| {
                let mut moved = MovedFolders::since(made);
                look.tree.under(folder).iter().any(|file| {
                    let path = look.root.join(&file.path);
                    hides_a_change(&path, made) || moved.above(&path).is_some()
                })
            })
        });
        misled.map(|(name, _)| name.clone()).collect()
    }

    /// The files that were seen to be opened when the units that cargo calls fresh were made; `None` when nobody was
    /// watching when one of them was.
    pub(crate) fn opened(&self, look: &BuildLook<'_>) -> Option<BTreeSet<PathBuf>> {
        let known = self.known.lock().map(|known| known.clone()).unwrap_or_default();
        let mut opened = BTreeSet::new();
        for unit in look.compiled.units.iter().filter(|unit| unit.fresh && unit.package.is_local()) {
            let (run, _) = look.known(unit, &known)?.seen?;
            opened.extend(known.opened.get(&run)?.iter().cloned());
        }
        Some(opened)
    }

    /// Keeps what the local units of a run were made of, and what was seen to be opened meanwhile, if somebody watched.
    /// What was changed while it ran is not known.
    pub(crate) fn remember(&self, look: &BuildLook<'_>, opened: Option<&BTreeSet<PathBuf>>) {
        let Ok(mut known) = self.known.lock() else { return };
        let before = known.clone();
        let run = unique();
        let seen = opened.map(|opened| (run.clone(), look.values_of(opened)));
        let mut moved = MovedFolders::since(look.since);
        for unit in look.compiled.units.iter().filter(|unit| unit.package.is_local()) {
            let then = if unit.fresh { look.known(unit, &before) } else { None };
            if unit.fresh && then.is_none() {
                continue;
            }
            let Some((file, mut built)) = look.built(unit) else { continue };
            built.seen = if unit.fresh { then.and_then(|then| then.seen) } else { seen.clone() };
            let key = look.key(&file);
            if !unit.fresh && look.inputs(unit).iter().any(|path| moved.changed(path)) {
                known.units.remove(&key);
            } else {
                known.units.insert(key, built);
            }
        }
        known.units.retain(|key, _| look.root.join(key).exists());
        if let Some(opened) = opened {
            known.opened.insert(run, opened.clone());
        }
        let runs: BTreeSet<String> =
            known.units.values().filter_map(|unit| Some(unit.seen.as_ref()?.0.clone())).collect();
        known.opened.retain(|run, _| runs.contains(run));
        if *known != before
            && let Ok(bytes) = serde_json::to_vec(&*known)
        {
            self.cache.keep(CACHE, &bytes);
        }
    }
}

impl BuildLook<'_> {
    /// The unit as it was made, when it is known that it was made of what is there now.
    fn known(&self, unit: &BuildUnit, known: &BuiltMemory) -> Option<BuiltUnit> {
        let (file, now) = self.built(unit)?;
        match known.units.get(&self.key(&file)) {
            Some(then) if then.identity == now.identity => {
                let same = then.digest == now.digest
                    && then.seen.as_ref().is_none_or(|seen| self.is_same(seen, known));
                same.then(|| then.clone())
            }
            // Somebody has built meanwhile: cargo is believed where nothing was touched since.
            _ => {
                let profile = profile(&file).map(|profile| self.key(&profile)).unwrap_or_default();
                let folder = format!("{profile}/");
                let lives_here = known.units.keys().any(|key| key.starts_with(&folder));
                (lives_here && self.made_after_all(unit, &file)).then_some(now)
            }
        }
    }

    /// Is all that was opened when a unit was made what it was then?
    fn is_same(&self, (run, digest): &(String, String), known: &BuiltMemory) -> bool {
        known.opened.get(run).is_some_and(|opened| self.values_of(opened) == *digest)
    }

    /// One digest over what lies at these paths now. What a build writes is no source.
    fn values_of(&self, paths: &BTreeSet<PathBuf>) -> String {
        let mut digester = Digester::default();
        for path in paths {
            digester.line(&self.key(path), &self.values.at(path).unwrap_or_default());
        }
        digester.hex()
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
        Some((file, BuiltUnit { identity, digest: digester.hex(), seen: None }))
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
        let beside: Vec<PathBuf> = paths.iter().filter_map(|path| other_place(path)).collect();
        paths.extend(beside);
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
        let mut moved = MovedFolders::since(made);
        !self.inputs(unit).iter().any(|path| moved.changed(path))
            && (!self.opaque.contains(unit.package.name())
                || !self.tree.files.iter().any(|file| moved.changed(&self.root.join(&file.path))))
    }

    fn key(&self, path: &Path) -> String {
        path.strip_prefix(self.root).unwrap_or(path).to_string_lossy().into_owned()
    }
}

/// The other place of a module, `a/mod.rs` for `a.rs`: when a file appears there, the module does not compile any more, and
/// cargo looks only at those that were compiled.
fn other_place(source: &Path) -> Option<PathBuf> {
    let rust = source.extension().is_some_and(|extension| extension == "rs");
    let (folder, stem) = (source.parent()?, source.file_stem().filter(|_| rust)?);
    if stem == "mod" {
        return Some(folder.with_extension("rs"));
    }
    Some(folder.join(stem).join("mod.rs"))
}

/// When units of a package were made in a profile, as cargo goes by.
fn made_of(profile: &Path, package: &str) -> Vec<SystemTime> {
    let units = fs::read_dir(profile.join(".fingerprint")).into_iter().flatten().flatten();
    let own = units.filter(|unit| {
        let name = unit.file_name();
        name.to_str().and_then(|name| name.rsplit_once('-')).is_some_and(|(name, _)| name == package)
    });
    let stamp =
        own.filter_map(|unit| fs::metadata(unit.path().join("invoked.timestamp")).ok()?.modified().ok());
    stamp.collect()
}

/// Was a file changed after a moment, though it says that it is older?
fn hides_a_change(file: &Path, made: SystemTime) -> bool {
    let Ok(metadata) = fs::metadata(file) else { return false };
    let written = metadata.modified().is_ok_and(|time| time <= made);
    written && changed_at(file).is_some_and(|time| time > made)
}

/// The folder of a profile that a compiled file lies in.
fn profile(file: &Path) -> Option<PathBuf> {
    file.ancestors().find(|folder| folder.join(".fingerprint").is_dir()).map(Path::to_owned)
}
