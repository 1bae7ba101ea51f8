//! The programs that are measured: the bench targets of a workspace, or one of its programs, built by cargo.

use std::path::{Path, PathBuf};

use serde_json::Value;
use shipworthy_engine::evidence::Store;
use shipworthy_engine::sys::files;
use shipworthy_engine::sys::reading::read_optional;

use super::bench_process::{call, ending, printed};
use crate::flags::BenchFlags;

/// The largest file of settings that is read.
const MOST_SETTINGS: u64 = 1 << 20;

/// A program that was built to be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BenchProgram {
    pub(super) package: String,
    pub(super) target: String,
    pub(super) path: PathBuf,
    /// The folder of its package, which cargo would run it in.
    pub(super) folder: PathBuf,
}

/// Where cargo puts what it builds for this workspace.
pub(super) fn target_folder(store: &Store, root: &Path) -> Result<PathBuf, String> {
    let words = ["metadata", "--no-deps", "--format-version", "1"];
    let text = printed(call(store, "cargo", root).args(words), "`cargo metadata`")?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder.ok_or("cargo names no folder for what it builds")?.into())
}

/// What the compiler in this folder says of itself.
pub(super) fn compiler(store: &Store, root: &Path) -> Result<String, String> {
    let text = printed(call(store, "rustc", root).args(["--version", "--verbose"]), "rustc")?;
    let of = |key: &str| {
        text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim().to_owned()
    };
    Ok(format!("{} for {}", text.lines().next().unwrap_or_default(), of("host:")))
}

/// Lets the base have the lock file of the head, where it has none of its own: otherwise it would be built from other
/// versions. Says so.
pub(super) fn lend_lock_file(root: &Path, base: &Path) -> Option<String> {
    let (own, theirs) = (root.join("Cargo.lock"), base.join("Cargo.lock"));
    let lent = own.is_file() && theirs.symlink_metadata().is_err() && files::copy(&own, &theirs).is_ok();
    lent.then(|| "the base has no Cargo.lock, and was built with that of the head".to_owned())
}

/// What is to be known when the two sides bring settings of cargo's that differ.
pub(super) fn differing_settings(root: &Path, base: &Path) -> Option<String> {
    let file = Path::new(".cargo").join("config.toml");
    let of = |root: &Path| read_optional(&root.join(&file), MOST_SETTINGS).ok().flatten();
    let differ = of(root) != of(base);
    differ.then(|| {
        format!(
            "{} differs between base and head, and so may the flags that they are built with",
            file.display()
        )
    })
}

/// Builds what is to be measured of the workspace at `root`. The programs are sorted.
pub(super) fn build(
    store: &Store,
    root: &Path,
    target: &Path,
    flags: &BenchFlags,
) -> Result<Vec<BenchProgram>, String> {
    let (command, kind) = if flags.argv.is_empty() {
        (["bench", "--no-run", "--benches"].as_slice(), "bench")
    } else {
        (["build", "--release", "--bins"].as_slice(), "bin")
    };
    let mut cargo = call(store, "cargo", root).args(command);
    cargo = match flags.packages.as_slice() {
        [] => cargo.args(["--workspace"]),
        packages => packages.iter().fold(cargo, |cargo, name| cargo.args(["--package", name])),
    };
    let cargo =
        cargo.args(["--quiet", "--message-format=json-render-diagnostics", "--target-dir"]).args([target]);
    let output = cargo.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("cargo {}", ending(&output)));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut built: Vec<_> = messages.lines().filter_map(|line| program(line, kind)).collect();
    built.sort_by(|one, other| (&one.package, &one.target).cmp(&(&other.package, &other.target)));
    if let Some(wanted) = flags.argv.first() {
        built.retain(|program| program.target == *wanted);
        built.truncate(1);
    }
    Ok(built)
}

/// The program of this kind that a message of cargo's tells of.
fn program(line: &str, kind: &str) -> Option<BenchProgram> {
    let message: Value = serde_json::from_str(line).ok()?;
    let kinds = message["target"]["kind"].as_array()?;
    if message["reason"] != "compiler-artifact" || !kinds.iter().any(|one| one == kind) {
        return None;
    }
    let manifest = Path::new(message["manifest_path"].as_str()?);
    let folder = manifest.parent()?.to_owned();
    let id = message["package_id"].as_str()?;
    // `path+file:///folder#name@1.0.0`, or without the name when the folder has it.
    let end = id.rsplit_once('#').map_or(id, |(_, end)| end);
    let package = match end.rsplit_once('@') {
        Some((name, _)) => name.to_owned(),
        None => folder.file_name()?.to_string_lossy().into_owned(),
    };
    Some(BenchProgram {
        package,
        target: message["target"]["name"].as_str()?.to_owned(),
        path: message["executable"].as_str()?.into(),
        folder,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_package_and_its_target() {
        let line = |id: &str, kind: &str| {
            format!(
                "{{\"reason\":\"compiler-artifact\",\"package_id\":\"{id}\",\"manifest_path\":\"/w/core/Cargo.toml\",\
                 \"target\":{{\"kind\":[\"{kind}\"],\"name\":\"parse\"}},\"executable\":\"/t/parse-1\"}}"
            )
        };
        let of = |id: &str| program(&line(id, "bench"), "bench").unwrap().package;
        assert_eq!(of("path+file:///w/core#engine@0.1.0"), "engine");
        assert_eq!(of("path+file:///w/core#0.1.0"), "core");
        assert_eq!(program(&line("path+file:///w/core#0.1.0", "lib"), "bench"), None);
        assert_eq!(program("no message", "bench"), None);
        let found = program(&line("path+file:///w/core#0.1.0", "bench"), "bench").unwrap();
        assert_eq!((found.target.as_str(), found.folder.as_path()), ("parse", Path::new("/w/core")));
    }
}
