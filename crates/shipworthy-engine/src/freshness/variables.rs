//! The environment variables that a result depends on: those that cargo, the compilers and the tools of Rust read, and those
//! that somebody names. Values are digested, never kept.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use shipworthy_model::fingerprint::Part;

use crate::freshness::cargo_settings::CargoSettings;
use crate::freshness::fingerprint::plain;
use crate::sys::environment::{is_ours, of_steps};
use crate::sys::files::sha256_hex;

/// The value of a variable that is not set.
pub(crate) const ABSENT: &str = "absent";

/// The beginnings of the names of variables that are cargo's, rustc's and their tools'.
const PREFIXES: &[&str] = &["CARGO_", "RUST", "CLIPPY_", "NEXTEST_", "PKG_CONFIG"];

/// The names of compilers of C, alone, with a system after them or with `HOST_` or `TARGET_` before.
const COMPILERS: &[&str] = &["CC", "CXX", "AR"];

/// The endings of the names of variables that hold options of some compiler, or the system that it builds for.
const SUFFIXES: &[&str] = &["FLAGS", "_DEPLOYMENT_TARGET", "SDKROOT"];

/// What is cargo's by its name and changes no result. Where things lie: cargo's own settings, lock file and versions count
/// themselves. How much of the machine and the network is used, what is kept for the next build, and how it is told. rustup
/// only chooses the toolchain, whose version counts itself, and its stand-ins set these for cargo alone. `make` hands on its
/// job server.
const WITHOUT_EFFECT: &[&str] = &[
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_BUILD_JOBS",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_HOME",
    "CARGO_HTTP_",
    "CARGO_INCREMENTAL",
    "CARGO_INSTALL_ROOT",
    "CARGO_LOG",
    "CARGO_NET_",
    "CARGO_TARGET_DIR",
    "CARGO_TERM_",
    "RUSTUP_",
    "RUST_BACKTRACE",
];

/// What the shell, cargo and rustup change from call to call, of which nothing that is asked for may depend.
const OF_THE_CALL: &[&str] =
    &["DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH", "OLDPWD", "PATH", "PWD", "SHLVL", "_"];

/// The variables that the steps of gates get.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    all: BTreeMap<OsString, OsString>,
}

impl Variables {
    /// The variables as they are now. One that holds what cargo's settings would give it anyway counts as not set: cargo
    /// sets it for what it runs, such as `cargo xtask`, and not for what is called by itself.
    pub(crate) fn now(root: &Path, settings: &CargoSettings) -> Self {
        let given = settings.variables(root);
        let mut all = of_steps();
        all.retain(|name, value| {
            given.get(name.to_str().unwrap_or_default()).is_none_or(|given| given != &*value)
        });
        Self { all }
    }

    /// The digest of a variable; `None` when it is not set.
    pub(crate) fn digest(&self, name: &str) -> Option<String> {
        self.all.get(OsStr::new(name)).map(|value| sha256_hex(value.as_encoded_bytes()))
    }

    /// Is the variable set, to something that holds this text?
    pub(crate) fn holds(&self, name: &str, text: &str) -> bool {
        self.all.get(OsStr::new(name)).is_some_and(|value| value.to_string_lossy().contains(text))
    }

    /// A part for every variable that changes what cargo and what it calls do.
    pub(crate) fn of_cargo(&self) -> impl Iterator<Item = Part> {
        let names = self.all.keys().filter_map(|name| name.to_str()).filter(|name| is_of_cargo(name));
        names.filter_map(|name| Some(plain(format!("env {name}"), self.digest(name)?)))
    }

    /// The variables that rustc and clippy read by themselves, in one text. Cargo compiles nothing anew for them.
    pub(crate) fn of_compiler(&self) -> String {
        let parts = self.of_cargo();
        let own = parts
            .filter(|part| ["env RUSTC", "env CLIPPY_"].iter().any(|start| part.name.starts_with(start)));
        own.map(|part| format!("{}={}\n", part.name, part.value)).collect()
    }

    /// A part for each of these names that is that of a variable that is set.
    pub(crate) fn set<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Vec<Part> {
        let set = names.into_iter().filter(|name| counts(name) && !is_silent(name));
        set.filter_map(|name| Some(plain(format!("env {name}"), self.digest(name)?))).collect()
    }

    /// The part for a variable that was named; it counts also when it is not set.
    pub(crate) fn named(&self, name: &str) -> Part {
        plain(format!("env {name}"), self.digest(name).unwrap_or_else(|| ABSENT.to_owned()))
    }
}

/// May a result depend on this variable? Not where every step gets the same, and not where it changes with every call.
pub(crate) fn counts(name: &str) -> bool {
    !name.is_empty() && !is_ours(name) && !OF_THE_CALL.contains(&name)
}

fn is_of_cargo(name: &str) -> bool {
    let compiler = |name: &str| {
        let name = name.strip_prefix("HOST_").or_else(|| name.strip_prefix("TARGET_")).unwrap_or(name);
        COMPILERS
            .iter()
            .any(|tool| name.strip_prefix(tool).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
    };
    let theirs = PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
        || compiler(name);
    theirs && !is_silent(name) && counts(name)
}

fn is_silent(name: &str) -> bool {
    // A secret is no setting, and another one every hour.
    let secret = name.ends_with("_TOKEN");
    secret
        || WITHOUT_EFFECT.iter().any(|start| name.starts_with(start))
        || name.ends_with("MAKEFLAGS")
        || name == "MFLAGS"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_read_counts_and_what_changes_by_itself_does_not() {
        for name in [
            "CARGO_PROFILE_DEV_OVERFLOW_CHECKS",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER",
            "CC",
            "CC_x86_64-unknown-linux-gnu",
            "CFLAGS",
            "CLIPPY_CONF_DIR",
            "HOST_CC",
            "NEXTEST_PROFILE",
            "RUSTC_BOOTSTRAP",
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTDOCFLAGS",
        ] {
            assert!(is_of_cargo(name), "{name}");
        }
        for name in [
            "CARGO",
            "CARGO_HOME",
            "CARGO_INCREMENTAL",
            "CARGO_MANIFEST_DIR",
            "CARGO_PKG_NAME",
            "CARGO_REGISTRY_TOKEN",
            "CARGO_TARGET_DIR",
            "CARGO_TERM_COLOR",
            "CCACHE",
            "HOME",
            "MAKEFLAGS",
            "PATH",
            "RUSTUP_TOOLCHAIN",
            "RUST_RECURSION_COUNT",
        ] {
            assert!(!is_of_cargo(name), "{name}");
        }
    }
}
