//! Predicates of conditional compilation, as far as the system decides them: `all(unix, target_arch = "x86_64")`.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

/// Does the predicate hold on a system of which the compiler says this (`unix`, `target_os="linux"`)? `None` when it depends
/// on something else as well, such as a feature, or is not understood.
pub fn holds(predicate: &str, system: &BTreeSet<String>) -> Option<bool> {
    let mut reader = PredicateReader { rest: predicate.chars().peekable(), system };
    let answer = reader.predicate();
    reader.skip_space();
    match (answer, reader.rest.peek()) {
        (Some(answer), None) => answer,
        _ => None,
    }
}

/// Is a name one that the system alone decides?
fn is_of_system(name: &str) -> bool {
    matches!(name, "unix" | "windows") || name.starts_with("target_")
}

/// How deep predicates may lie in each other.
const DEEPEST: usize = 50;

struct PredicateReader<'a> {
    rest: Peekable<Chars<'a>>,
    system: &'a BTreeSet<String>,
}

impl PredicateReader<'_> {
    fn skip_space(&mut self) {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip_space();
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// The next predicate, and whether it holds. `None` when there is none.
    fn predicate(&mut self) -> Option<Option<bool>> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Option<bool>> {
        self.skip_space();
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
            name.push(c);
        }
        if name.is_empty() || depth > DEEPEST {
            return None;
        }
        if self.take('(') {
            let mut parts = Vec::new();
            while !self.take(')') {
                parts.push(self.nested(depth + 1)?);
                if !self.take(',') && !matches!(self.rest.peek(), Some(')')) {
                    return None;
                }
            }
            return Some(combined(&name, &parts));
        }
        if self.take('=') {
            if !self.take('"') {
                return None;
            }
            let mut value = String::new();
            loop {
                match self.rest.next()? {
                    '"' => break,
                    c => value.push(c),
                }
            }
            return Some(is_of_system(&name).then(|| self.system.contains(&format!("{name}=\"{value}\""))));
        }
        Some(match name.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            name => is_of_system(name).then(|| self.system.contains(name)),
        })
    }
}

/// What several predicates come to.
fn combined(how: &str, parts: &[Option<bool>]) -> Option<bool> {
    let any = |wanted| parts.contains(&Some(wanted));
    let all = |wanted| parts.iter().all(|part| *part == Some(wanted));
    match how {
        "all" if any(false) => Some(false),
        "all" if all(true) => Some(true),
        "any" if any(true) => Some(true),
        "any" if all(false) => Some(false),
        "not" => match parts {
            [part] => part.map(|part| !part),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_decides_is_decided() {
        let system: BTreeSet<String> =
            ["unix", "target_os=\"linux\"", "target_arch=\"x86_64\""].map(str::to_owned).into();
        for (predicate, answer) in [
            ("unix", Some(true)),
            (" windows ", Some(false)),
            ("target_os = \"linux\"", Some(true)),
            ("target_os=\"macos\"", Some(false)),
            ("all(unix, target_arch = \"x86_64\",)", Some(true)),
            ("all(windows, feature = \"f\")", Some(false)),
            ("all(unix, feature = \"f\")", None),
            ("any(unix, feature = \"f\")", Some(true)),
            ("not(any(target_os = \"linux\", target_os = \"macos\"))", Some(false)),
            ("feature = \"f\"", None),
            ("test", None),
            ("all()", Some(true)),
            ("any()", Some(false)),
            ("false", Some(false)),
            ("unix windows", None),
            ("unix(", None),
            ("", None),
            ("target_os = linux", None),
        ] {
            assert_eq!(holds(predicate, &system), answer, "{predicate}");
        }
        let deep = "all(".repeat(100_000) + &")".repeat(100_000);
        assert_eq!(holds(&deep, &system), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "(all|any|not|unix|=|\"|\\(|\\)|,| |\\PC){0,40}") {
            let _ = holds(&text, &BTreeSet::new());
        }
    }
}
