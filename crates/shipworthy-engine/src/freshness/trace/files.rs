//! The files that a traced step read, looked for, listed and wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use super::call::TracedCall;

/// What the processes of a step did with files: paths from the root of the disk. What they wrote before they read it is
/// theirs, and no input.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TracedFiles {
    /// The files whose content was read, or whose size and times may have been.
    pub(crate) read: BTreeSet<String>,
    /// The programs that were run, with the folder that the process was in.
    pub(crate) ran: BTreeSet<(String, String)>,
    /// The folders that were found to be there, and files of which nobody asked more. What the times of a file say to the
    /// toolchain is not believed.
    pub(crate) found: BTreeSet<String>,
    /// The paths at which nothing was found.
    pub(crate) missed: BTreeSet<String>,
    /// The folders whose names were listed.
    pub(crate) listed: BTreeSet<String>,
    /// The files and folders that were made, or written from their beginning, and not read before.
    pub(crate) written: BTreeSet<String>,
    /// May files have been opened in a way that a trace does not show?
    pub(crate) hidden: bool,
    /// The files that were read and then written.
    pub(crate) rewritten: BTreeSet<String>,
}

impl TracedFiles {
    /// Reads a trace of a step that began in `folder`; `is_toolchain` tells the programs of the toolchain by their paths.
    ///
    /// # Errors
    ///
    /// When the trace cannot be read to its end.
    pub(crate) fn read(
        trace: impl BufRead,
        folder: &str,
        is_toolchain: &dyn Fn(&str) -> bool,
    ) -> io::Result<Self> {
        let mut reader = TraceReader {
            files: Self::default(),
            start: folder,
            is_toolchain,
            folders: BTreeMap::new(),
            toolchain: BTreeSet::new(),
        };
        // The calls that have begun, by process, as they stand in the trace.
        let mut open: BTreeMap<u32, String> = BTreeMap::new();
        for line in trace.split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            if let Some((process, name, result)) = TracedCall::resumed(&line) {
                let begun = open.remove(&process);
                let call = begun.as_deref().and_then(TracedCall::parse).filter(|call| call.name == name);
                if let Some(call) = call {
                    reader.take(&call.ended(result));
                }
                continue;
            }
            let Some(call) = TracedCall::parse(&line) else { continue };
            if call.result.is_empty() {
                open.insert(call.process, line.to_string());
            } else {
                reader.take(&call);
            }
        }
        // A process that was ended in the middle of a call may have had what it asked for.
        for call in open.values().filter_map(|line| TracedCall::parse(line)) {
            reader.take(&call.ended("0"));
        }
        Ok(reader.files)
    }
}

struct TraceReader<'t> {
    files: TracedFiles,
    start: &'t str,
    is_toolchain: &'t dyn Fn(&str) -> bool,
    /// The folder that each process is in, as far as a call has told.
    folders: BTreeMap<u32, String>,
    /// The processes that are programs of the toolchain.
    toolchain: BTreeSet<u32>,
}

impl TraceReader<'_> {
    fn take(&mut self, call: &TracedCall<'_>) {
        let paths = self.paths(call);
        match call.name {
            "clone" | "clone3" | "fork" | "vfork" => {
                if let Some(child) = call.number() {
                    let folder = self.folder(call.process);
                    self.folders.insert(child, folder);
                    if self.toolchain.contains(&call.process) {
                        self.toolchain.insert(child);
                    }
                }
            }
            "chdir" => {
                if let [folder] = paths.as_slice() {
                    if call.succeeded() {
                        self.folders.insert(call.process, folder.clone());
                        self.found(folder);
                    } else {
                        self.find(call, folder);
                    }
                }
            }
            "fchdir" if call.succeeded() => {
                if let Some(folder) = call.folder() {
                    self.folders.insert(call.process, folder);
                }
            }
            "io_uring_setup" if call.succeeded() => self.files.hidden = true,
            "getdents64" => self.files.listed.extend(call.folder()),
            "rename" | "renameat" | "renameat2" if call.succeeded() => {
                if let [from, to] = paths.as_slice() {
                    // What was read before it was moved was read; where it went is new.
                    self.write(to);
                    self.write(from);
                }
            }
            "link" | "linkat" | "symlink" | "symlinkat" if call.succeeded() => {
                if let Some(made) = paths.last() {
                    self.write(made);
                }
            }
            "mkdir" | "mkdirat" | "creat" if call.succeeded() => {
                paths.iter().for_each(|path| self.write(path));
            }
            "link" | "linkat" | "symlink" | "symlinkat" | "mkdir" | "mkdirat" => {
                if let Some(place) = paths.last().filter(|_| call.met_something()) {
                    self.found(place);
                }
            }
            "open" | "openat" | "openat2" => self.open(call, &paths),
            "execve" | "execveat" => {
                if let Some(program) = paths.first().filter(|_| call.succeeded()) {
                    let toolchain = (self.is_toolchain)(program);
                    self.files.ran.insert((program.clone(), self.folder(call.process)));
                    let _ = toolchain && self.toolchain.insert(call.process)
                        || !toolchain && self.toolchain.remove(&call.process);
                }
                paths.iter().for_each(|path| self.find(call, path));
            }
            "stat" | "lstat" | "statx" | "newfstatat" | "access" | "faccessat" | "faccessat2"
            | "readlink" | "readlinkat" => paths.iter().for_each(|path| self.find(call, path)),
            _ => {}
        }
    }

    fn open(&mut self, call: &TracedCall<'_>, paths: &[String]) {
        let Some(path) = paths.first() else { return };
        let made = call.has(&["O_TRUNC", "O_EXCL", "O_WRONLY"]);
        if made && call.succeeded() {
            self.write(path);
        } else if made && call.met_something() {
            self.found(path);
        } else if !made {
            self.find(call, path);
            if call.has(&["O_RDWR"]) && call.succeeded() {
                self.write(path);
            }
            // What a link leads to was read as well.
            if let Some(real) = call.opened().filter(|real| real != path && !call.has(&["O_DIRECTORY"])) {
                self.read(&real);
            }
        }
    }

    fn find(&mut self, call: &TracedCall<'_>, path: &str) {
        if call.missed() {
            if !self.files.written.contains(path) && !self.files.read.contains(path) {
                self.files.missed.insert(path.to_owned());
            }
        } else if call.succeeded() && !call.has(&["S_IFDIR", "O_DIRECTORY"]) {
            let opened = call.name.starts_with("open") || call.name.starts_with("exec");
            if opened || !self.toolchain.contains(&call.process) {
                self.read(path);
            } else {
                self.found(path);
            }
        } else if call.refused() {
            self.read(path);
        } else if call.succeeded() || call.met_something() {
            self.found(path);
        }
    }

    fn found(&mut self, path: &str) {
        if !self.files.written.contains(path) && path.starts_with('/') {
            self.files.found.insert(path.to_owned());
        }
    }

    fn read(&mut self, path: &str) {
        if !self.files.written.contains(path) && path.starts_with('/') {
            self.files.read.insert(path.to_owned());
        }
    }

    fn write(&mut self, path: &str) {
        let known = self.files.read.contains(path) || self.files.missed.contains(path);
        let set = if known { &mut self.files.rewritten } else { &mut self.files.written };
        set.insert(path.to_owned());
    }

    /// The paths of a call, from the root of the disk.
    fn paths(&mut self, call: &TracedCall<'_>) -> Vec<String> {
        let mut whole = Vec::new();
        for (folder, path) in call.paths() {
            if let Some(folder) = folder.as_ref().filter(|_| call.has(&["AT_FDCWD"])) {
                self.folders.insert(call.process, folder.clone());
            }
            if path.is_empty() {
                continue;
            }
            let folder = folder.unwrap_or_else(|| self.folder(call.process));
            whole.push(joined(&folder, &path));
        }
        whole
    }

    fn folder(&self, process: u32) -> String {
        self.folders.get(&process).cloned().unwrap_or_else(|| self.start.to_owned())
    }
}

/// A path, from the root of the disk, without `.` and `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let from = if path.starts_with('/') { "" } else { folder };
    for part in from.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(set: &BTreeSet<String>) -> Vec<&str> {
        set.iter().map(String::as_str).collect()
    }

    #[test]
    fn what_was_read_missed_listed_and_written_is_told_apart() {
        let trace = r#"
1 execve("./run.sh", ["./run.sh"], 0x1 /* 3 vars */) = 0
1 openat(AT_FDCWD</w>, "a.txt", O_RDONLY) = 3</w/a.txt>
1 openat(AT_FDCWD</w>, "link", O_RDONLY) = 3</far/b>
1 openat(AT_FDCWD</w>, "clippy.toml", O_RDONLY) = -1 ENOENT (No such file or directory)
1 openat(AT_FDCWD</w>, "out", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</w/out>
1 openat(AT_FDCWD</w>, "out", O_RDONLY) = 3</w/out>
1 openat(AT_FDCWD</w>, "src", O_RDONLY|O_DIRECTORY) = 4</w/src>
1 getdents64(4</w/src>, 0x1 /* 3 entries */, 32768) = 80
1 newfstatat(4</w/src>, "lib.rs", {st_mode=S_IFREG|0644, st_size=7, ...}, 0) = 0
1 clone(child_stack=NULL, flags=SIGCHLD) = 2
2 chdir("src") = 0
2 stat("main.rs", {st_mode=S_IFREG|0644, st_size=7, ...}) = 0
2 access("../x", R_OK) = -1 ENOENT (No such file or directory)
2 rename("t", "u") = 0
2 openat(AT_FDCWD</w/src>, "late", O_RDONLY <unfinished ...>
1 stat("dir", {st_mode=S_IFDIR|0755, ...}) = 0
2 <... openat resumed>) = 3</w/src/late>
2 readlink("/w/real", 0x1, 1023) = -1 EINVAL (Invalid argument)
2 mkdir("/w/there", 0777) = -1 EEXIST (File exists)
2 mkdir("/w/new", 0777) = 0
2 stat("/w/new", {st_mode=S_IFDIR|0755, ...}) = 0
2 access("/w/locked", X_OK) = -1 EACCES (Permission denied)
2 +++ exited with 0 +++
3 execve("/bin/cargo", ["cargo"], 0x1 /* 3 vars */) = 0
3 clone(child_stack=NULL, flags=SIGCHLD) = 4
4 statx(AT_FDCWD</w>, "README.md", 0, 0, {stx_mode=S_IFREG|0644, ...}) = 0
4 openat(AT_FDCWD</w>, "Cargo.toml", O_RDONLY) = 3</w/Cargo.toml>
"#;
        let files = TracedFiles::read(trace.as_bytes(), "/w", &|program| program == "/bin/cargo").unwrap();
        assert_eq!(paths(&files.found), ["/w/README.md", "/w/dir", "/w/real", "/w/src", "/w/there"]);
        let ran: Vec<_> =
            files.ran.iter().map(|(program, folder)| (program.as_str(), folder.as_str())).collect();
        assert_eq!(ran, [("/bin/cargo", "/w"), ("/w/run.sh", "/w")]);
        let read = [
            "/bin/cargo",
            "/far/b",
            "/w/Cargo.toml",
            "/w/a.txt",
            "/w/link",
            "/w/locked",
            "/w/run.sh",
            "/w/src/late",
            "/w/src/lib.rs",
            "/w/src/main.rs",
        ];
        assert_eq!(paths(&files.read), read);
        assert_eq!(paths(&files.missed), ["/w/clippy.toml", "/w/x"]);
        assert_eq!(paths(&files.listed), ["/w/src"]);
        assert_eq!(paths(&files.written), ["/w/new", "/w/out", "/w/src/t", "/w/src/u"]);
    }

    #[test]
    fn a_ring_hides_what_goes_through_it() {
        let hidden = |trace: &str| TracedFiles::read(trace.as_bytes(), "/w", &|_| false).unwrap().hidden;
        assert!(hidden("7 io_uring_setup(8, 0x1) = 3<anon_inode:[io_uring]>\n"));
        assert!(!hidden("7 io_uring_setup(8, 0x1) = -1 ENOSYS (Function not implemented)\n"));
    }

    #[test]
    fn what_is_no_trace_says_nothing() {
        let nothing =
            TracedFiles::read(&b"hello\n1 +++ exited with 0 +++\n\xff"[..], "/w", &|_| false).unwrap();
        assert_eq!(nothing, TracedFiles::default());
    }
}
