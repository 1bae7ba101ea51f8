//! A program that is killed at the moment at which it brings a file to disk: a library that is loaded before libc, and
//! ends the process there. Nothing is traced, so that nothing becomes slower.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::{Run, temporary};

/// The source of the library. Its `fsync` and `fdatasync` stand before those of libc.
const SOURCE: &str = r#"
use std::ffi::{c_char, c_int, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, mem, process};

unsafe extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    fn kill(process: c_int, signal: c_int) -> c_int;
}

static SYNCS: AtomicUsize = AtomicUsize::new(0);

fn meet(file: c_int) {
    let (Some(fatal), Ok(nth)) = (env::var_os("TESTKIT_FATAL_FILE"), env::var("TESTKIT_FATAL_SYNC")) else { return };
    if fs::read_link(format!("/proc/self/fd/{file}")).is_ok_and(|path| path.as_os_str() == fatal) {
        let met = SYNCS.fetch_add(1, Ordering::SeqCst) + 1;
        if nth.parse() == Ok(met) {
            unsafe { kill(process::id() as c_int, 9) };
        }
    }
}

fn hand_on(name: *const c_char, file: c_int) -> c_int {
    const NEXT: isize = -1;
    unsafe {
        let next = dlsym(NEXT as *mut c_void, name);
        mem::transmute::<*mut c_void, extern "C" fn(c_int) -> c_int>(next)(file)
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn fsync(file: c_int) -> c_int {
    meet(file);
    hand_on(c"fsync".as_ptr(), file)
}

#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(file: c_int) -> c_int {
    meet(file);
    hand_on(c"fdatasync".as_ptr(), file)
}
"#;

impl Run<'_> {
    /// Lets the program be killed when it brings this file, which is named without links, to disk for the nth time.
    ///
    /// # Panics
    ///
    /// When the library that does it cannot be compiled.
    pub fn killed_at_sync(self, file: &Path, nth: usize) -> Self {
        self.with_library(library())
            .env("TESTKIT_FATAL_FILE", file)
            .env("TESTKIT_FATAL_SYNC", nth.to_string())
    }
}

/// The library, which is compiled once in a process. It is read into memory, because nothing removes what belongs to a
/// whole process.
fn library() -> &'static [u8] {
    static LIBRARY: OnceLock<Vec<u8>> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let folder = temporary::folder("");
        let (source, library) = (folder.path().join("fatal_sync.rs"), folder.path().join("fatal_sync.so"));
        fs::write(&source, SOURCE).expect("a new file can be written");
        let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.args([
            "--edition",
            "2024",
            "--crate-type",
            "cdylib",
            "-C",
            "panic=abort",
            "-C",
            "strip=symbols",
        ]);
        let output = rustc.arg("-o").arg(&library).arg(&source).output().expect("rustc can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(library).expect("rustc wrote it")
    })
}
