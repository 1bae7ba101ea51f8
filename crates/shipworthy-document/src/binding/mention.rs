//! Text that is meant as a path of the tree, told from text that only looks like one (`and/or`, `Node.js`, `a::b()`).

use shipworthy_model::path::split;

use super::files::{Files, extension};

/// A path as a document writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathMention {
    /// The path, without `./` in front, `/` behind and `:12` behind.
    pub(crate) path: String,
    /// Was it written as a folder, with `/` behind?
    pub(crate) folder: bool,
}

impl PathMention {
    /// Code in backticks, or the value of a note. More is taken for a path here than in running text.
    pub(crate) fn in_code(text: &str, files: &Files<'_>) -> Option<Self> {
        let mention = Self::clean(text)?;
        let (folder, name) = split(&mention.path);
        let known = files.exists(&mention.path) || files.is_folder(&mention.path);
        let named = mention.folder
            || is_file_name(name)
            || (!folder.is_empty() && extension(name).is_some_and(is_plausible_extension))
            || (!folder.is_empty() && (known || files.is_folder(split_first(&mention.path))));
        (named || (known && name.starts_with('.'))).then_some(mention)
    }

    /// A word of running text.
    pub(crate) fn in_text(word: &str) -> Option<Self> {
        // Where a script writes no blanks, words stick to names.
        let mention = Self::clean(word).filter(|mention| mention.path.is_ascii())?;
        let (folder, name) = split(&mention.path);
        let product = folder.is_empty()
            && (matches!(name, "docs.rs" | "lib.rs")
                || (extension(name) == Some("js") && name.starts_with(char::is_uppercase)));
        let folder_in_text = mention.folder && mention.path.len() > 2 && !mention.path.starts_with('.');
        ((is_file_name(name) && !product) || folder_in_text).then_some(mention)
    }

    fn clean(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("./").unwrap_or(text);
        let text = without_line_number(text);
        let folder = text.ends_with('/');
        let path = text.trim_end_matches('/');
        let sane = |part: &str| {
            !part.is_empty()
                && part.chars().any(char::is_alphanumeric)
                && part.chars().all(|letter| letter.is_alphanumeric() || "._-+".contains(letter))
                && !part.starts_with('-')
        };
        (path.len() < 512 && path.split('/').all(sane)).then(|| Self { path: path.to_owned(), folder })
    }
}

/// `a.rs:306`, `a.rs:3-9`, `a.rs:3:1`, `a.rs#L12` without what comes after the name.
fn without_line_number(text: &str) -> &str {
    let end = text.find("#L").or_else(|| text.find(':')).unwrap_or(text.len());
    let (path, place) = text.split_at(end);
    let place = place.trim_start_matches("#L").trim_start_matches(':');
    let digits =
        !place.is_empty() && place.chars().all(|letter| letter.is_ascii_digit() || ":-L".contains(letter));
    if digits { path } else { text }
}

pub(crate) fn split_first(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Does a path end as files of a repository do?
pub(crate) fn has_known_extension(path: &str) -> bool {
    is_file_name(split(path).1)
}

/// The name of a file that needs no backticks to be told as one.
fn is_file_name(name: &str) -> bool {
    const WHOLE: &[&str] = &[
        "Dockerfile",
        "Containerfile",
        "Makefile",
        "makefile",
        "LICENSE",
        "COPYING",
        "NOTICE",
        "CODEOWNERS",
        "justfile",
        "Justfile",
        "Procfile",
        ".env",
        ".gitignore",
        ".gitattributes",
        ".dockerignore",
        ".editorconfig",
    ];
    let starts = ["Dockerfile.", "LICENSE-", ".env."];
    WHOLE.contains(&name)
        || starts.iter().any(|start| name.strip_prefix(start).is_some_and(|rest| !rest.is_empty()))
        || extension(name).is_some_and(|extension| EXTENSIONS.contains(&extension))
}

/// Extensions of the files that stand in a repository. `io`, `com` and numbers are none.
#[rustfmt::skip]
const EXTENSIONS: &[&str] = &[
    "adoc", "bash", "bat", "c", "cc", "cfg", "conf", "cpp", "css", "csv", "eex", "ex", "exs", "fish", "go", "gradle",
    "graphql", "h", "heex", "hpp", "html", "ini", "ipynb", "java", "js", "json", "jsonl", "jsx", "kt", "lock", "lua", "md",
    "mdx", "mjs", "nix", "patch", "php", "pl", "proto", "ps1", "py", "rb", "rs", "rst", "scss", "service", "sh", "snap",
    "sql", "stderr", "svelte", "swift", "tf", "toml", "ts", "tsx", "txt", "vue", "wat", "wit", "xml", "yaml", "yml", "zig",
    "zsh",
];

fn is_plausible_extension(extension: &str) -> bool {
    extension.len() <= 10
        && extension.chars().all(|letter| letter.is_ascii_alphanumeric())
        && extension.chars().any(|letter| letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::PathMention;
    use crate::binding::Files;

    fn shown(mention: Option<PathMention>) -> String {
        mention.map_or("no".to_owned(), |m| if m.folder { format!("{}/", m.path) } else { m.path })
    }

    #[test]
    fn a_path_is_told_from_what_looks_like_one() {
        let tree = vec!["native/math/Cargo.toml".to_owned(), ".cargo/config.toml".to_owned()];
        let files = Files::new(&tree);
        let cases = [
            ("src/a.rs", "src/a.rs", "src/a.rs"),
            ("./src/a.rs:306", "src/a.rs", "src/a.rs"),
            ("a.rs#L3-L9", "a.rs", "a.rs"),
            ("backup.sh", "backup.sh", "backup.sh"),
            ("docs/adrs/", "docs/adrs/", "docs/adrs/"),
            ("native/other", "native/other", "no"),
            ("other/thing", "no", "no"),
            ("data/model.gguf", "data/model.gguf", "no"),
            ("Dockerfile.dev", "Dockerfile.dev", "Dockerfile.dev"),
            (".env", ".env", ".env"),
            (".rs", "no", "no"),
            (".cargo", ".cargo", "no"),
            ("and/or", "no", "no"),
            ("CI/CD", "no", "no"),
            ("Node.js", "Node.js", "no"),
            ("docs.rs", "docs.rs", "no"),
            ("crates.io", "no", "no"),
            ("v0.2.0", "no", "no"),
            ("Cache::get()", "no", "no"),
            ("src/lib.rs::run()", "no", "no"),
            ("src/*.rs", "no", "no"),
            ("../a.rs", "no", "no"),
            ("/etc/a.toml", "no", "no"),
            ("~/a.toml", "no", "no"),
            ("https://a.b/c.md", "no", "no"),
            ("rm -rf a.rs", "no", "no"),
            ("$HOME/a.rs", "no", "no"),
            ("<name>.rs", "no", "no"),
            ("", "no", "no"),
            ("///", "no", "no"),
        ];
        for (text, code, running) in cases {
            assert_eq!(shown(PathMention::in_code(text, &files)), code, "`{text}` in code");
            assert_eq!(shown(PathMention::in_text(text)), running, "`{text}` in text");
        }
    }
}
