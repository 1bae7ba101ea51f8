//! The programs that tests need and a machine with Rust, git and a package registry can be given: each is built once,
//! into `target/tools`, by the first test that asks for it. What fails here fails the test, with what to type.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// A program that can be set up.
struct PinnedTool {
    /// The name of the tool, as a program and as a package.
    name: &'static str,
    version: &'static str,
    /// How long setting the tool up may take, for whoever waits.
    takes: &'static str,
    /// Further options of `cargo install` for the tool.
    options: &'static [&'static str],
    /// Does PyPI have a program of the tool that was built already?
    on_pypi: bool,
}

/// Variables that are about the build of this repository, and not about the one of a tool.
const OF_THIS_BUILD: [&str; 5] = [
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "RUSTFLAGS",
];

/// The build profile of tools: to be there soon, not to be fast.
const PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// The folder of `cargo-http-registry`, which is a registry.
///
/// # Panics
///
/// When it is not installed and cannot be.
pub fn registry() -> PathBuf {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let tool = PinnedTool {
        name: "cargo-http-registry",
        version: "0.1.8",
        takes: "two minutes",
        options: &[],
        on_pypi: false,
    };
    tool.folder(&FOUND)
}

/// The folder of `git-cliff`, which writes release notes.
///
/// # Panics
///
/// When it is not installed and cannot be.
pub fn git_cliff() -> PathBuf {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let tool = PinnedTool {
        name: "git-cliff",
        version: "2.14.2",
        takes: "some seconds with pip, minutes without",
        options: &["--no-default-features", "--bin", "git-cliff"],
        on_pypi: true,
    };
    tool.folder(&FOUND)
}

/// The folder of `cargo-nextest`, which runs tests.
///
/// # Panics
///
/// When it is not installed and cannot be.
pub fn nextest() -> PathBuf {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let options = &["--no-default-features", "--features", "default-no-update"];
    let tool = PinnedTool {
        name: "cargo-nextest",
        version: "0.9.143",
        takes: "five minutes",
        options,
        on_pypi: false,
    };
    tool.folder(&FOUND)
}

impl PinnedTool {
    /// The folder of the tool, which is looked for, and set up, once in a process.
    fn folder(&self, found: &OnceLock<Result<PathBuf, String>>) -> PathBuf {
        let found = found.get_or_init(|| self.installed().map_or_else(|| self.set_up(), Ok));
        found.clone().unwrap_or_else(|error| {
            let Self { name, version, .. } = self;
            panic!(
                "{name} {version} could not be set up. To install it: cargo install --locked {name} --version {version}\n{error}"
            )
        })
    }

    /// The folder of the `PATH` with the tool, as somebody installed it.
    fn installed(&self) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path).find(|folder| folder.join(self.name).is_file())
    }

    /// Builds the tool beside its place and moves it there when it is whole. Whoever comes meanwhile waits.
    fn set_up(&self) -> Result<PathBuf, String> {
        let Self { name, version, takes, .. } = self;
        let tools = folder_of_tools();
        let place = tools.join(format!("{name}-{version}"));
        fs::create_dir_all(&tools).map_err(|error| format!("{}: {error}", tools.display()))?;
        let lock = tools.join(format!("{name}.lock"));
        let lock = File::create(&lock).and_then(|file| file.lock().map(|()| file));
        // Held until the end, and let go when the process ends, however it ends.
        let _lock = lock.map_err(|error| format!("cannot lock {}: {error}", tools.display()))?;
        let bin = place.join("bin");
        if bin.join(name).is_file() {
            return Ok(bin);
        }
        say(&format!("setting up {name} {version} in {}, once: this may take {takes}\n", place.display()));
        let partial = tools.join(format!("{name}-{version}.partial"));
        let _ = fs::remove_dir_all(&partial);
        let made = if self.on_pypi && self.install_from_pypi(&partial).is_ok() {
            Ok(())
        } else {
            self.install_from_crates_io(&tools, &partial)
        };
        made.and_then(|()| fs::rename(&partial, &place).map_err(|error| error.to_string()))?;
        say(&format!("{name} {version} is set up\n"));
        Ok(bin)
    }

    fn install_from_pypi(&self, partial: &Path) -> Result<(), String> {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]).arg(partial);
        pip.arg(format!("{}=={}", self.name, self.version));
        run(&mut pip)
    }

    fn install_from_crates_io(&self, tools: &Path, partial: &Path) -> Result<(), String> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["install", "--locked", self.name, "--version", self.version]).args(self.options);
        // What was built before somebody interrupted it is not built again.
        let build = tools.join(format!("{}-build", self.name));
        cargo.arg("--root").arg(partial).arg("--target-dir").arg(&build).current_dir(tools).envs(PROFILE);
        for name in OF_THIS_BUILD {
            cargo.env_remove(name);
        }
        let built = run(&mut cargo);
        if built.is_ok() {
            let _ = fs::remove_dir_all(build);
        }
        built
    }
}

/// The folder for tools: from `target/debug/deps/NAME-HASH` to `target/tools`.
fn folder_of_tools() -> PathBuf {
    let test = env::current_exe().expect("a test executable has a path");
    test.ancestors().nth(3).expect("test executables are deep in the target directory").join("tools")
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let Output { status, stderr, .. } = output;
    let said = String::from_utf8_lossy(&stderr).into_owned();
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}\n{said}")) }
}

/// The test harness captures the print macros, and shows nothing of a test that passes. This it cannot capture.
fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
