//! What can be wrong with a machine: each is a way to spoil a case.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use testkit::Signal;

use super::case::{BrokenMachine, Stdout};
use crate::dice::Dice;
use crate::scene::walk;

/// A trouble: its name, and what makes it.
pub(super) type Trouble = (&'static str, fn(&mut BrokenMachine<'_>, &mut Dice));

/// Every trouble.
pub(super) const TROUBLES: [Trouble; 22] = [
    ("a program is missing", |case, dice| {
        let programs = ["git", "cargo", "rustc", "sh", "df", "rustup", "cc"];
        case.without(programs[dice.roll(programs.len())]);
    }),
    ("several programs are missing", |case, _| {
        for name in ["git", "cargo", "sh"] {
            case.without(name);
        }
    }),
    ("an odd PATH", |case, dice| match dice.roll(4) {
        0 => case.unset("PATH"),
        1 => case.set("PATH", ""),
        2 => case.set("PATH", "/nowhere:relative:"),
        _ => case.set("PATH", OsStr::from_bytes(b"/usr/bin:/\xff:/bin")),
    }),
    ("a damaged file of the store", |case, dice| damage_below(&case.root().join(".readiness"), dice)),
    ("damaged files of the store", |case, dice| {
        (0..4).for_each(|_| damage_below(&case.root().join(".readiness"), dice));
    }),
    ("a damaged store", |case, dice| {
        let folders =
            ["", "records", "cache", "logs", "manifests", "runs", "index.json", "index.journal", "lock"];
        damage(&case.root().join(".readiness").join(*dice.of(&folders)), dice);
    }),
    ("no repository", |case, dice| {
        case.spoilt_git = true;
        let git = case.root().join(".git");
        let _ = fs::remove_dir_all(&git);
        let _ = match dice.roll(4) {
            0 => Ok(()),
            1 => fs::create_dir(&git),
            2 => fs::write(&git, "gitdir: /nowhere\n"),
            _ => symlink("/nowhere", &git),
        };
    }),
    ("a damaged file of the repository", |case, dice| {
        case.spoilt_git = true;
        damage_below(&case.root().join(".git"), dice);
    }),
    ("a damaged index, HEAD or settings", |case, dice| {
        case.spoilt_git = true;
        damage(
            &case.root().join(".git").join(*dice.of(&["index", "HEAD", "config", "refs", "objects"])),
            dice,
        );
    }),
    ("a folder is read-only", |case, dice| {
        let folder = case.root().join(*dice.of(&["", "", ".git", "crates"]));
        case.read_only(&folder);
    }),
    ("the store is read-only", |case, _| case.read_only(&case.root().join(".readiness"))),
    ("an ordinary user", |case, _| case.by_user(54_321)),
    ("another user's files", |case, dice| {
        let of = *dice.of(&["", ".readiness", "readiness.toml", ".git", ".readiness/records"]);
        let _ = Command::new("chown").args(["-hR", "12345"]).arg(case.root().join(of)).output();
        // git does not look into what is another's.
        case.spoilt_git = true;
    }),
    ("forbidden files", |case, dice| {
        let of =
            *dice.of(&[".readiness", ".readiness/index.json", ".readiness/lock", ".git/index", "README.md"]);
        let _ = fs::set_permissions(case.root().join(of), Permissions::from_mode(0o0));
        case.spoilt_git = true;
    }),
    ("an odd home", |case, dice| match dice.roll(4) {
        0 => case.unset("HOME"),
        1 => case.set("HOME", "/nowhere"),
        2 => case.set("HOME", ""),
        _ => case.set("HOME", OsStr::from_bytes(b"no utf-8 \xff")),
    }),
    ("odd variables", odd_variable),
    ("a signal", signal),
    ("few processes", few_processes),
    ("little memory", |case, dice| case.limit(format!("-v {}", 8_000 + dice.roll(250_000)))),
    ("small files", |case, dice| case.limit(format!("-f {}", *dice.of(&[0, 1, 2, 4, 16, 64])))),
    ("few open files", |case, dice| case.limit(format!("-n {}", 3 + dice.roll(40)))),
    ("nowhere to write to", |case, dice| case.stdout = *dice.of(&[Stdout::Full, Stdout::Closed])),
];

/// Few processes: the limit is of a user, and root has none.
fn few_processes(case: &mut BrokenMachine<'_>, dice: &mut Dice) {
    let user = 100_000 + u32::try_from(dice.roll(900_000)).unwrap_or_default();
    case.by_user(user);
    case.limit(format!("-u {}", 1 + dice.roll(20)));
}

fn signal(case: &mut BrokenMachine<'_>, dice: &mut Dice) {
    let signal = *dice.of(&[Signal::Interrupt, Signal::Terminate, Signal::Hangup]);
    let longest = *dice.of(&[20_000, 200_000, 1_500_000]);
    // Now and then while it is still being started.
    let listening = !dice.once_in(4);
    case.signal(signal, Duration::from_micros(dice.roll(longest) as u64), listening);
}

fn odd_variable(case: &mut BrokenMachine<'_>, dice: &mut Dice) {
    match dice.roll(12) {
        0 => case.set("RUSTUP_TOOLCHAIN", "no-such-toolchain"),
        1 => case.set("RUSTC_WRAPPER", "/nowhere/wrapper"),
        2 => case.set("CARGO_TARGET_DIR", "README.md"),
        3 => case.set("CARGO_HOME", "/nowhere"),
        4 => case.set("GIT_DIR", "/nowhere"),
        5 => case.set("TMPDIR", "/nowhere"),
        6 => case.set("LC_ALL", OsStr::from_bytes(b"xx\xff")),
        7 => case.set("SOMETHING", OsStr::from_bytes(b"\xff\xfe")),
        8 => case.set("SOMETHING", "x".repeat(100_000)),
        9 => case.set("COLUMNS", "0"),
        10 => case.set("XDG_CACHE_HOME", "relative"),
        _ => case.set("RUSTC", "/nowhere/rustc"),
    }
}

/// Damages something below a folder, or the folder.
fn damage_below(folder: &Path, dice: &mut Dice) {
    let mut paths: Vec<PathBuf> = Vec::new();
    walk(folder, &mut |path| paths.push(path.to_owned()));
    paths.sort();
    match paths.is_empty() {
        true => damage(folder, dice),
        false => {
            let path = dice.of(&paths).clone();
            damage(&path, dice);
        }
    }
}

/// Puts something else in the place of a file or a folder.
fn damage(path: &Path, dice: &mut Dice) {
    // What an earlier trouble has put there may be a pipe, a device without an end, or larger than memory.
    let is_small = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() < 1 << 20);
    let bytes = if is_small { fs::read(path).unwrap_or_default() } else { Vec::new() };
    let how = if is_small { dice.roll(10) } else { 3 + dice.roll(7) };
    // A part of what was there, or nothing of it.
    if how > 2 {
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
    let _ = match how {
        0 => fs::write(path, &bytes[..bytes.len() / 2]),
        1 if !bytes.is_empty() => {
            let mut bytes = bytes;
            let at = dice.roll(bytes.len());
            bytes[at] ^= 1 << dice.roll(8);
            fs::write(path, bytes)
        }
        1 | 2 => fs::write(path, [bytes.as_slice(), b"\0garbage\xff\n"].concat()),
        3 => Ok(()),
        4 => fs::write(path, ""),
        5 => fs::write(path, b"garbage \xff\xfe\n"),
        6 => fs::create_dir(path),
        7 => symlink("/dev/zero", path),
        8 => Command::new("mkfifo").arg(path).output().map(drop),
        // Without blocks, and larger than anything that is read.
        _ => File::create(path).and_then(|file| file.set_len(3 << 30)),
    };
}
