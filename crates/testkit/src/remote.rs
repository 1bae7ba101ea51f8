//! A bare git repository that a fixture pushes to, with hooks, and with somebody else who pushes to it too.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::Workspace;

/// The remote `origin` of a workspace, on this machine.
#[derive(Debug)]
pub struct BareRemote {
    dir: PathBuf,
    other: PathBuf,
}

impl BareRemote {
    /// Makes a remote beside the workspace, and pushes the workspace's branch there.
    ///
    /// # Panics
    ///
    /// When git refuses.
    #[track_caller]
    pub fn new(ws: &Workspace) -> Self {
        let remote = Self { dir: ws.scratch().join("remote.git"), other: ws.scratch().join("somebody-else") };
        ws.git(["init", "--quiet", "--bare", "--initial-branch=main", &remote.url()]);
        ws.git(["remote", "add", "origin", &remote.url()]);
        ws.git(["push", "--quiet", "--set-upstream", "origin", "main"]);
        remote
    }

    /// The folder of the remote.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The refs of the remote, each with what it points to, sorted by name.
    #[track_caller]
    pub fn refs(&self, ws: &Workspace) -> String {
        ws.git(["-C", &self.url(), "for-each-ref", "--format=%(refname) %(objectname)"])
    }

    /// Rejects every push from now on, with this reason.
    #[track_caller]
    pub fn reject(&self, why: &str) {
        self.hook("pre-receive", &format!("#!/bin/sh\necho '{why}' >&2\nexit 1\n"));
    }

    /// Takes pushes again from now on.
    ///
    /// # Panics
    ///
    /// When nothing was to happen on a push.
    #[track_caller]
    pub fn accept(&self) {
        fs::remove_file(self.dir.join("hooks/pre-receive")).expect("there was a hook");
    }

    /// Pushes a commit to the branch, now, as somebody else would.
    #[track_caller]
    pub fn moves_on(&self, ws: &Workspace) {
        self.commit_of_somebody_else(ws);
        ws.git(["-C", &self.elsewhere(), "push", "--quiet", "origin", "HEAD:main"]);
    }

    /// Pushes a tag on a commit of somebody else, now.
    #[track_caller]
    pub fn gets_tag(&self, ws: &Workspace, tag: &str) {
        self.commit_of_somebody_else(ws);
        ws.git(["-C", &self.elsewhere(), "push", "--quiet", "origin", &format!("HEAD:refs/tags/{tag}")]);
    }

    /// Lets somebody else push to this ref (`refs/heads/main`, `refs/tags/v1.0.0`) while the next push of ours is on
    /// its way: after it has looked, before it is taken.
    #[track_caller]
    pub fn is_raced(&self, ws: &Workspace, reference: &str) {
        let _ = fs::remove_file(self.dir.join("hooks/pre-receive"));
        self.commit_of_somebody_else(ws);
        ws.git(["-C", &self.elsewhere(), "push", "--quiet", "origin", "HEAD:refs/race/theirs"]);
        // git keeps hooks from changing refs while it looks at what was pushed; somebody else is not kept from it.
        let script = format!(
            "#!/bin/sh\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n\
             git update-ref {reference} refs/race/theirs\nrm hooks/pre-receive\n"
        );
        self.hook("pre-receive", &script);
    }

    fn commit_of_somebody_else(&self, ws: &Workspace) {
        let dir = self.elsewhere();
        if !self.other.exists() {
            ws.git(["clone", "--quiet", &self.url(), &dir]);
        }
        ws.git(["-C", &dir, "commit", "--quiet", "--allow-empty", "--message", "Somebody else was here"]);
    }

    fn hook(&self, name: &str, script: &str) {
        let file = self.dir.join("hooks").join(name);
        fs::write(&file, script).expect("a hook can be written");
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("a hook may be made runnable");
    }

    fn url(&self) -> String {
        self.dir.display().to_string()
    }

    fn elsewhere(&self) -> String {
        self.other.display().to_string()
    }
}
