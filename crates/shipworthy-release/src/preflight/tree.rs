//! Is everything committed? Files that git does not track and submodules count too: what lies there could end up in a
//! package, and would be in nobody's clone.

use shipworthy_engine::facts::tree::Tree;

use super::check::{CheckOutcome, PreflightCheck, PreflightSubject};
use crate::runtime::{CallOutput, Environment};

/// How git is asked. What is in submodules it would look at under settings that it finds there.
const STATUS: [&str; 5] =
    ["status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignore-submodules=dirty"];

/// The most paths that are named.
const NAMED: usize = 5;

/// Checks whether files differ from the commit.
pub(super) fn check(environment: &Environment) -> PreflightCheck {
    let output = match environment.git(&STATUS).and_then(CallOutput::done) {
        Ok(output) => output,
        Err(failure) => {
            let remedy = "a release is made from a git repository; `git status` must work in it";
            return PreflightSubject::CleanTree.check(CheckOutcome::unknown(failure.to_string(), remedy));
        }
    };
    let submodules = match submodules(environment) {
        Ok(submodules) => submodules,
        Err(why) => {
            let remedy = "the files of the workspace must be readable";
            return PreflightSubject::CleanTree.check(CheckOutcome::unknown(why, remedy));
        }
    };
    let Some(mut changes) = changes(&output.out) else {
        let strange = "`git status` printed what is not understood";
        return PreflightSubject::CleanTree
            .check(CheckOutcome::unknown(strange, "use a git of 2.11 or later"));
    };
    let told = |path: &String| changes.iter().any(|change| change.path().ends_with(path.as_str()));
    let within: Vec<&String> = submodules.iter().filter(|path| !told(path)).collect();
    changes.extend(within.into_iter().map(|path| UncommittedChange::Submodule(path)));
    PreflightSubject::CleanTree.check(match changes.is_empty() {
        true => CheckOutcome::fine("nothing differs from the commit"),
        false => judge(&changes),
    })
}

/// The paths at which something differs from the commit, as far as they are submodules.
fn submodules(environment: &Environment) -> Result<Vec<String>, String> {
    let tree = Tree::read(environment.root())?;
    let dirty = tree.git.map(|head| head.dirty).unwrap_or_default();
    let submodule = |path: &String| environment.root().join(path).join(".git").exists();
    Ok(dirty.into_iter().filter(submodule).collect())
}

/// A path that is not as the commit has it.
#[derive(Debug, PartialEq, Eq)]
enum UncommittedChange<'a> {
    Changed(&'a str),
    Untracked(&'a str),
    Submodule(&'a str),
}

impl UncommittedChange<'_> {
    fn path(&self) -> &str {
        match self {
            Self::Changed(path) | Self::Untracked(path) | Self::Submodule(path) => path,
        }
    }
}

/// The changes that git printed; nothing when it printed something else.
fn changes(text: &str) -> Option<Vec<UncommittedChange<'_>>> {
    let mut changes = Vec::new();
    let mut entries = text.split('\0').filter(|entry| !entry.is_empty());
    while let Some(entry) = entries.next() {
        let (sort, rest) = entry.split_once(' ')?;
        let fields = match sort {
            "?" => {
                changes.push(UncommittedChange::Untracked(rest));
                continue;
            }
            "1" => 8,
            // The name it had before follows.
            "2" => {
                entries.next()?;
                9
            }
            "u" => 10,
            _ => return None,
        };
        let path = entry.splitn(fields + 1, ' ').nth(fields)?;
        let submodule = entry.split(' ').nth(2)?.starts_with('S');
        changes.push(if submodule {
            UncommittedChange::Submodule(path)
        } else {
            UncommittedChange::Changed(path)
        });
    }
    Some(changes)
}

fn judge(changes: &[UncommittedChange<'_>]) -> CheckOutcome {
    let named = changes.iter().take(NAMED).map(|change| match change {
        UncommittedChange::Changed(path) => format!("{path} is changed"),
        UncommittedChange::Untracked(path) => format!("{path} is not tracked"),
        UncommittedChange::Submodule(path) => format!("the submodule {path} is not as committed"),
    });
    let mut why = named.collect::<Vec<_>>().join(", ");
    if changes.len() > NAMED {
        why.push_str(&format!(", and {} more", changes.len() - NAMED));
    }
    let submodules = changes.iter().any(|change| matches!(change, UncommittedChange::Submodule(_)));
    let remedy = if submodules {
        "commit in the submodule and then its new commit here, or `git submodule update --recursive`"
    } else {
        "`git add` and commit what belongs to the release; stash, ignore or remove the rest"
    };
    CheckOutcome::refused(why, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_change_is_read() {
        let text = "1 .M N... 100644 100644 100644 a b one file\0\
                    2 R. N... 100644 100644 100644 a b R100 new\0old\0\
                    u UU N... 100644 100644 100644 100755 a b c clash\0\
                    ? un tracked\0\
                    1 .M S.M. 160000 160000 160000 a b module\0";
        let changed = UncommittedChange::Changed;
        assert_eq!(
            changes(text).unwrap(),
            [
                changed("one file"),
                changed("new"),
                changed("clash"),
                UncommittedChange::Untracked("un tracked"),
                UncommittedChange::Submodule("module")
            ]
        );
        assert_eq!(changes("").unwrap(), []);
        for strange in ["x y", "1 .M", "2 R. N... 1 1 1 a b R100 new"] {
            assert_eq!(changes(strange), None, "{strange}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_output_is_survived(text in "[12u? MRSN.a\0]{0,60}") {
            let _ = changes(&text);
        }
    }
}
