//! What a build script printed to cargo, as far as it says what the script depends on.

/// The most that is read of one build script's output, in bytes.
pub(super) const MOST: u64 = 16 << 20;

/// What a build script declares.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Declared {
    /// Files, or folders with all below them, as written there.
    pub(super) paths: Vec<String>,
    pub(super) variables: Vec<String>,
}

impl Declared {
    /// Reads what a build script printed. Lines that are not for cargo say nothing.
    pub(super) fn parse(text: &str) -> Self {
        let mut declared = Self::default();
        for line in text.lines() {
            let Some(told) = line.strip_prefix("cargo::").or_else(|| line.strip_prefix("cargo:")) else {
                continue;
            };
            match told.split_once('=') {
                Some(("rerun-if-changed", path)) => declared.paths.push(path.to_owned()),
                Some(("rerun-if-env-changed", name)) => declared.variables.push(name.to_owned()),
                _ => {}
            }
        }
        for list in [&mut declared.paths, &mut declared.variables] {
            list.retain(|word| !word.is_empty());
            list.sort_unstable();
            list.dedup();
        }
        declared
    }

    /// Did the script leave it to cargo to decide? Then all files of its package count.
    pub(super) fn is_silent(&self) -> bool {
        self.paths.is_empty() && self.variables.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let text = "hello\ncargo:rerun-if-changed=../data/v.txt\ncargo::rerun-if-env-changed=FAIL_IT\n\
                    cargo:rustc-cfg=x\ncargo::rerun-if-changed=\n";
        let declared = Declared::parse(text);
        assert_eq!(
            (declared.paths, declared.variables),
            (vec!["../data/v.txt".to_owned()], vec!["FAIL_IT".to_owned()])
        );
        assert!(Declared::parse("warning").is_silent());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "(cargo:{0,3})?[a-z=:\n-]{0,60}") {
            Declared::parse(&text);
        }
    }
}
