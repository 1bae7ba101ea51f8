//! The files of the tree, to look up by path, by name, by folder, and by what a misspelt path may have meant.

use std::collections::{BTreeSet, HashMap, HashSet};

use shipworthy_model::path::split;

/// More candidates than this for one word of a name tell nothing, and would make looking slow.
const CANDIDATES: usize = 24;
/// So many near misses are named at the most.
const NEAR: usize = 3;

/// The files of the tree.
#[derive(Debug, Default)]
pub struct Files<'a> {
    files: HashSet<&'a str>,
    folders: HashSet<&'a str>,
    folders_by_name: HashMap<&'a str, Vec<&'a str>>,
    by_name: HashMap<&'a str, Vec<&'a str>>,
    by_stem: HashMap<&'a str, Vec<&'a str>>,
    by_word: HashMap<(Option<&'a str>, String), Vec<&'a str>>,
}

impl<'a> Files<'a> {
    /// Made of paths relative to the root, with `/`.
    pub fn new(paths: &'a [String]) -> Self {
        let mut files = Self::default();
        for path in paths {
            files.add(path);
        }
        files
    }

    fn add(&mut self, path: &'a str) {
        self.files.insert(path);
        let (folder, name) = split(path);
        let mut ancestor = folder;
        while !ancestor.is_empty() && self.folders.insert(ancestor) {
            self.folders_by_name.entry(split(ancestor).1).or_default().push(ancestor);
            ancestor = split(ancestor).0;
        }
        self.by_name.entry(name).or_default().push(path);
        self.by_stem.entry(without_extension(path)).or_default().push(path);
        for word in words(name) {
            for place in [Some(folder), None] {
                let known = self.by_word.entry((place, word.clone())).or_default();
                if known.len() < CANDIDATES {
                    known.push(path);
                }
            }
        }
    }

    /// Is there nothing at all?
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Is it a file?
    pub fn exists(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Is it a folder with files in it? The root is one.
    pub fn is_folder(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty() || self.folders.contains(path)
    }

    /// The files with this name, in any folder.
    pub fn named(&self, name: &str) -> &[&'a str] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Is there a file, in any folder, with this word in its name?
    pub fn has_word(&self, word: &str) -> bool {
        self.by_word.contains_key(&(None, word.to_owned()))
    }

    /// The files at this path when any extension will do.
    pub fn with_any_extension(&self, path: &str) -> &[&'a str] {
        self.by_stem.get(path).map_or(&[], Vec::as_slice)
    }

    /// What may have been meant by a folder that does not exist: folders with that name.
    pub fn near_folder(&self, path: &str) -> Vec<String> {
        let same =
            self.folders_by_name.get(split(path.trim_end_matches('/')).1).map_or(&[][..], Vec::as_slice);
        same.iter().take(NEAR).map(|folder| format!("{folder}/")).collect()
    }

    /// What may have been meant by a path that does not exist: the best first. The same name elsewhere, then names in
    /// the same folder that share words, then names elsewhere that share nearly all.
    pub fn near(&self, path: &str) -> Vec<&'a str> {
        let (folder, name) = split(path.trim_end_matches('/'));
        let wanted: Vec<String> = words(name).into_iter().collect();
        let mut found: Vec<(usize, &'a str)> = Vec::new();
        for twin in self.named(name).iter().filter(|twin| **twin != path).take(CANDIDATES) {
            found.push((shared_folders(folder, twin) + 100, twin));
        }
        for word in &wanted {
            let here = self.by_word.get(&(Some(folder), word.clone()));
            let anywhere = self.by_word.get(&(None, word.clone())).filter(|paths| paths.len() < CANDIDATES);
            for candidate in here.into_iter().chain(anywhere).flatten() {
                if let Some(score) = likeness(&wanted, folder, name, candidate)
                    && *candidate != path
                    && !found.iter().any(|(_, known)| known == candidate)
                {
                    found.push((score, candidate));
                }
            }
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        found.into_iter().take(NEAR).map(|(_, path)| path).collect()
    }
}

/// How much `candidate` is like the name that was wanted; `None` when it is not.
fn likeness(wanted: &[String], folder: &str, name: &str, candidate: &str) -> Option<usize> {
    let (place, other) = split(candidate);
    if extension(name) != extension(other) {
        return None;
    }
    let has = words(other);
    let shared: Vec<&String> = wanted.iter().filter(|word| has.contains(*word)).collect();
    let telling = shared.iter().filter(|word| !COMMON.contains(&word.as_str())).count();
    if telling == 0 {
        return None;
    }
    let different = wanted.len() + has.len() - 2 * shared.len();
    let here = place == folder;
    // One shared word tells something among neighbours only.
    let elsewhere = different == 0 || (different == 1 && telling > 1);
    (here || elsewhere).then(|| 10 * telling + if here { 20 } else { 0 } + 5usize.saturating_sub(different))
}

/// Words that half the files of a tree have in their names.
const COMMON: &[&str] =
    &["test", "spec", "integration", "mod", "main", "lib", "new", "the", "and", "unit", "example"];

/// The folders at the end of two places that have the same name.
fn shared_folders(folder: &str, twin: &str) -> usize {
    let other = split(twin).0;
    folder.rsplit('/').zip(other.rsplit('/')).take_while(|(a, b)| a == b).count()
}

/// The words of a file name, without extension, in lower case, singular.
fn words(name: &str) -> BTreeSet<String> {
    let stem = without_extension(name);
    stem.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .map(|word| {
            let word = word.to_lowercase();
            word.strip_suffix('s').filter(|singular| singular.len() > 3).map(str::to_owned).unwrap_or(word)
        })
        .collect()
}

/// A path without the extension of its last part. A dot in front is no extension.
fn without_extension(path: &str) -> &str {
    let (folder, name) = split(path);
    match name.rfind('.') {
        Some(dot) if dot > 0 => {
            let start = if folder.is_empty() { 0 } else { folder.len() + 1 };
            path.get(..start + dot).unwrap_or(path)
        }
        _ => path,
    }
}

/// The extension, without the dot.
pub(crate) fn extension(path: &str) -> Option<&str> {
    let name = split(path).1;
    let dot = name.rfind('.').filter(|dot| *dot > 0)?;
    name.get(dot + 1..).filter(|extension| !extension.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Files;

    fn tree(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn looks_up_by_path_folder_name_and_stem() {
        let paths = tree(&["a/b/c.rs", "a/mod.rs", "d/mod.rs", "tools/view.sh", ".env"]);
        let files = Files::new(&paths);
        assert!(files.exists("a/b/c.rs") && !files.exists("a/b"));
        assert!(
            files.is_folder("a/b/") && files.is_folder("a") && files.is_folder("") && !files.is_folder("b")
        );
        assert_eq!(files.named("mod.rs"), ["a/mod.rs", "d/mod.rs"]);
        assert_eq!(files.with_any_extension("tools/view"), ["tools/view.sh"]);
        assert_eq!(files.with_any_extension(".env"), [".env"]);
    }

    #[test]
    fn names_what_was_perhaps_meant() {
        let paths = tree(&[
            "core/tests/input_validation.rs",
            "core/tests/performance.rs",
            "one/tests/pool_integration_test.rs",
            "one/tests/security_tests.rs",
            "two/tests/crud_tests.rs",
        ]);
        let files = Files::new(&paths);
        let near = [
            ("one/tests/pool_integration.rs", vec!["one/tests/pool_integration_test.rs"]),
            ("core/tests/validation_integration.rs", vec!["core/tests/input_validation.rs"]),
            ("two/tests/security_tests.rs", vec!["one/tests/security_tests.rs"]),
            ("two/tests/security_test.rs", vec!["one/tests/security_tests.rs"]),
            ("two/tests/integration_test.rs", vec![]),
            ("docs/performance.md", vec![]),
            ("", vec![]),
        ];
        for (path, meant) in near {
            assert_eq!(files.near(path), meant, "{path}");
        }
    }
}
