//! Where a command that looks finds programs: on the `PATH`, but not in the repository that it looks at, and not in
//! entries that mean another folder in every place.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{self, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The folders in which programs are looked for, for one repository.
#[derive(Debug)]
pub struct SearchPath {
    entries: Vec<PathBuf>,
    /// The repository whose programs are not started, without links in its path.
    repository: PathBuf,
}

impl SearchPath {
    /// The search path for a look at what lies around `folder`.
    pub fn outside(folder: &Path) -> Arc<Self> {
        static KNOWN: Mutex<BTreeMap<PathBuf, Arc<SearchPath>>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(folder) {
            return Arc::clone(found);
        }
        let told = env::var_os("PATH").unwrap_or_default();
        let made = Arc::new(Self::of(&told, folder));
        known.insert(folder.to_owned(), Arc::clone(&made));
        made
    }

    fn of(told: &OsStr, folder: &Path) -> Self {
        let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut above = canonical.ancestors();
        let repository = above.find(|above| above.join(".git").exists()).unwrap_or(&canonical).to_owned();
        let outside = |entry: &PathBuf| {
            let real = entry.canonicalize().unwrap_or_else(|_| entry.clone());
            entry.is_absolute() && !is_inside(&real, &repository)
        };
        Self { entries: env::split_paths(told).filter(outside).collect(), repository }
    }

    /// The program of this name, or at this whole path; `None` where there is none, or only one that is not looked for.
    pub fn find(&self, program: &OsStr) -> Option<PathBuf> {
        if program.to_string_lossy().chars().any(path::is_separator) {
            return which::which_in(program, None::<OsString>, "/")
                .ok()
                .filter(|_| Path::new(program).is_absolute());
        }
        // A link on the `PATH` may lead into the repository.
        let outside =
            |found: &PathBuf| found.canonicalize().is_ok_and(|real| !is_inside(&real, &self.repository));
        which::which_in_all(program, Some(self.value()), "/").ok()?.find(outside)
    }

    /// Does this whole path lead out of the repository, wherever its links go?
    pub(crate) fn is_outside(&self, path: &Path) -> bool {
        path.is_absolute() && path.canonicalize().is_ok_and(|real| !is_inside(&real, &self.repository))
    }

    /// The search path as the value of the variable `PATH`.
    pub fn value(&self) -> OsString {
        // Every entry was split from such a value, so that they can be joined again.
        env::join_paths(&self.entries).unwrap_or_default()
    }
}

/// Does the path lie in the repository? One at the root of the file system has nothing outside of it.
fn is_inside(path: &Path, repository: &Path) -> bool {
    repository.parent().is_some() && path.starts_with(repository)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "the tests plant programs")]
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn nothing_of_the_repository_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().canonicalize().unwrap();
        let repository = outer.join("repository");
        for inside in [".git", "bin", "work"] {
            fs::create_dir_all(repository.join(inside)).unwrap();
        }
        fs::create_dir(outer.join("links")).unwrap();
        fs::create_dir(outer.join("good")).unwrap();
        for at in ["repository/bin/tool", "repository/work/tool", "good/tool"] {
            fs::write(outer.join(at), "#!/bin/sh\n").unwrap();
            fs::set_permissions(outer.join(at), fs::Permissions::from_mode(0o755)).unwrap();
        }
        symlink(repository.join("bin/tool"), outer.join("links/tool")).unwrap();
        symlink(repository.join("bin"), outer.join("folder")).unwrap();
        let find = |told: &str, name: &str| {
            let told = told.replace("@", &outer.to_string_lossy());
            SearchPath::of(OsStr::new(&told), &repository.join("work")).find(OsStr::new(name))
        };
        for told in [
            "",
            ".",
            ":",
            "bin:.:",
            "@/repository/bin",
            "@/links",
            "@/folder",
            "@/nowhere",
            "@/good/../repository/bin",
        ] {
            assert_eq!(find(told, "tool"), None, "{told}");
            let after = find(&format!("{told}:@/good"), "tool");
            assert_eq!(after, Some(outer.join("good/tool")), "{told}");
        }
        assert_eq!(find("@/good", "bin/tool"), None);
        assert_eq!(find("@/good", "./tool"), None);
        assert_eq!(find("", "/bin/sh"), Some(PathBuf::from("/bin/sh")));
    }
}
