//! What cargo says of its own subcommands and their flags. Only subcommands that come with Rust are asked, and only for
//! their help: nothing that a document names is ever run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;

use serde::{Deserialize, Serialize};
use shipworthy_model::facts::{Flags, Takes};

use crate::evidence::CacheFolder;
use crate::facts::settings::endless_here;
use crate::facts::tools::{InstalledTools, ProbeReply, ask, reply};
use crate::sys::call::ShortCall;
use crate::sys::worker::ScopedWorker;

/// The subcommands and flags that cargo accepts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CargoHelp {
    /// The subcommands of cargo, add-ons and aliases of the workspace included; empty when it could not be asked.
    pub subcommands: BTreeSet<String>,
    /// The flags of each subcommand that was asked after and comes with Rust.
    pub flags: BTreeMap<String, Flags>,
}

/// What cargo said of flags, kept between commands.
#[derive(Debug, Default, Serialize, Deserialize)]
struct CachedFlags {
    /// The version of cargo that said so.
    cargo: String,
    flags: BTreeMap<String, Flags>,
}

/// The subcommands that come with Rust.
const OURS: &[&str] = &[
    "add",
    "bench",
    "build",
    "check",
    "clean",
    "clippy",
    "doc",
    "fetch",
    "fix",
    "fmt",
    "generate-lockfile",
    "info",
    "init",
    "install",
    "locate-project",
    "login",
    "logout",
    "metadata",
    "new",
    "owner",
    "package",
    "pkgid",
    "publish",
    "remove",
    "report",
    "run",
    "rustc",
    "rustdoc",
    "search",
    "test",
    "tree",
    "uninstall",
    "update",
    "vendor",
    "version",
    "yank",
];

/// The cache in which the flags of subcommands are kept.
const CACHE: &str = "help.json";

/// Asks cargo, in the folder `root`, for its subcommands and for the flags of those in `wanted`. What it said of flags is
/// kept in `cache`, until there is another cargo.
pub fn cargo(
    tools: &mut InstalledTools,
    root: &Path,
    cache: &CacheFolder,
    wanted: &BTreeSet<String>,
) -> CargoHelp {
    if endless_here(root).is_some() {
        return CargoHelp::default();
    }
    let Some(cargo) = tools.find("cargo") else { return CargoHelp::default() };
    let path = Path::new(&cargo.path);
    if !tools.may_ask("cargo", path) {
        return CargoHelp::default();
    }
    let program = tools.behind("cargo", path);
    let ProbeReply::Said(listed) = ask(&program, &["--list"], root, None) else {
        return CargoHelp::default();
    };
    let (subcommands, aliases) = subcommands(&listed);
    let mut kept: CachedFlags =
        cache.read(CACHE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let version = cargo.version.unwrap_or_default();
    if kept.cargo != version || version.is_empty() {
        kept = CachedFlags { cargo: version, flags: BTreeMap::new() };
    }
    // An alias of the workspace may stand before an add-on such as clippy: nobody can tell what its flags mean then.
    let ours = |name: &&String| OURS.contains(&name.as_str()) && !aliases.contains(name.as_str());
    let toolchain = tools.toolchain_folder("cargo", path);
    let open = wanted.iter().filter(ours).filter(|name| !kept.flags.contains_key(*name));
    let said: Vec<(String, Flags)> = thread::scope(|scope| {
        let asked: Vec<_> = open
            .map(|name| {
                (name, ScopedWorker::start(scope, || flags_of(&program, name, root, toolchain.as_deref())))
            })
            .collect();
        let answer = |asked: ScopedWorker<'_, Option<Flags>>| asked.join().ok().flatten();
        asked.into_iter().filter_map(|(name, asked)| Some((name.clone(), answer(asked)?))).collect()
    });
    if !said.is_empty() {
        kept.flags.extend(said);
        if let Ok(bytes) = serde_json::to_vec(&kept) {
            cache.keep(CACHE, &bytes);
        }
    }
    let flags = kept.flags.into_iter().filter(|(name, _)| wanted.contains(name)).collect();
    CargoHelp { subcommands, flags }
}

/// The names in `cargo --list`, and those of them that are aliases.
fn subcommands(listed: &str) -> (BTreeSet<String>, BTreeSet<&str>) {
    let mut names = BTreeSet::new();
    let mut aliases = BTreeSet::new();
    for line in listed.lines().filter(|line| line.starts_with("    ")) {
        let line = line.trim();
        let (name, about) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        names.insert(name.to_owned());
        if about.trim_start().starts_with("alias:") {
            aliases.insert(name);
        }
    }
    (names, aliases)
}

/// The flags of a subcommand. Cargo is asked at the root of the file system, where no settings of the repository can give
/// the name to something else; the toolchain is the one that is chosen in the repository.
fn flags_of(cargo: &Path, subcommand: &str, root: &Path, toolchain: Option<&Path>) -> Option<Flags> {
    let outside = root.ancestors().last()?;
    let question = ShortCall::new(cargo, outside).args([subcommand, "-h"]);
    let question = match toolchain {
        Some(folder) => question.env("RUSTUP_TOOLCHAIN", folder.to_str()?),
        None => question,
    };
    match reply(question) {
        ProbeReply::Said(text) => Some(flags(&text)).filter(|flags| !flags.is_empty()),
        ProbeReply::Failed(_) | ProbeReply::TooLate => None,
    }
}

/// The flags in a help text: `  -p, --package [<SPEC>]  Package to build`.
pub fn flags(help: &str) -> Flags {
    let mut found = Flags::new();
    for line in help.lines().map(str::trim_start).filter(|line| line.starts_with('-')) {
        let spec = line.split_once("  ").map_or(line, |(spec, _)| spec).trim_end();
        // `-W / --warn [LINT]`: what clippy passes on.
        if spec.contains(" / ") {
            continue;
        }
        let takes = match spec.find(['<', '[']) {
            Some(at) if spec[at..].starts_with('[') => Takes::Perhaps,
            Some(_) => Takes::Value,
            None => Takes::Nothing,
        };
        for name in spec.split(", ") {
            let name = name.split([' ', '=', '[', '<']).next().unwrap_or_default();
            let name = name.trim_end_matches("...");
            let letters = name.trim_start_matches('-');
            if !letters.is_empty() && letters.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                found.insert(name.to_owned(), takes);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{flags, subcommands};
    use shipworthy_model::facts::Takes::{Nothing, Perhaps, Value};

    #[test]
    fn flags_are_read_from_a_help_text() {
        let text = "Compile\n\nUsage: cargo build [OPTIONS]\n\n\
                    Options:\n  -v, --verbose...   Use verbose output (-vv very)\n      --color <WHEN>  Coloring\n  \
                    -p, --package [<SPEC>]  Package to build\n      --message-format <FMT>     Error format [possible \
                    values:\n                                 json, --none]\n  -Z <FLAG>  Unstable\n  -p, --paths \
                    <path>...\n          Specify\n    -W / --warn [LINT]       Set lint\n    -V, --version            \
                    Print\n      --frozen\n  - a remark\n  --";
        let found = flags(text);
        let expected = [
            ("--color", Value),
            ("--frozen", Nothing),
            ("--message-format", Value),
            ("--package", Perhaps),
            ("--paths", Value),
            ("--verbose", Nothing),
            ("--version", Nothing),
            ("-V", Nothing),
            ("-Z", Value),
            ("-p", Value),
            ("-v", Nothing),
        ];
        let found: Vec<_> = found.iter().map(|(name, takes)| (name.as_str(), *takes)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn aliases_are_told_from_subcommands() {
        let listed = "Installed Commands:\n    build                Compile\n    miri\n    xtask                alias: \
                      run --package xtask --\n";
        let (names, aliases) = subcommands(listed);
        assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), ["build", "miri", "xtask"]);
        assert_eq!(aliases.into_iter().collect::<Vec<_>>(), ["xtask"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[ \\-a<>\\[\\],/é.\n]{0,80}") {
            let _ = flags(&text);
            let _ = subcommands(&text);
        }
    }
}
