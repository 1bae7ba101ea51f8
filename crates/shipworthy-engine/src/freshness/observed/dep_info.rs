//! The dependency file of a compiled target, as rustc writes it: what was read, and which variables were asked for.

/// The most that is read of one dependency file, in bytes.
pub(super) const MOST: u64 = 16 << 20;

/// What one dependency file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DepInfo {
    /// The files that were read, as written there.
    pub(super) files: Vec<String>,
    /// The variables that were asked for, set or not.
    pub(super) variables: Vec<String>,
}

impl DepInfo {
    /// Reads the text of a dependency file. Lines that are no rule and name no variable say nothing.
    pub(super) fn parse(text: &str) -> Self {
        let mut info = Self::default();
        for line in text.lines() {
            if let Some(variable) = line.strip_prefix("# env-dep:") {
                let name = variable.split_once('=').map_or(variable, |(name, _)| name);
                info.variables.push(unescaped(name));
            } else if !line.starts_with('#') {
                // The target of a rule ends at `: `; on Windows a path has a colon of its own.
                if let Some((_, files)) = line.split_once(": ") {
                    info.files.extend(words(files));
                }
            }
        }
        for list in [&mut info.files, &mut info.variables] {
            list.sort_unstable();
            list.dedup();
        }
        info
    }
}

/// The words of a rule: a space that belongs to a word has a backslash before it.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '\\' if chars.peek() == Some(&' ') => {
                chars.next();
                word.push(' ');
            }
            ' ' => words.push(std::mem::take(&mut word)),
            next => word.push(next),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The name of a variable, of which line ends and backslashes are written with a backslash.
fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_variables_are_read() {
        let text = "/t/debug/deps/a-0e.d: src/lib.rs src/../data/a\\ b.txt\n\nsrc/lib.rs:\n\n# env-dep:BACKEND\n\
                    # env-dep:MODE=x=y\n";
        let info = DepInfo::parse(text);
        assert_eq!(info.files, ["src/../data/a b.txt", "src/lib.rs"]);
        assert_eq!(info.variables, ["BACKEND", "MODE"]);
        assert_eq!(DepInfo::parse("C:\\t\\a.d: C:\\src\\lib.rs").files, ["C:\\src\\lib.rs"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[a:\\\\ #\nä=]{0,60}") {
            DepInfo::parse(&text);
        }

        #[test]
        fn what_rustc_writes_is_read_back(names in proptest::collection::vec("[a-z ./ä]{0,8}[a-z]", 1..5)) {
            let escaped: Vec<String> = names.iter().map(|name| name.replace(' ', "\\ ")).collect();
            let mut expected = names.clone();
            expected.sort();
            expected.dedup();
            proptest::prop_assert_eq!(DepInfo::parse(&format!("x.d: {}\n", escaped.join(" "))).files, expected);
        }
    }
}
