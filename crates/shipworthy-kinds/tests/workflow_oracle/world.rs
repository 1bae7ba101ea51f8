//! The truth: scripts are run by the shells of this machine, with a `cargo` that notes that it was called and fails, or does
//! not. `probe` and `helper` stand for programs of which nobody knows how they end.
#![allow(clippy::disallowed_methods, reason = "what a shell does is asked of a shell")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is so besides the script.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    /// Do the tests fail?
    pub(crate) failing: bool,
    /// Do `probe` and `helper` succeed?
    pub(crate) fortune: bool,
}

/// A folder with the programs that scripts call.
pub(crate) struct Shells {
    folder: PathBuf,
}

impl Shells {
    /// Makes the folder.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("bin")).unwrap();
        fs::create_dir_all(folder.join("work")).unwrap();
        let cargo = "#!/bin/sh\ncase \" $* \" in *\" test \"*) : > \"$CALLED\"; [ \"$TESTS\" = fine ] || exit 101;; esac\n";
        for (name, text) in [("cargo", cargo), ("probe", FORTUNE), ("helper", FORTUNE)] {
            let path = folder.join("bin").join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder }
    }

    /// Runs a script: was `cargo test` called, and how did the script end? `None` when it did not end in time.
    pub(crate) fn run(&self, argv: &[&str], script: &str, world: World) -> Option<(bool, bool)> {
        let (file, called) = (self.folder.join("script"), self.folder.join("called"));
        fs::write(&file, script).unwrap();
        let _ = fs::remove_file(&called);
        let path = format!("{}:/usr/bin:/bin", self.folder.join("bin").display());
        let status = Command::new("timeout")
            .args(["-k", "1", "5"])
            .args(argv)
            .arg(&file)
            .env_clear()
            .env("PATH", path)
            .env("CALLED", &called)
            .env("TESTS", if world.failing { "broken" } else { "fine" })
            .env("FORTUNE", if world.fortune { "0" } else { "1" })
            .current_dir(self.folder.join("work"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        if matches!(status.code(), Some(124 | 137)) {
            return None;
        }
        // What runs in the background may be a moment late.
        if script.contains('&') && !called.exists() {
            std::thread::sleep(std::time::Duration::from_millis(30));
        }
        Some((called.exists(), status.success()))
    }
}

const FORTUNE: &str = "#!/bin/sh\nexit \"$FORTUNE\"\n";
