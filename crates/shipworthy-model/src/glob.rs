//! Globs over paths of the tree: `*` stays within a folder, `**` does not, a final `/` means all below.

use glob::{MatchOptions, Pattern};

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A glob, or a plain path.
#[derive(Debug, Clone)]
pub struct Glob {
    /// The text of the glob, tidied.
    text: String,
    /// How many bytes of the text every match begins with: whole folders only.
    folder: usize,
    /// Where the part of the text begins that every match ends with, in bytes.
    ending: usize,
    /// The compiled pattern; `None` for a path without wildcards.
    pattern: Option<Pattern>,
}

impl Glob {
    /// Reads a glob from its text.
    ///
    /// # Errors
    ///
    /// When it is malformed, says how.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut tidy =
            text.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
        if text.ends_with('/') {
            tidy.push_str("/**");
        }
        let wild = ['*', '?', '['];
        let Some(first) = tidy.find(wild) else {
            return Ok(Self { folder: tidy.len(), ending: 0, text: tidy, pattern: None });
        };
        let pattern = Pattern::new(&tidy).map_err(|error| format!("`{text}` is not a glob: {error}"))?;
        let folder = tidy[..first].rfind('/').map_or(0, |at| at + 1);
        let ending = tidy.rfind(['*', '?', ']', '/']).map_or(0, |at| at + 1);
        Ok(Self { text: tidy, folder, ending, pattern: Some(pattern) })
    }

    /// The text that means this path and no other, where it is a part of a glob.
    pub fn escaped(path: &str) -> String {
        Pattern::escape(path)
    }

    /// The path that the glob names, when it has no wildcards.
    pub fn literal(&self) -> Option<&str> {
        self.pattern.is_none().then_some(self.text.as_str())
    }

    /// The text of the glob, tidied.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Does the glob match `path`?
    pub fn matches(&self, path: &str) -> bool {
        // A file may really be called `[id].tsx`.
        let Some(pattern) = &self.pattern else { return self.text == path };
        let fits = path.starts_with(&self.text[..self.folder]) && path.ends_with(&self.text[self.ending..]);
        (fits && pattern.matches_with(path, OPTIONS)) || self.text == path
    }

    /// Does the glob match `path`, or name a folder above it without wildcards?
    pub fn covers(&self, path: &str) -> bool {
        let below = || path.strip_prefix(&self.text).is_some_and(|rest| rest.starts_with('/'));
        self.matches(path) || (self.pattern.is_none() && below())
    }

    /// The folder that all matches lie in, or the path that the glob names: there is no need to look elsewhere.
    pub fn folder(&self) -> &str {
        self.text[..self.folder].trim_end_matches('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_what_users_expect() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            ("*.md", &["a.md", ".a.md"], &["docs/a.md", "a.mdx"]),
            ("**/*.rs", &["a.rs", "x/a.rs", "x/y/.z/a.rs"], &["a.rss"]),
            ("src/**", &["src/a", "src/a/b", "src/.a"], &["src", "xsrc/a", "a/src/b"]),
            ("src/", &["src/a", "src/a/b"], &["src"]),
            ("./src//**/lib.rs", &["src/lib.rs", "src/a/b/lib.rs"], &["lib.rs", "src/xlib.rs"]),
            ("**/Cargo.toml", &["Cargo.toml", "a/Cargo.toml"], &["xCargo.toml"]),
            ("crates/*/src/**/*.rs", &["crates/a/src/b.rs", "crates/a/src/c/b.rs"], &["crates/a/b/src/c.rs"]),
            ("a?c/[xy].rs", &["abc/x.rs", "a\u{e4}c/y.rs"], &["a/c/x.rs", "abc/z.rs"]),
            ("[id].tsx", &["i.tsx", "[id].tsx"], &["id.tsx"]),
            ("**", &["a", "a/b"], &[]),
            ("a b.txt", &["a b.txt"], &["a b.txt/c"]),
        ];
        for (text, yes, no) in cases {
            let glob = Glob::new(text).unwrap();
            for path in *yes {
                assert!(glob.matches(path), "{text} should match {path}");
            }
            for path in *no {
                assert!(!glob.matches(path), "{text} should not match {path}");
            }
        }
    }

    #[test]
    fn a_folder_that_is_left_out_takes_its_files_along() {
        let glob = Glob::new("vendor").unwrap();
        assert!(glob.covers("vendor/a/b") && glob.covers("vendor"));
        assert!(!glob.covers("vendored/a") && !glob.matches("vendor/a"));
    }

    #[test]
    fn a_malformed_glob_is_refused() {
        for bad in ["a**b", "[a", "***"] {
            assert!(Glob::new(bad).is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_shortcuts_agree_with_the_pattern(text in "[ab*?/.]{0,8}", path in "[ab/.]{0,8}") {
            if let Ok(glob) = Glob::new(&text) && let Some(pattern) = &glob.pattern {
                let plain = pattern.matches_with(&path, OPTIONS) || glob.text == path;
                proptest::prop_assert_eq!(glob.matches(&path), plain);
            }
        }
    }
}
