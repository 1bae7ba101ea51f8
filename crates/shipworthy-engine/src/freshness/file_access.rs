//! Whether Rust code can open a file at all, as far as its text tells. The standard library has few doors to files, and
//! the language two; what is behind them in another crate is that crate's.

/// The words without which nothing of the standard library leads to a file or a process.
const WAYS: &[&str] = &[
    "File",
    "asm",
    "canonicalize",
    "exists",
    "extern",
    "fs",
    "include",
    "include_bytes",
    "include_str",
    "is_dir",
    "is_file",
    "is_symlink",
    "metadata",
    "net",
    "os",
    "process",
    "read_dir",
    "read_link",
    "symlink_metadata",
    "try_exists",
    "unsafe",
];

/// Does the text use anything that leads to a file or a process? It says so too often rather than too seldom: a word in a
/// comment counts.
pub(crate) fn may_open_files(text: &str) -> bool {
    words(text).any(|word| WAYS.contains(&word))
}

/// The words of a text in which code is written.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_to_files_is_seen_and_a_part_of_a_word_is_none() {
        for text in ["std::fs::read(x)", "Path::new(x).exists()", "extern \"C\" {}", "unsafe { open() }"] {
            assert!(may_open_files(text), "{text}");
        }
        assert!(!may_open_files("fn a(offset: u32) -> u32 { processed(offset) } // nothing"));
    }
}
