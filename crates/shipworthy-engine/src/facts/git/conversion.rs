//! Whether git may keep files in another form than they have on the disk: by filters, and by its ways with line ends and
//! encodings. Then its index does not tell what lies there. Settings and attributes are read as text; nothing is run.

use super::config::GitSetting;

/// The attributes by which a file may be kept in another form.
const CONVERTING: &[&str] = &["crlf", "eol", "filter", "ident", "text", "working-tree-encoding"];

/// Does a value of `core.autocrlf` make git convert what has no attribute?
pub(super) fn converts_line_ends(value: Option<&str>) -> bool {
    !matches!(value.map(str::to_ascii_lowercase).as_deref(), Some("" | "0" | "false" | "no" | "off"))
}

/// Do these settings make git convert what has no attribute? `None` where they do not speak of it.
pub(super) fn setting_converts(all: &[GitSetting]) -> Option<bool> {
    let of_core = |one: &&GitSetting| one.section == "core" && one.sub.is_none() && one.key == "autocrlf";
    all.iter().rev().find(of_core).map(|one| converts_line_ends(one.value.as_deref()))
}

/// Does a file of attributes give any file one by which it may be kept in another form?
pub(crate) fn attributes_convert(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    // What a pattern with a space in it is taken for does no harm: at worst files are read that need not be.
    lines.flat_map(|line| line.split_whitespace().skip(1)).any(|word| {
        let name = word.split_once('=').map_or(word, |(name, _)| name);
        CONVERTING.contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_that_convert_are_told_from_others() {
        for text in ["* text=auto", "# x\n*.bin filter=lfs diff=lfs -text", "[attr]mine ident", "a eol=crlf"]
        {
            assert!(attributes_convert(text), "{text}");
        }
        for text in ["", "# * text", "*.bin binary", "*.rs -text !eol diff=rust", "text", "a export-ignore"] {
            assert!(!attributes_convert(text), "{text}");
        }
    }

    #[test]
    fn a_setting_converts_unless_it_says_no() {
        assert!(converts_line_ends(None) && converts_line_ends(Some("input")));
        assert!(!converts_line_ends(Some("False")));
    }
}
