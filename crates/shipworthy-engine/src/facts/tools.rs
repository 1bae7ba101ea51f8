//! Programs and their versions. A program is asked for its version only when it is known how to ask without making
//! it do something; the answers are kept until the program changes.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use shipworthy_model::facts::Tool;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::evidence::CacheFolder;
use crate::facts::rustup::{self, InstalledToolchain, is_stand_in, stands_in_for};
use crate::facts::{settings, toolchain};
use crate::sys::call::{CallFailure, ShortCall};
use crate::sys::files::sha256_hex;
use crate::sys::search_path::SearchPath;

/// The longest a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most that a program may print to say its version, or its help.
const LONGEST: u64 = 1 << 20;

/// How many answers are kept for one program: as many as toolchains somebody switches between in a day.
const ANSWERS: usize = 4;

/// Programs that answer to `--version`.
const PLAIN: &[&str] = &[
    "actionlint",
    "bash",
    "buf",
    "bun",
    "cargo",
    "cc",
    "clang",
    "clippy-driver",
    "cmake",
    "cosign",
    "cross",
    "curl",
    "deno",
    "docker",
    "g++",
    "gcc",
    "gh",
    "git",
    "git-cliff",
    "glab",
    "hyperfine",
    "jq",
    "just",
    "k6",
    "ld",
    "lychee",
    "make",
    "markdownlint",
    "mdbook",
    "meson",
    "mold",
    "ninja",
    "node",
    "npm",
    "npx",
    "oha",
    "perl",
    "pkg-config",
    "pnpm",
    "podman",
    "protoc",
    "pwsh",
    "python",
    "python3",
    "rsync",
    "ruby",
    "rust-analyzer",
    "rustdoc",
    "rustfmt",
    "rustup",
    "samply",
    "sccache",
    "shellcheck",
    "syft",
    "taplo",
    "tokei",
    "trivy",
    "typos",
    "uv",
    "valgrind",
    "wasm-bindgen",
    "wasm-pack",
    "wasmtime",
    "wrk",
    "yamllint",
    "yarn",
    "zig",
];

/// Programs that are asked otherwise, and the text before the version when it is not the first one printed.
const SPECIAL: &[(&str, &[&str], &str)] = &[
    ("cargo-clippy", &["--version"], ""),
    ("cargo-fmt", &["--version"], ""),
    ("elixir", &["--version"], "Elixir "),
    ("go", &["version"], ""),
    ("java", &["-version"], ""),
    ("javac", &["-version"], ""),
    ("kubectl", &["version", "--client"], ""),
    ("mix", &["--version"], "Mix "),
    ("openssl", &["version"], ""),
    ("rustc", &["-vV"], ""),
    ("ssh", &["-V"], "OpenSSH_"),
];

/// The cache in which the answers of programs are kept.
const CACHE: &str = "tools.json";

/// The programs of this machine, looked up when asked for.
#[derive(Debug)]
pub struct InstalledTools {
    root: PathBuf,
    cache: CacheFolder,
    kept: CachedVersions,
    changed: bool,
    found: BTreeMap<(String, Option<String>), Result<Tool, Unknown>>,
    /// The toolchains that were asked after, by the names that were given; without one, that of the folder.
    toolchains: BTreeMap<Option<String>, Result<InstalledToolchain, Unknown>>,
    /// Why no stand-in of rustup is asked here, once that was looked at.
    refusal: OnceCell<Option<String>>,
}

/// The versions that programs said they have, kept between commands.
#[derive(Debug, Default, Serialize, Deserialize)]
struct CachedVersions {
    /// The answers of each program, by its name, the latest first.
    answers: BTreeMap<String, Vec<CachedVersion>>,
}

/// What a program said of its version once.
#[derive(Debug, Serialize, Deserialize)]
struct CachedVersion {
    /// The key: all that the answer depends on.
    key: String,
    text: Option<String>,
}

impl InstalledTools {
    /// The programs as seen from `root`, with what earlier commands found out and kept in the folder `cache`.
    pub fn open(root: &Path, cache: &CacheFolder) -> Self {
        let kept =
            cache.read(CACHE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let (found, toolchains, refusal) = (BTreeMap::new(), BTreeMap::new(), OnceCell::new());
        let (root, cache) = (root.to_owned(), cache.clone());
        Self { root, cache, kept, changed: false, found, toolchains, refusal }
    }

    /// The program named `name`, on the `PATH`, or relative to the root when the name holds a slash. Of `rustc` the
    /// version is all of `rustc -vV`; [`release`] finds the number in it.
    pub fn find(&mut self, name: &str) -> Option<Tool> {
        self.look_up(name, None).ok()
    }

    /// The program named `name`, as it is in a toolchain of rustup's where one is named.
    ///
    /// # Errors
    ///
    /// When there is no such program, or only a stand-in of rustup's for one that is not installed; with what to type.
    pub fn look_up(&mut self, name: &str, toolchain: Option<&str>) -> Result<Tool, Unknown> {
        let key = (name.to_owned(), toolchain.map(str::to_owned));
        if let Some(known) = self.found.get(&key) {
            return known.clone();
        }
        let tool = self.look(name, toolchain);
        self.found.insert(key, tool.clone());
        tool
    }

    /// Keeps what was found out, when there is something new. Harmless when it cannot.
    pub fn save(&self) {
        if !self.changed {
            return;
        }
        if let Ok(bytes) = serde_json::to_vec(&self.kept) {
            self.cache.keep(CACHE, &bytes);
        }
    }

    fn look(&mut self, name: &str, toolchain: Option<&str>) -> Result<Tool, Unknown> {
        let missing = |detail| Unknown::new(Reason::ToolMissing, detail);
        let path = self.path(name).ok_or_else(|| missing(format!("`{name}` is not on the PATH")))?;
        if stands_in_for(name)
            && let Some(toolchain) = toolchain.filter(|_| !is_stand_in(name, &path))
        {
            return Err(rustup::no_rustup(toolchain));
        }
        let tool = Tool::new(path.to_string_lossy());
        // A toolchain that is given by its place is not asked anything, nor is what the repository brings along.
        let may_ask = match toolchain {
            Some(toolchain) => rustup::is_name(toolchain) && self.is_outside(name, &path),
            None => self.may_ask(name, &path),
        };
        if !may_ask {
            return Ok(tool);
        }
        let version = match is_stand_in(name, &path) {
            true => {
                let chosen = self.toolchain(&path, toolchain)?;
                let version = self.version(name, &path, toolchain, Some(&chosen));
                if version.is_none() && chosen.folder.is_some() && chosen.program(name).is_none() {
                    let which = chosen.folder.as_ref().and_then(|folder| folder.file_name());
                    let which = which.unwrap_or_default().to_string_lossy();
                    return Err(missing(format!("`{name}` is not installed for the toolchain `{which}`")));
                }
                version
            }
            false => self.version(name, &path, None, None),
        };
        Ok(version.into_iter().fold(tool, Tool::version))
    }

    /// Where the program is. Cargo looks for its subcommands in its own folder too.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let found = which::which_in(name, std::env::var_os("PATH"), &self.root).ok();
        let home = || std::env::var_os("CARGO_HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let home = || home().or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        let beside = || which::which_in(name, Some(home()?.join("bin")), &self.root).ok();
        found.or_else(|| beside().filter(|_| name.starts_with("cargo-")))
    }

    fn version(
        &mut self,
        name: &str,
        path: &Path,
        toolchain: Option<&str>,
        chosen: Option<&InstalledToolchain>,
    ) -> Option<String> {
        let probes = probes(name);
        // Cargo reads its settings even to say its version.
        if probes.is_empty() || (name == "cargo" && settings::endless_here(&self.root).is_some()) {
            return None;
        }
        let mut key = stamp(path)?;
        if let Some(chosen) = chosen {
            key = sha256_hex(format!("{key}\n{}", chosen.key).as_bytes());
        }
        if let Some(answer) = self.kept(name, &key) {
            return answer;
        }
        let real = chosen.and_then(|chosen| chosen.program(name));
        let program = real.as_deref().unwrap_or(path);
        let mut version = None;
        for (args, before) in probes {
            let said = match ask(program, &args, &self.root, toolchain) {
                ProbeReply::Said(text) => Some(text),
                ProbeReply::Failed(_) => None,
                // A program that hangs may only have been slow: that is not remembered.
                ProbeReply::TooLate => return None,
            };
            version = said.and_then(|text| match name {
                "rustc" => Some(text.trim().to_owned()),
                _ => release(text.split_once(before).map_or(text.as_str(), |(_, rest)| rest))
                    .map(str::to_owned),
            });
            if version.is_some() {
                break;
            }
        }
        self.keep(name, key, version.clone());
        version
    }

    /// What the compiler says of the system that it builds for: `unix`, `target_os="linux"`; nothing when it is not asked.
    pub(crate) fn system(&mut self) -> BTreeSet<String> {
        const NAME: &str = "rustc --print cfg";
        let parse = |text: &str| text.lines().map(str::to_owned).collect();
        let Ok(Tool { path, version: Some(version), .. }) = self.look_up("rustc", None) else {
            return BTreeSet::new();
        };
        let key = sha256_hex(version.as_bytes());
        if let Some(Some(kept)) = self.kept(NAME, &key) {
            return parse(&kept);
        }
        let program = self.behind("rustc", Path::new(&path));
        let said = ask(&program, &["--print", "cfg"], &self.root, None);
        let ProbeReply::Said(text) = said else { return BTreeSet::new() };
        let own = |line: &&str| ["unix", "windows", "target_"].iter().any(|start| line.starts_with(start));
        let lines: Vec<&str> = text.lines().filter(own).collect();
        self.keep(NAME, key, Some(lines.join("\n")));
        parse(&lines.join("\n"))
    }

    /// The subcommands that cargo has by itself: neither programs nor aliases of somebody. `None` when it was not asked.
    pub(crate) fn own_subcommands(&mut self) -> Option<BTreeSet<String>> {
        const NAME: &str = "cargo --list";
        let cargo = self.look_up("cargo", None).ok()?;
        let path = PathBuf::from(&cargo.path);
        if !self.may_ask("cargo", &path) {
            return None;
        }
        let folder = self.toolchain_folder("cargo", &path);
        let key = sha256_hex(format!("{}\n{folder:?}\n{:?}", stamp(&path)?, cargo.version).as_bytes());
        let names = |text: &str| text.lines().map(str::to_owned).collect();
        if let Some(kept) = self.kept(NAME, &key) {
            return kept.as_deref().map(names);
        }
        // At the root of the file system no settings of the repository give names to anything.
        let outside = self.root.ancestors().last()?.to_owned();
        let toolchain = folder.as_deref().and_then(Path::to_str);
        let program = self.behind("cargo", &path);
        let ProbeReply::Said(listed) = ask(&program, &["--list"], &outside, toolchain) else { return None };
        // What is a program of its own has nothing said about it.
        let own = listed.lines().filter(|line| line.starts_with("    "));
        let own: Vec<&str> = own.filter_map(|line| Some(line.trim().split_once(' ')?.0)).collect();
        self.keep(NAME, key, Some(own.join("\n")));
        Some(own.into_iter().map(str::to_owned).collect())
    }

    /// May the program be started for a look? Not when it lies in the repository, or where a relative entry of the `PATH`
    /// leads to, or when it is a stand-in for a toolchain that the repository brings along.
    pub(super) fn may_ask(&self, name: &str, path: &Path) -> bool {
        self.is_outside(name, path) && self.refuses(name, path).is_none()
    }

    fn is_outside(&self, name: &str, path: &Path) -> bool {
        SearchPath::outside(&self.root).find(OsStr::new(name)).as_deref() == Some(path)
    }

    /// Why the program is not asked, being a stand-in of rustup's for one that the repository brings along.
    pub(super) fn refuses(&self, name: &str, path: &Path) -> Option<String> {
        if !is_stand_in(name, path) {
            return None;
        }
        self.refusal.get_or_init(|| toolchain::refusal(&self.root)).clone()
    }

    /// The folder of the toolchain that this stand-in of rustup's stands for here.
    pub(super) fn toolchain_folder(&mut self, name: &str, path: &Path) -> Option<PathBuf> {
        if !is_stand_in(name, path) || self.refuses(name, path).is_some() {
            return None;
        }
        self.toolchain(path, None).ok()?.folder
    }

    /// The program that is started by this one: behind a stand-in of rustup's, that of the toolchain, where it is known.
    pub(super) fn behind(&mut self, name: &str, path: &Path) -> PathBuf {
        let stands_in = is_stand_in(name, path) && self.refuses(name, path).is_none();
        let real = if stands_in { self.toolchain(path, None).ok() } else { None };
        real.and_then(|toolchain| toolchain.program(name)).unwrap_or_else(|| path.to_owned())
    }

    /// The toolchain that this stand-in of rustup's stands for here, or the one that is named.
    fn toolchain(&mut self, stand_in: &Path, named: Option<&str>) -> Result<InstalledToolchain, Unknown> {
        let name = named.map(str::to_owned);
        if let Some(known) = self.toolchains.get(&name) {
            return known.clone();
        }
        let choice = rustup::choice(&self.root, named);
        let found = self.sysroot(stand_in, &choice, named).map(|folder| {
            // An update of the toolchain leaves all of that as it was, but not the compiler itself.
            let compiler = folder.as_deref().and_then(|folder| stamp(&compiler(folder)));
            InstalledToolchain { key: format!("{choice}\n{}", compiler.unwrap_or_default()), folder }
        });
        self.toolchains.insert(name, found.clone());
        found
    }

    /// The folder of a toolchain, as its compiler tells; `None` when that did not answer in time.
    fn sysroot(
        &mut self,
        stand_in: &Path,
        choice: &str,
        named: Option<&str>,
    ) -> Result<Option<PathBuf>, Unknown> {
        const NAME: &str = "rustc --print sysroot";
        let key = sha256_hex(choice.as_bytes());
        if let Some(Some(kept)) = self.kept(NAME, &key) {
            // It may have been removed since; and nobody's word counts that a toolchain of the repository was chosen.
            let folder = PathBuf::from(kept);
            if compiler(&folder).is_file() && SearchPath::outside(&self.root).is_outside(&folder) {
                return Ok(Some(folder));
            }
        }
        let rustc = stand_in.with_file_name(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        match ask(&rustc, &["--print", "sysroot"], &self.root, named) {
            ProbeReply::Said(text) => {
                let sysroot = text.lines().next().unwrap_or_default().trim().to_owned();
                self.keep(NAME, key, Some(sysroot.clone()));
                Ok(Some(sysroot).filter(|folder| !folder.is_empty()).map(PathBuf::from))
            }
            ProbeReply::Failed(said) => Err(rustup::refusal(&said, named)),
            ProbeReply::TooLate => Ok(None),
        }
    }

    fn kept(&self, name: &str, key: &str) -> Option<Option<String>> {
        let answer = self.kept.answers.get(name)?.iter().find(|answer| answer.key == key)?;
        Some(answer.text.clone())
    }

    fn keep(&mut self, name: &str, key: String, text: Option<String>) {
        let answers = self.kept.answers.entry(name.to_owned()).or_default();
        answers.insert(0, CachedVersion { key, text });
        answers.truncate(ANSWERS);
        self.changed = true;
    }
}

/// How to ask a program for its version, best first; no way for a program that nobody vouches for.
fn probes(name: &str) -> Vec<(Vec<&str>, &'static str)> {
    if let Some((_, args, before)) = SPECIAL.iter().find(|(special, _, _)| *special == name) {
        return vec![(args.to_vec(), *before)];
    }
    if PLAIN.contains(&name) {
        return vec![(vec!["--version"], "")];
    }
    // Cargo hands its subcommands their own name; some of them insist on it, others on the contrary.
    match name.strip_prefix("cargo-") {
        Some(subcommand) => vec![(vec![subcommand, "--version"], ""), (vec!["--version"], "")],
        None => Vec::new(),
    }
}

/// The compiler of a toolchain.
fn compiler(toolchain: &Path) -> PathBuf {
    toolchain.join("bin").join(format!("rustc{}", std::env::consts::EXE_SUFFIX))
}

/// Path, length and time of change of a file, as text; `None` when it is not there.
pub(crate) fn stamp(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    Some(format!("{} {} {changed}", path.display(), metadata.len()))
}

/// How a question to a program ended.
pub(super) enum ProbeReply {
    /// The program succeeded; with what it printed, on both of its streams.
    Said(String),
    /// The program could not be started, or failed; with what it printed on standard error.
    Failed(String),
    /// The program did not end in time, and was killed.
    TooLate,
}

/// The reply of a program that is called so. `toolchain` is chosen where the program is a stand-in of rustup's.
pub(super) fn ask(program: &Path, args: &[&str], folder: &Path, toolchain: Option<&str>) -> ProbeReply {
    let question = ShortCall::new(program, folder).args(args);
    reply(toolchain.into_iter().fold(question, |question, name| question.env(rustup::TOOLCHAIN, name)))
}

/// The reply to a question.
pub(super) fn reply(question: ShortCall) -> ProbeReply {
    // rustup would fetch a toolchain that is not there.
    match question.deadline(PATIENCE).limit(LONGEST).env("RUSTUP_AUTO_INSTALL", "0").output() {
        Ok(output) if output.status.success() => {
            let said = [output.stdout, output.stderr];
            ProbeReply::Said(said.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect())
        }
        Ok(output) => ProbeReply::Failed(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => match error.cause {
            CallFailure::TimedOut(_) | CallFailure::Idle(_) | CallFailure::Interrupted => ProbeReply::TooLate,
            CallFailure::Missing | CallFailure::System(_) | CallFailure::TooMuch(_) => {
                ProbeReply::Failed(String::new())
            }
        },
    }
}

/// The first thing in `text` that looks like a version: numbers with dots between them, and what is tied to them by a
/// dash, as in `1.97.0-nightly`.
pub fn release(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = 0;
    while at < bytes.len() {
        let mut end = at + digits(at);
        if end == at {
            at += 1;
            continue;
        }
        let mut dots = 0;
        while bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
            end += 1 + digits(end + 1);
            dots += 1;
        }
        if dots == 0 {
            at = end;
            continue;
        }
        if bytes.get(end) == Some(&b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
            let tied = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'.' | b'-');
            end += 1 + bytes[end + 1..].iter().take_while(tied).count();
        }
        return text.get(at..end);
    }
    None
}

/// Is the version in `found` the one in `wanted`, or a later one? Numbers are compared, missing ones are zero. Text
/// without a number is no version, and never enough.
pub fn version_at_least(found: &str, wanted: &str) -> bool {
    let (Some(found), Some(wanted)) = (numbers(found), numbers(wanted)) else { return false };
    let length = found.len().max(wanted.len());
    let padded = |numbers: &[u64]| {
        numbers.iter().copied().chain(std::iter::repeat(0)).take(length).collect::<Vec<_>>()
    };
    padded(&found) >= padded(&wanted)
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    let start = || text.find(|c: char| c.is_ascii_digit()).map(|at| &text[at..]);
    let text = release(text).or_else(start)?;
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].split('.').filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        let cases = [
            ("cargo 1.95.0 (f2d3ce0bd 2026-03-21)", Some("1.95.0")),
            ("git version 2.39.5 (Apple Git-154)", Some("2.39.5")),
            ("rustfmt 1.9.0-nightly (59807616e1 2026-04-14)", Some("1.9.0-nightly")),
            ("v20.11.0\n", Some("20.11.0")),
            ("Docker version 24.0.7, build afdd53b", Some("24.0.7")),
            ("go version go1.22.1 linux/amd64", Some("1.22.1")),
            ("valgrind-3.19.0", Some("3.19.0")),
            ("openjdk version \"17.0.8\" 2023-07-18", Some("17.0.8")),
            ("GNU bash, version 5.2.15(1)-release", Some("5.2.15")),
            ("jq-1.6", Some("1.6")),
            ("ends with 7.", None),
            ("no number, 12 apples", None),
            ("", None),
            ("\u{e4}1.2\u{e4}", Some("1.2")),
        ];
        for (text, version) in cases {
            assert_eq!(release(text), version, "{text}");
        }
    }

    #[test]
    fn versions_compare_by_number() {
        let enough =
            [("1.95.0", "1.90"), ("1.9", "1.9.0"), ("0.10.0", "0.9.99"), ("20", "18"), ("2.47.3", "2")];
        let short =
            [("1.9.0", "1.10"), ("0.9.99", "0.10"), ("18.1", "20"), ("none", "1"), ("1.0", "many"), ("", "")];
        for (found, wanted) in enough {
            assert!(version_at_least(found, wanted), "{found} {wanted}");
        }
        for (found, wanted) in short {
            assert!(!version_at_least(found, wanted), "{found} {wanted}");
        }
        assert!(version_at_least("rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc", "1.95"));
    }

    #[test]
    fn only_programs_with_a_known_way_are_asked() {
        assert!(probes("deploy.sh").is_empty() && probes("./scripts/backup").is_empty());
        assert_eq!(probes("cargo-nextest")[0].0, ["nextest", "--version"]);
        assert_eq!(probes("rustc")[0].0, ["-vV"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,60}", other in "[0-9.\\-a]{0,30}") {
            let _ = version_at_least(&text, &other);
            let _ = release(&other);
        }
    }
}
