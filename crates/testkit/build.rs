//! Looks for what tests need of this machine and cannot set up: may programs be traced and timed, may file systems be mounted?

use std::fs;
use std::process::Command;

/// The capability that giving files away needs, as a bit of `CapEff`: `CAP_CHOWN`.
const CHOWN: u32 = 0;

/// The capability that mounting needs, as a bit of `CapEff`: `CAP_SYS_ADMIN`.
const SYS_ADMIN: u32 = 21;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(has_strace)");
    println!("cargo::rustc-check-cfg=cfg(has_gnu_time)");
    println!("cargo::rustc-check-cfg=cfg(may_mount)");
    println!("cargo::rustc-check-cfg=cfg(may_chown)");
    println!("cargo::rerun-if-changed=build.rs");
    // Whatever is installed there changes the folder. The PATH would be looked at anew by each call of cargo in another.
    println!("cargo::rerun-if-changed=/usr/bin");
    if may_trace() {
        println!("cargo::rustc-cfg=has_strace");
    }
    if has_gnu_time() {
        println!("cargo::rustc-cfg=has_gnu_time");
    }
    if may(CHOWN) {
        println!("cargo::rustc-cfg=may_chown");
    }
    // Nothing is mounted to find out.
    if may(SYS_ADMIN) {
        println!("cargo::rustc-cfg=may_mount");
    }
}

fn may_trace() -> bool {
    let traced = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    traced.is_ok_and(|output| output.status.success())
}

fn has_gnu_time() -> bool {
    let timed = Command::new("time").args(["--format", "%M", "true"]).output();
    timed.is_ok_and(|output| output.status.success())
}

/// Does this process have the right?
fn may(capability: u32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    effective
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> capability & 1 == 1)
}
