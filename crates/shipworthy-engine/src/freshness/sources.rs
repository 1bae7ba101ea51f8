//! What the Rust sources of a package mention of other files: the paths they include, the documents they name. Text is
//! searched, not parsed: a mention too many only makes a result depend on one file more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use shipworthy_model::path::folder;

use crate::evidence::CacheFolder;
use crate::freshness::file_access::{may_open_files, words};
use crate::sys::reading::{MOST_TEXT, read_limited};

/// The files and documents that some sources mention.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mentions {
    /// The names of documents that stand in the sources.
    pub(crate) documents: BTreeSet<String>,
    /// Do the sources name Markdown files at large (`*.md`)? Then any of them may be read.
    pub(crate) any_markdown: bool,
    /// Do the sources list folders? Then they may read any document.
    pub(crate) any_document: bool,
    /// The paths that are included or lead out of a folder: the folder of the source, and the path as written there.
    pub(crate) paths: BTreeSet<(String, String)>,
    /// The texts that are compiled in under a plain literal: the folder of the source, and the path as written there.
    #[serde(default)]
    pub(crate) texts: BTreeSet<(String, String)>,
    /// Do the sources use what Rust opens files and starts programs with? Else they read nothing when they run.
    pub(crate) opens: bool,
    /// Do the sources look above a folder?
    pub(crate) climbs: bool,
    /// Texts that could be the names of environment variables.
    pub(crate) variables: BTreeSet<String>,
    /// Do the sources name cargo, or the folder that it builds in? Then they may run any program of the workspace.
    pub(crate) runs_cargo: bool,
}

/// What leads from a folder to the one above it.
const WAYS_UP: &[&str] = &["ancestors", "canonicalize", "components", "current_dir", "parent", "pop"];

/// The cache in which the mentions are kept.
const CACHE: &str = "mentions.json";

/// The mentions that were found, by package, until its sources change.
#[derive(Debug, Default)]
pub(crate) struct SourceMentions {
    cache: CacheFolder,
    kept: BTreeMap<String, CachedMentions>,
    changed: bool,
}

/// What the sources of one package mentioned, and the digest of those sources.
#[derive(Debug, Serialize, Deserialize)]
struct CachedMentions {
    key: String,
    mentions: Mentions,
}

impl SourceMentions {
    /// The mentions that earlier commands found and kept in the folder `cache`; nothing when that cannot be read.
    pub(crate) fn open(cache: &CacheFolder) -> Self {
        let kept =
            cache.read(CACHE).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { cache: cache.clone(), kept, changed: false }
    }

    /// Keeps what was found out, when there is something new. Harmless when it cannot.
    pub(crate) fn save(&self) {
        if !self.changed {
            return;
        }
        if let Ok(bytes) = serde_json::to_vec(&self.kept) {
            self.cache.keep(CACHE, &bytes);
        }
    }

    /// What the sources of `unit` mentioned when they were asked for last.
    pub(crate) fn last(&self, unit: &str) -> Option<&Mentions> {
        self.kept.get(unit).map(|kept| &kept.mentions)
    }

    /// What the sources of `unit` mention: they are `paths`, and `key` is the digest of them.
    pub(crate) fn mentions<'p>(
        &mut self,
        root: &Path,
        unit: &str,
        key: &str,
        paths: impl Iterator<Item = &'p str>,
    ) -> Mentions {
        if let Some(kept) = self.kept.get(unit)
            && kept.key == key
        {
            return kept.mentions.clone();
        }
        let mut mentions = Mentions::default();
        for path in paths {
            // A source that cannot be read has a digest of its own, and cargo will complain.
            let Ok(bytes) = read_limited(&root.join(path), MOST_TEXT) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            if path.ends_with(".rs") {
                mentions.add(folder(path), &text);
            } else {
                mentions.read(path, &text);
            }
        }
        self.kept.insert(unit.to_owned(), CachedMentions { key: key.to_owned(), mentions: mentions.clone() });
        self.changed = true;
        mentions
    }
}

impl Mentions {
    fn add(&mut self, folder: &str, text: &str) {
        for ending in [".md", ".markdown"] {
            self.names(text, ending);
        }
        for word in ["LICENSE", "LICENCE", "COPYING", "NOTICE", "readiness.toml"] {
            self.names(text, word);
        }
        // Whoever lists folders reaches documents by other ways than their names.
        self.any_document |=
            ["read_dir", "WalkDir", "walkdir", "include_dir", "glob("].iter().any(|way| text.contains(way));
        self.any_markdown |= text.contains("\"md\"");
        let included = |literal: &str| (folder.to_owned(), literal.to_owned());
        self.texts.extend(text_literals(text).map(included));
        self.reach_of(text);
        self.variables.extend(variable_names(text).map(str::to_owned));
        self.runs_cargo |= ["\"CARGO\"", "\"cargo\"", "current_exe"].iter().any(|word| text.contains(word))
            || text.split('"').any(|piece| piece.split('/').any(|part| part == "target"));
        let mut found = |literal: &str| {
            // `cargo:rerun-if-changed=../proto` is a path too.
            let path = literal.rsplit_once('=').map_or(literal, |(_, path)| path).trim();
            if !path.is_empty() && path.len() < 1000 {
                self.paths.insert((folder.to_owned(), path.to_owned()));
            }
        };
        for (at, _) in text.match_indices("../") {
            let start = text[..at].rfind(['"', '\n']).filter(|start| text.as_bytes()[*start] == b'"');
            let end =
                text[at..].find(['"', '\n']).map(|end| at + end).filter(|end| text.as_bytes()[*end] == b'"');
            if let (Some(start), Some(end)) = (start, end) {
                found(&text[start + 1..end]);
            }
        }
        for (at, _) in text.match_indices("\"..\"") {
            // A path in pieces: `["..", "data", "v.txt"]`, `join("..").join("data")`.
            let mut path = "..".to_owned();
            for pieces in text[at + 4..].split('"').collect::<Vec<_>>().chunks(2).take(8) {
                let [between, piece] = pieces else { break };
                let joins = |c: char| c.is_whitespace() || ",()&.".contains(c);
                if !between.replace("join", "").chars().all(joins) || piece.len() > 100 {
                    break;
                }
                path = format!("{path}/{piece}");
                if *piece != ".." {
                    found(&path);
                }
            }
        }
        for word in ["include_str!", "include_bytes!", "include!", "#[path"] {
            for (at, _) in text.match_indices(word) {
                // The quotes that come next; a macro that builds its path otherwise is left to `inputs`.
                let mut pieces = text[at..].splitn(3, '"');
                if let (Some(before), Some(literal), Some(_)) = (pieces.next(), pieces.next(), pieces.next())
                    && before.len() < 80
                {
                    found(literal);
                }
            }
        }
    }

    /// Notes what a text may lead to that the sources compile in: the code of a document is run as a test where it documents
    /// an item, and a path in it may be followed by whoever reads it.
    fn read(&mut self, path: &str, text: &str) {
        self.climbs |= text.contains("../");
        match path.ends_with(".md") || path.ends_with(".markdown") {
            true => self.reach_of(&code_of(text)),
            false => self.reach_of(text),
        }
    }

    /// Notes whether this code opens files, and whether it looks above a folder. What is compiled in under a plain literal
    /// is read then and there, and leads nowhere when the code runs.
    fn reach_of(&mut self, text: &str) {
        self.opens |= may_open_files(text);
        let ups = |text: &str| text.matches("../").count();
        self.climbs |= text.contains("..\"")
            || ups(text) > text_literals(text).map(ups).sum()
            || words(text).any(|word| WAYS_UP.contains(&word));
    }

    /// Every name in `text` that holds `part`.
    fn names(&mut self, text: &str, part: &str) {
        let ends = |c: char| c.is_whitespace() || "\"'`/\\()[]{}<>,;:=#!".contains(c);
        for (at, _) in text.match_indices(part) {
            let start = text[..at]
                .char_indices()
                .rev()
                .find(|(_, c)| ends(*c))
                .map_or(0, |(at, c)| at + c.len_utf8());
            let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
            let name = text[start..end].trim_end_matches(['.', '?']);
            if part.starts_with('.') && (name == part || name.contains('*')) {
                self.any_markdown = true;
            } else if name.len() < 200 {
                self.documents.insert(name.to_owned());
            }
        }
    }

    /// Is a document of this name mentioned?
    pub(crate) fn document(&self, name: &str) -> bool {
        let markdown = || name.ends_with(".md") || name.ends_with(".markdown");
        self.any_document || self.documents.contains(name) || (self.any_markdown && markdown())
    }
}

/// The literals that stand alone in an `include_str!`.
fn text_literals(text: &str) -> impl Iterator<Item = &str> {
    text.split("include_str!").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix(['(', '[', '{'])?.trim_start().strip_prefix('"')?;
        let (literal, after) = rest.split_once('"')?;
        let alone = after.trim_start().starts_with([')', ']', '}', ',']);
        (alone && !literal.contains(['\\', '\n'])).then_some(literal)
    })
}

/// The code in a document: what is fenced or indented; all of it where the fences do not match.
fn code_of(text: &str) -> String {
    let fence = |line: &str| line.contains("```") || line.contains("~~~");
    if text.lines().filter(|line| fence(line)).count() % 2 == 1 {
        return text.to_owned();
    }
    let mut fenced = false;
    let code = text.lines().filter(|line| {
        fenced ^= fence(line);
        fenced || line.starts_with("    ") || line.contains('\t')
    });
    code.collect::<Vec<_>>().join("\n")
}

/// The words of a text that look like the names of environment variables.
pub(crate) fn variable_names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let shape = |word: &&str| {
        word.len() > 1
            && word.len() < 100
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && word.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
    };
    words.filter(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found() {
        let mut mentions = Mentions::default();
        mentions.add(
            "a/src",
            r##"
            #![doc = include_str!("../README.md")]
            // it's here: "x
            const A: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/x.txt");
            #[path = "other.rs"] mod other;
            println!("cargo:rerun-if-changed=../proto/a.proto");
            include!(concat!(env!("OUT_DIR"), "/gen.rs"));
            /// See `LICENSE-MIT` and docs/Größe.md.
            "##,
        );
        let paths: Vec<_> = mentions.paths.iter().map(|(_, path)| path.as_str()).collect();
        assert_eq!(paths, ["../README.md", "../proto/a.proto", "/../shared/x.txt", "OUT_DIR", "other.rs"]);
        for name in ["README.md", "LICENSE-MIT", "Größe.md"] {
            assert!(mentions.document(name), "{name}: {:?}", mentions.documents);
        }
        assert!(!mentions.document("CHANGELOG.md"));
    }

    #[test]
    fn markdown_at_large_is_all_markdown() {
        for text in [r#"case("tests/cmd/*.md")"#, r#"ext == Some("md")"#, r#"ends_with(".md")"#] {
            let mut mentions = Mentions::default();
            mentions.add("", text);
            assert!(mentions.document("any.md"), "{text}");
            assert!(!mentions.document("LICENSE"));
        }
    }

    #[test]
    fn who_opens_files_and_looks_up_is_told() {
        for (text, opens, climbs) in [
            ("fn a() -> u32 { 1 } // offset, processed", false, false),
            ("std::fs::read(\"a\")", true, false),
            ("use std::process::Command;", true, false),
            ("extern \"C\" { fn open(); }", true, false),
            ("[env!(\"CARGO_MANIFEST_DIR\"), \"..\", \"data\"]", false, true),
            ("fs::read_dir(root.parent().unwrap())", true, true),
            ("#![doc = include_str!(\"../README.md\")]", true, false),
            ("include_str!( \"../a\" , )", true, false),
            // What else stands on the line may be more, and code that is included is code.
            ("include_str!(concat!(\"../\", \"a\"))", true, true),
            ("include_str!(\"../a\"); // ../b\nfs::read(\"../c\")", true, true),
            ("f(include_str!(\"../a\"), include_str!(\"../../b\"))", true, false),
            ("f(include_str!(\"../a\"), include_str!(\"../../b\"), \"../c\")", true, true),
            ("include!(\"../a.rs\")", true, true),
        ] {
            let mut mentions = Mentions::default();
            mentions.add("", text);
            assert_eq!((mentions.opens, mentions.climbs), (opens, climbs), "{text}");
        }
    }

    #[test]
    fn the_code_of_a_document_is_what_is_fenced_or_indented() {
        let text = "See [it](../LICENSE).\n```rust\nlet a = 1;\n```\n../\n\n    read(\"../b\");\n";
        assert_eq!(code_of(text), "```rust\nlet a = 1;\n    read(\"../b\");");
        let open = "```\n../a";
        assert_eq!(code_of(open), open);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[a\"\n./ä=M]{0,40}(\\.\\./|include!|#\\[path|\\.md)?[a\"\n./ä]{0,20}") {
            Mentions::default().add("", &text);
        }
    }
}
