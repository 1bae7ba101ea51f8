//! The settings of a repository that git is shown: a short list of those that say how its data is to be read. All others,
//! whatever they are called, do not reach git, so that none of them can name a program.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::config::{GitSetting, parse, quoted};
use super::conversion::{attributes_convert, converts_line_ends, setting_converts};
use super::places::RepositoryPlaces;
use crate::sys::reading::{LimitedReadError, read_limited};

/// The most that a settings file may hold. None that people have is larger, by far.
const LARGEST: u64 = 4 << 20;

/// Settings of the section `core` that say how files and their names are to be understood: one word each.
const WORDS: &[&str] = &[
    "checkstat",
    "filemode",
    "ignorecase",
    "precomposeunicode",
    "protecthfs",
    "protectntfs",
    "sparsecheckout",
    "sparsecheckoutcone",
    "symlinks",
    "trustctime",
];

/// Extensions of the form of a repository that change nothing in how it is read here.
const HARMLESS: &[&str] = &[
    "compatobjectformat",
    "noop",
    "noop-v1",
    "partialclone",
    "preciousobjects",
    "relativeworktrees",
    "worktreeconfig",
];

/// How often one settings file of the user may lead to the next.
const DEPTH: usize = 5;

/// The settings that git is shown.
#[derive(Debug, Default)]
pub(super) struct RepositorySettings {
    /// The object format, `sha1` or `sha256`.
    pub(super) object_format: String,
    /// How refs are stored, when it is not the usual way.
    ref_storage: Option<String>,
    /// Sections with what is kept of them, as git reads them.
    kept: String,
    /// The user's own list of what to ignore everywhere.
    excludes: Option<String>,
    /// Do settings and attributes, but for those of the tracked files, convert files?
    converts: bool,
}

impl RepositorySettings {
    /// Reads the settings of a repository, and what the user tells git to ignore.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or the repository is of a form that is not known.
    pub(super) fn read(places: &RepositoryPlaces) -> Result<Self, String> {
        let file = places.common.join("config");
        let all = settings(&file)?;
        let mut read = Self {
            object_format: "sha1".to_owned(),
            excludes: user_setting("excludesfile"),
            ..Self::default()
        };
        let newer = number(&all, "repositoryformatversion");
        if newer.as_deref().is_some_and(|version| !matches!(version, "0" | "1")) {
            return Err(format!("{}: this form of a repository is not known", file.display()));
        }
        let extended = newer.as_deref() == Some("1");
        for setting in &all {
            read.keep(setting, extended).map_err(|why| format!("{}: {why}", file.display()))?;
        }
        // A worktree may have settings of its own.
        if all.iter().any(|one| one.section == "extensions" && one.key == "worktreeconfig") {
            for setting in
                settings(&places.own.join("config.worktree"))?.iter().filter(|one| one.section == "core")
            {
                read.keep(setting, extended)?;
            }
        }
        let own = setting_converts(&all);
        read.converts = own.unwrap_or_else(|| {
            user_setting("autocrlf").is_some_and(|value| converts_line_ends(Some(&value)))
        }) || attribute_files(places, &all).iter().any(|file| {
            read_limited(file, LARGEST)
                .is_ok_and(|bytes| attributes_convert(&String::from_utf8_lossy(&bytes)))
        });
        Ok(read)
    }

    fn keep(&mut self, setting: &GitSetting, extended: bool) -> Result<(), String> {
        let value = setting.value.as_deref().unwrap_or("true");
        let word = |value: &str| value.len() < 40 && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match (setting.section.as_str(), setting.sub.as_deref(), setting.key.as_str()) {
            ("extensions", None, "objectformat") if extended && matches!(value, "sha1" | "sha256") => {
                value.clone_into(&mut self.object_format);
            }
            ("extensions", None, "refstorage") if extended && matches!(value, "files" | "reftable") => {
                self.ref_storage = Some(value.to_owned());
            }
            ("extensions", None, key) if extended && !HARMLESS.contains(&key) => {
                return Err(format!("the extension {key} of a repository is not known"));
            }
            ("core", None, "excludesfile") if readable(value) => self.excludes = Some(value.to_owned()),
            ("core", None, key) if WORDS.contains(&key) && word(value) => self.add("core", None, key, value),
            ("branch", Some(name), key @ ("remote" | "merge")) => self.add("branch", Some(name), key, value),
            ("remote", Some(name), key @ ("fetch" | "url")) => self.add("remote", Some(name), key, value),
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, section: &str, sub: Option<&str>, key: &str, value: &str) {
        // A name with a line break in it can stand in no settings file.
        if sub.is_some_and(|sub| sub.contains('\n')) {
            return;
        }
        let sub = sub
            .map(|sub| format!(" \"{}\"", sub.replace('\\', "\\\\").replace('"', "\\\"")))
            .unwrap_or_default();
        let _ = write!(self.kept, "[{section}{sub}]\n\t{key} = {}\n", quoted(value));
    }

    /// The file in which the user lists what to ignore everywhere, as it is written in the settings.
    pub(super) fn excludes(&self) -> Option<&str> {
        self.excludes.as_deref()
    }

    /// Do settings and attributes, but for those of the tracked files, make git keep files in another form?
    pub(super) fn converts(&self) -> bool {
        self.converts
    }

    /// The text of the settings file that git reads in place of the repository's own.
    pub(super) fn text(&self) -> String {
        let refs = self.ref_storage.as_deref();
        let format = u8::from(self.object_format != "sha1" || refs.is_some());
        let mut text = format!("[core]\n\trepositoryformatversion = {format}\n\tbare = false\n");
        if format == 1 {
            let _ = write!(text, "[extensions]\n\tobjectformat = {}\n", self.object_format);
            let _ = refs.map(|refs| writeln!(text, "\trefstorage = {refs}"));
        }
        text.push_str(&self.kept);
        if let Some(excludes) = &self.excludes {
            let _ = write!(text, "[core]\n\texcludesfile = {}\n", quoted(excludes));
        }
        text
    }
}

fn number(all: &[GitSetting], key: &str) -> Option<String> {
    let last = all.iter().rev().find(|one| one.section == "core" && one.sub.is_none() && one.key == key)?;
    Some(last.value.clone().unwrap_or_default())
}

/// The settings in a file; none when there is no such file.
fn settings(file: &Path) -> Result<Vec<GitSetting>, String> {
    let strange = |why: &str| format!("could not read {}: {why}", file.display());
    let bytes = match read_limited(file, LARGEST) {
        Ok(bytes) => bytes,
        Err(LimitedReadError::System(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(LimitedReadError::System(error)) => return Err(strange(&error.to_string())),
        Err(_) => return Err(strange("it is not a regular file of a usual size")),
    };
    parse(&String::from_utf8_lossy(&bytes)).ok_or_else(|| strange("it is not written as git's settings are"))
}

/// The files of attributes that are no files of the tree: the repository's, the user's, the system's.
fn attribute_files(places: &RepositoryPlaces, all: &[GitSetting]) -> Vec<PathBuf> {
    let own = all.iter().rev().find(|one| one.section == "core" && one.key == "attributesfile");
    let named = own.and_then(|one| one.value.clone()).or_else(|| user_setting("attributesfile"));
    let usual = || Some(user_settings_folder()?.join("git/attributes"));
    let user = named.map(|path| at_home(&path)).or_else(usual);
    let system = variable("GIT_ATTR_NOSYSTEM").is_none().then(|| PathBuf::from("/etc/gitattributes"));
    [Some(places.common.join("info/attributes")), user, system].into_iter().flatten().collect()
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn user_settings_folder() -> Option<PathBuf> {
    variable("XDG_CONFIG_HOME").or_else(|| Some(env::home_dir()?.join(".config")))
}

/// What the user says in the section `core`, wherever git would find that. What git shall ignore everywhere it finds in the
/// usual place by itself.
fn user_setting(key: &str) -> Option<String> {
    let home = env::home_dir();
    let mut files = Vec::new();
    if variable("GIT_CONFIG_NOSYSTEM").is_none() {
        files.push(variable("GIT_CONFIG_SYSTEM").unwrap_or_else(|| PathBuf::from("/etc/gitconfig")));
    }
    match variable("GIT_CONFIG_GLOBAL") {
        Some(global) => files.push(global),
        None => {
            files.extend(user_settings_folder().map(|folder| folder.join("git/config")));
            files.extend(home.map(|home| home.join(".gitconfig")));
        }
    }
    files.iter().filter_map(|file| setting_in(file, key, DEPTH)).next_back()
}

/// What a settings file of the user, or one that it includes, says in the section `core`.
fn setting_in(file: &Path, key: &str, depth: usize) -> Option<String> {
    let mut found = None;
    for setting in settings(file).ok()? {
        match (setting.section.as_str(), setting.sub.as_deref(), setting.key.as_str()) {
            ("core", None, found_key) if found_key == key => {
                found = Some(setting.value.unwrap_or_else(|| "true".to_owned()));
            }
            ("include", None, "path") if depth > 0 => {
                let path = setting.value.map(|value| file.with_file_name(at_home(&value)));
                found = path.and_then(|path| setting_in(&path, key, depth - 1)).or(found);
            }
            _ => {}
        }
    }
    found
}

/// A path of a setting, in which `~/` stands for the home of the user.
pub(super) fn at_home(value: &str) -> PathBuf {
    match (value.strip_prefix("~/"), env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(value),
    }
}

/// May git be sent to read this file? It would wait for ever for a pipe.
fn readable(value: &str) -> bool {
    let path = at_home(value);
    path.is_absolute() && path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, String> {
        let all = parse(text).unwrap();
        let extended = number(&all, "repositoryformatversion").as_deref() == Some("1");
        let mut settings =
            RepositorySettings { object_format: "sha1".to_owned(), ..RepositorySettings::default() };
        all.iter().try_for_each(|one| settings.keep(one, extended))?;
        Ok(settings.text())
    }

    #[test]
    fn only_what_is_listed_reaches_git() {
        let plain = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n";
        let harmful = "[core]\n fsmonitor = evil\n hooksPath = evil\n worktree = /\n bare = true\n sshCommand = evil\n\
                       attributesFile = evil\n fileMode = \"evil\\n\"\n[filter \"x\"]\n clean = evil\n\
                       [include]\n path = evil\n[alias]\n status = !evil\n[remote \"o\"]\n uploadpack = evil\n vcs = evil\n\
                       [branch \"b\"]\n description = evil\n[diff]\n external = evil\n[gpg]\n program = evil\n";
        assert_eq!(shown(harmful).unwrap(), plain);
        let told =
            shown("[core]\n fileMode = false\n[branch \"m\"]\n remote = o\n[remote \"o\"]\n fetch = +a:b\n")
                .unwrap();
        let kept = "[core]\n\tfilemode = \"false\"\n[branch \"m\"]\n\tremote = \"o\"\n[remote \"o\"]\n\tfetch = \"+a:b\"\n";
        assert_eq!(told, format!("{plain}{kept}"));
    }

    #[test]
    fn a_form_that_is_not_known_is_refused() {
        let newer = "[core]\nrepositoryformatversion = 1\n[extensions]\n";
        assert!(shown(&format!("{newer}objectFormat = sha256\n")).unwrap().contains("objectformat = sha256"));
        assert!(shown(&format!("{newer}objectFormat = sha3\n")).is_err());
        assert!(shown(&format!("{newer}other\n")).is_err());
        assert!(shown("[extensions]\nother\n").is_ok());
    }
}
