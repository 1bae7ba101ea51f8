//! What one run of cargo says it has compiled: its JSON messages, read from the whole log, and the files that belong to each
//! unit in the target folder.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;

use super::collect::UnitInputs;

/// The longest message that is read, in bytes. Those that matter here have a few kilobytes.
const LONGEST: u64 = 4 << 20;

/// The most messages that are kept of one run.
const MOST: usize = 100_000;

/// What one run of cargo has compiled.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) units: Vec<BuildUnit>,
    pub(crate) scripts: Vec<ExecutedScript>,
    /// The folders that cargo and the compiler write to.
    pub(crate) profiles: BTreeSet<PathBuf>,
    /// What the build scripts declare, once somebody asked: there may be hundreds.
    pub(super) declared: OnceCell<BTreeMap<String, UnitInputs>>,
}

/// One compiled target of one package.
#[derive(Debug, Clone)]
pub(crate) struct BuildUnit {
    pub(crate) package: PackageName,
    /// Was it compiled earlier, so that cargo took what was there?
    pub(crate) fresh: bool,
    pub(crate) source: PathBuf,
    pub(crate) files: Vec<PathBuf>,
    /// Is the unit what rustdoc writes? It leaves no dependency file behind.
    pub(crate) page: bool,
    /// The dependency file, once somebody asked.
    pub(super) dep_info: OnceCell<Option<PathBuf>>,
}

/// A package, as cargo's messages name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageName {
    pub(crate) id: String,
    /// The folder of its manifest; empty where it is not told.
    pub(crate) folder: PathBuf,
}

impl PackageName {
    /// Does the package lie on this disk, as a member or a path dependency does?
    pub(crate) fn is_local(&self) -> bool {
        self.id.starts_with("path+")
    }

    /// The name of the package.
    pub(crate) fn name(&self) -> &str {
        let (source, fragment) = self.id.rsplit_once('#').unwrap_or((self.id.as_str(), ""));
        match fragment.rsplit_once('@') {
            Some((name, _)) => name,
            None => source.rsplit(['/', '\\']).next().unwrap_or_default(),
        }
    }
}

/// A build script that was run, now or earlier.
#[derive(Debug, Clone)]
pub(crate) struct ExecutedScript {
    pub(crate) package: String,
    /// The folder that holds what it printed.
    pub(crate) folder: PathBuf,
}

#[derive(Deserialize)]
struct CargoMessage {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    manifest_path: String,
    target: Option<CargoTarget>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    #[serde(default)]
    fresh: bool,
    #[serde(default)]
    out_dir: PathBuf,
}

#[derive(Deserialize)]
struct CargoTarget {
    #[serde(default)]
    src_path: PathBuf,
}

/// Reads the messages of a run from its log. Lines that are no such message say nothing.
pub(crate) fn read(log: impl Read) -> Compiled {
    let mut compiled = Compiled::default();
    let mut log = BufReader::new(log);
    let mut line = Vec::new();
    for _ in 0..MOST {
        line.clear();
        match log.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let tells = [&br#"{"reason":"compiler-artifact""#[..], &br#"{"reason":"build-script-executed""#[..]];
        if tells.iter().any(|start| line.starts_with(start))
            && let Ok(message) = serde_json::from_slice(&line)
        {
            compiled.add(message);
        }
    }
    compiled
}

impl Compiled {
    fn add(&mut self, message: CargoMessage) {
        if message.reason == "build-script-executed" {
            let Some(folder) = message.out_dir.parent() else { return };
            self.profiles.extend(folder.parent().and_then(Path::parent).map(Path::to_owned));
            self.scripts.push(ExecutedScript { package: message.package_id, folder: folder.to_owned() });
            return;
        }
        for file in &message.filenames {
            let folder = file.parent().unwrap_or(file);
            let inner = folder.ancestors().find(|above| {
                above.file_name().is_some_and(|name| {
                    ["deps", "build", "examples", "doc"].iter().any(|inner| name == *inner)
                })
            });
            self.profiles.insert(inner.and_then(Path::parent).unwrap_or(folder).to_owned());
        }
        let page =
            message.filenames.iter().any(|file| file.extension().is_some_and(|ending| ending == "html"));
        let folder = Path::new(&message.manifest_path).parent().unwrap_or(Path::new("")).to_owned();
        self.units.push(BuildUnit {
            package: PackageName { id: message.package_id, folder },
            fresh: message.fresh,
            source: message.target.map(|target| target.src_path).unwrap_or_default(),
            files: message.filenames,
            page,
            dep_info: OnceCell::new(),
        });
    }

    /// Adds what another step of the same gate has compiled. What was compiled anew once is not fresh.
    pub(crate) fn extend(&mut self, other: Self) {
        self.units.extend(other.units);
        self.scripts.extend(other.scripts);
        self.profiles.extend(other.profiles);
        self.declared = OnceCell::new();
    }

    /// The dependency file of a unit, where there is one.
    pub(crate) fn dep_info(&self, unit: &BuildUnit) -> Option<PathBuf> {
        let find = || {
            let mut found = unit.files.iter().filter_map(|file| beside(file));
            found.next().or_else(|| unit.files.iter().find_map(|file| self.uplifted(file)))
        };
        unit.dep_info.get_or_init(find).clone()
    }

    /// The dependency file of a file that cargo has put beside the folder where it was compiled: the same file under
    /// another name, or a copy where the disk has no second names.
    fn uplifted(&self, file: &Path) -> Option<PathBuf> {
        let plain = |stem: &str| stem.replace('-', "_");
        let stem = plain(file.file_stem()?.to_str()?);
        let seen = fs::metadata(file).ok()?;
        let folder = file.parent()?;
        let own = [folder.join("deps"), folder.to_owned()].into_iter();
        let folders: BTreeSet<PathBuf> =
            own.chain(self.profiles.iter().map(|profile| profile.join("deps"))).collect();
        let mut copies: Vec<(bool, SystemTime, PathBuf)> = Vec::new();
        for entry in folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
            let path = entry.path();
            let Some(name) = path.file_stem().and_then(OsStr::to_str) else { continue };
            let named =
                plain(name) == stem || name.rsplit_once('-').is_some_and(|(start, _)| plain(start) == stem);
            if !named || path == file || path.extension() != file.extension() {
                continue;
            }
            let Ok(metadata) = entry.metadata() else { continue };
            if let Some(dep_info) = beside(&path).filter(|_| metadata.len() == seen.len()) {
                let time = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                copies.push((is_same(&seen, &metadata), time, dep_info));
            }
        }
        copies.sort_unstable();
        copies.pop().map(|(_, _, dep_info)| dep_info)
    }
}

/// Is it the same file under two names?
#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

/// The dependency file beside a compiled file with a hash in its name: `liba-0e6c.rlib` has `a-0e6c.d`.
fn beside(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    let stem = file.file_stem()?.to_str()?;
    let plain = stem.strip_prefix("lib").unwrap_or(stem);
    let mut names = [stem, plain].map(|name| folder.join(format!("{name}.d"))).into_iter();
    let in_deps = folder.file_name().is_some_and(|name| name == "deps" || name == "examples");
    if in_deps && let Some(found) = names.find(|path| path.is_file()) {
        return Some(found);
    }
    // A build script has a folder for itself: `build/a-0e6c/build-script-build`.
    let hash = folder.file_name()?.to_str()?.rsplit_once('-')?.1;
    let script = folder.join(format!("{}-{hash}.d", stem.replace('-', "_")));
    script.is_file().then_some(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_and_the_rest_is_passed_over() {
        let log = concat!(
            "Compiling a\n",
            r#"{"reason":"compiler-artifact","package_id":"path+file:///w/a#0.1.0","manifest_path":"/w/a/Cargo.toml","#,
            r#""target":{"src_path":"/w/a/src/lib.rs"},"filenames":["/w/target/debug/deps/liba-0e.rlib"],"fresh":true}"#,
            "\n{\"reason\":\"compiler-artifact\" broken\n",
            r#"{"reason":"build-script-executed","package_id":"path+file:///w/a#b@0.1.0","out_dir":"/w/target/debug/build/b-1/out"}"#,
        );
        let compiled = read(log.as_bytes());
        let [unit] = compiled.units.as_slice() else { panic!("{compiled:?}") };
        assert_eq!((unit.package.name(), unit.fresh, unit.package.is_local()), ("a", true, true));
        assert_eq!(compiled.scripts[0].folder, Path::new("/w/target/debug/build/b-1"));
        assert_eq!(compiled.profiles.into_iter().collect::<Vec<_>>(), [Path::new("/w/target/debug")]);
    }

    proptest::proptest! {
        #[test]
        fn any_log_is_survived(text in "(\\{\"reason\":\"compiler-artifact\")?[\\[\\]{}\",:a-z0-9\n]{0,80}") {
            read(text.as_bytes());
        }
    }
}
