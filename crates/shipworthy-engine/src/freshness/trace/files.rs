//! The files that a traced step read, looked for, listed and wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::call::TracedCall;

/// What the processes of a step did with files: paths from the root of the disk. What they wrote before they read it is
/// theirs, and no input.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TracedFiles {
    /// The files whose content was read, or that were found to be there.
    pub(crate) read: BTreeSet<String>,
    /// The paths at which nothing was found.
    pub(crate) missed: BTreeSet<String>,
    /// The folders whose names were listed.
    pub(crate) listed: BTreeSet<String>,
    /// The files and folders that were made, or written from their beginning.
    pub(crate) written: BTreeSet<String>,
}

impl TracedFiles {
    /// Reads a trace of a step that began in `folder`.
    pub(crate) fn parse(trace: &str, folder: &str) -> Self {
        let mut reader = TraceReader { files: Self::default(), start: folder, folders: BTreeMap::new() };
        let mut open: BTreeMap<u32, TracedCall<'_>> = BTreeMap::new();
        for line in trace.lines() {
            if let Some((process, name, result)) = TracedCall::resumed(line) {
                if let Some(call) = open.remove(&process).filter(|call| call.name == name) {
                    reader.take(&call.ended(result));
                }
                continue;
            }
            let Some(call) = TracedCall::parse(line) else { continue };
            if call.result.is_empty() {
                open.insert(call.process, call);
            } else {
                reader.take(&call);
            }
        }
        // A process that was ended in the middle of a call may have had what it asked for.
        for call in open.into_values() {
            reader.take(&call.ended("0"));
        }
        reader.files
    }
}

struct TraceReader<'t> {
    files: TracedFiles,
    start: &'t str,
    /// The folder that each process is in, as far as a call has told.
    folders: BTreeMap<u32, String>,
}

impl TraceReader<'_> {
    fn take(&mut self, call: &TracedCall<'_>) {
        let paths = self.paths(call);
        match call.name {
            "clone" | "clone3" | "fork" | "vfork" => {
                if let Some(child) = call.number() {
                    let folder = self.folder(call.process);
                    self.folders.insert(child, folder);
                }
            }
            "chdir" if call.succeeded() => {
                if let [folder] = paths.as_slice() {
                    self.folders.insert(call.process, folder.clone());
                }
            }
            "fchdir" if call.succeeded() => {
                if let Some(folder) = call.folder() {
                    self.folders.insert(call.process, folder);
                }
            }
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
                paths.iter().for_each(|path| self.write(path))
            }
            "open" | "openat" | "openat2" => self.open(call, &paths),
            "execve" | "execveat" | "stat" | "lstat" | "statx" | "newfstatat" | "access" | "faccessat"
            | "faccessat2" | "readlink" | "readlinkat" => paths.iter().for_each(|path| self.find(call, path)),
            _ => {}
        }
    }

    fn open(&mut self, call: &TracedCall<'_>, paths: &[String]) {
        let Some(path) = paths.first() else { return };
        let made = call.has(&["O_TRUNC", "O_EXCL", "O_WRONLY"]);
        if made && call.succeeded() {
            self.write(path);
        } else if !made {
            self.find(call, path);
            // What a link leads to was read as well.
            if let Some(real) = call.opened().filter(|real| real != path) {
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
            self.read(path);
        }
    }

    fn read(&mut self, path: &str) {
        if !self.files.written.contains(path) && path.starts_with('/') {
            self.files.read.insert(path.to_owned());
        }
    }

    fn write(&mut self, path: &str) {
        if !self.files.read.contains(path) {
            self.files.written.insert(path.to_owned());
        }
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
2 +++ exited with 0 +++
"#;
        let files = TracedFiles::parse(trace, "/w");
        let read =
            ["/far/b", "/w/a.txt", "/w/link", "/w/run.sh", "/w/src/late", "/w/src/lib.rs", "/w/src/main.rs"];
        assert_eq!(paths(&files.read), read);
        assert_eq!(paths(&files.missed), ["/w/clippy.toml", "/w/x"]);
        assert_eq!(paths(&files.listed), ["/w/src"]);
        assert_eq!(paths(&files.written), ["/w/out", "/w/src/t", "/w/src/u"]);
    }

    #[test]
    fn what_is_no_trace_says_nothing() {
        assert_eq!(
            TracedFiles::parse("hello\n1 +++ exited with 0 +++\n\u{7f}", "/w"),
            TracedFiles::default()
        );
    }
}
