//! What `only` and `except` of a gate leave of the files that it is presumed to read. What is known to be read is not asked
//! here: what a compiler, a build script or a trace named is bound beside the fingerprint.

use shipworthy_model::checklist::Gate;
use shipworthy_model::fingerprint::Part;
use shipworthy_model::glob::Glob;
use shipworthy_model::narrowing::NarrowingKey;
use shipworthy_model::path::name;
use shipworthy_model::unknown::{Reason, Unknown};

use crate::freshness::fingerprint::{NARROWED, plain};

/// The globs by which a gate narrows what its evidence is bound to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileFilter {
    only: Vec<String>,
    except: Vec<String>,
}

/// The globs, ready to be asked.
pub(super) struct FileGlobs {
    only: Vec<Glob>,
    except: Vec<Glob>,
}

impl FileFilter {
    /// The filter of a gate; `None` when it narrows nothing.
    pub(crate) fn of(gate: &Gate) -> Option<Self> {
        let filter = Self { only: gate.only.clone(), except: gate.except.clone() };
        (!filter.only.is_empty() || !filter.except.is_empty()).then_some(filter)
    }

    /// The part of a fingerprint that says that the others were narrowed, and how.
    pub(crate) fn part(&self) -> Part {
        let said = |key: NarrowingKey, globs: &[String]| {
            (!globs.is_empty()).then(|| format!("{} {}", key.word(), globs.join(", ")))
        };
        let both = [said(NarrowingKey::Only, &self.only), said(NarrowingKey::Except, &self.except)];
        plain(NARROWED, both.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }

    /// The globs of the filter.
    ///
    /// # Errors
    ///
    /// When one is malformed.
    pub(super) fn globs(&self) -> Result<FileGlobs, Unknown> {
        let read = |texts: &[String]| {
            let globs = texts.iter().map(|text| Glob::new(text)).collect::<Result<Vec<_>, _>>();
            globs.map_err(|why| Unknown::new(Reason::CouldNotLook, why))
        };
        Ok(FileGlobs { only: read(&self.only)?, except: read(&self.except)? })
    }
}

impl FileGlobs {
    /// Does a file count that the gate is presumed to read? What lies outside of the workspace is out of reach of the globs,
    /// and counts.
    pub(super) fn leave(&self, path: &str) -> bool {
        let met = |globs: &[Glob]| globs.iter().any(|glob| glob.covers(path));
        path.starts_with("../") || ((self.only.is_empty() || met(&self.only)) && !met(&self.except))
    }
}

/// Is a file of a package read by whatever compiles it? Its sources and its manifest are; nobody presumes that.
pub(super) fn is_compiled(path: &str) -> bool {
    path.ends_with(".rs") || name(path) == "Cargo.toml"
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn leaves(only: &[&str], except: &[&str], path: &str) -> bool {
        let texts = |globs: &[&str]| globs.iter().map(|glob| (*glob).to_owned()).collect();
        FileFilter { only: texts(only), except: texts(except) }.globs().unwrap().leave(path)
    }

    #[test]
    fn what_is_excepted_does_not_count_and_with_only_nothing_else_does() {
        assert!(leaves(&["src"], &[], "src/a/b.txt") && !leaves(&["src"], &[], "docs/a.md"));
        assert!(leaves(&[], &["docs/**"], "src/a") && !leaves(&[], &["docs/**"], "docs/a.md"));
        assert!(!leaves(&["docs/**"], &["**/*.md"], "docs/a.md"));
        assert!(leaves(&["src"], &["**"], "../shared/v.txt"), "nothing outside is narrowed");
    }
}
