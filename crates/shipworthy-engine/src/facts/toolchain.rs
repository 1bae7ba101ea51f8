//! Whether rustup may be asked in a folder: not where the repository names a toolchain by its place on the disk, since
//! that can be a folder of the repository, whose programs would be run.

use std::env;
use std::path::Path;

use shipworthy_model::manifest;
use shipworthy_model::unknown::Unknown;

use super::settings;
use crate::sys::reading::{LimitedReadError, read_limited};

/// The files by which a folder chooses the toolchain.
pub(super) const FILES: [&str; 2] = ["rust-toolchain", "rust-toolchain.toml"];

/// The most that such a file may hold.
const LARGEST: u64 = 64 << 10;

/// Why rustup cannot be called in `root`: a file that chooses a toolchain is none that it could read to its end.
pub(crate) fn endless(root: &Path) -> Option<Unknown> {
    settings::endless_above(root, &FILES)
}

/// Why a command that looks asks none of the programs that rustup stands in for, seen from `root`.
pub(crate) fn refusal(root: &Path) -> Option<String> {
    // What the user sets goes before what the repository says.
    if env::var_os("RUSTUP_TOOLCHAIN").is_some_and(|value| !value.is_empty()) {
        return None;
    }
    if let Some(endless) = endless(root) {
        return Some(endless.detail);
    }
    let place = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let file = place.ancestors().flat_map(|folder| FILES.map(|name| folder.join(name))).find_map(|file| {
        match read_limited(&file, LARGEST) {
            Ok(bytes) => (!names_only(&String::from_utf8_lossy(&bytes))).then_some(file),
            Err(LimitedReadError::System(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
            // rustup would look at it some other way, or for ever.
            Err(_) => Some(file),
        }
    })?;
    Some(format!(
        "{} does not name a toolchain by its channel, and a command that only looks runs no toolchain that a repository \
         brings along; if you trust it, name it yourself: RUSTUP_TOOLCHAIN=TOOLCHAIN",
        file.display()
    ))
}

/// Does the text choose a toolchain by a name, or none at all? It may be such a name and nothing else, or TOML.
fn names_only(text: &str) -> bool {
    let name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if name(text.trim()) {
        return true;
    }
    let Some(choice) = manifest::parse(text) else { return false };
    let others = choice.0.keys().any(|key| key != "toolchain");
    let Some(toolchain) = choice.table("toolchain") else { return !others && choice.0.is_empty() };
    let known = |key: &String| matches!(key.as_str(), "channel" | "components" | "targets" | "profile");
    let channel = !toolchain.has("channel") || toolchain.text("channel").is_some_and(name);
    !others && channel && toolchain.0.keys().all(known)
}

#[cfg(test)]
mod tests {
    use super::names_only;

    #[test]
    fn only_names_are_followed() {
        let fine = [
            "",
            "1.90.0\n",
            "nightly-2026-01-01",
            "[toolchain]\nchannel = \"1.90\"\ncomponents = [\"clippy\"]\nprofile = \"minimal\"\n",
            "# none\n[toolchain]\n",
            "toolchain.channel = 'stable'",
        ];
        let refused = [
            "/proc/self/cwd/tc",
            "./tc",
            "[toolchain]\npath = \"/proc/self/cwd/tc\"\n",
            "[toolchain]\n\"p\\u0061th\" = \"tc\"\n",
            "toolchain = { channel = \"stable\", path = \"/tc\" }",
            "[toolchain]\nchannel = \"/tc\"\n",
            "[toolchain]\nchannel = [\"stable\"]\n",
            "[toolchain]\nchannel = \"stable\"\nsomething-new = 1\n",
            "[toolchain",
            "a b",
        ];
        for text in fine {
            assert!(names_only(text), "{text}");
        }
        for text in refused {
            assert!(!names_only(text), "{text}");
        }
    }
}
