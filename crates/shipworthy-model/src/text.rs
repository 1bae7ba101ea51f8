//! Questions about texts from elsewhere: names, messages and output of tools are data.

/// Would a terminal or a reader of Markdown obey this character, or is it made to reorder, join or hide the text around
/// it? All control characters are, the tab and the line break too; so are the marks of direction, what has no width, the
/// soft hyphen, the annotations and the tags.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Is the text a number in hexadecimal, as digests and commits are written?
pub fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{is_hex, is_unprintable};

    #[test]
    fn digests_are_told_from_words() {
        for (text, hex) in [("3f2c1ab", true), ("BEEF", true), ("", false), ("3f2g", false), ("-1", false)] {
            assert_eq!(is_hex(text), hex, "{text}");
        }
    }

    #[test]
    fn what_any_reader_refused_is_refused() {
        // What reports, excerpts of a checklist, remarks in a document and command lines each refused by themselves.
        let reports = "\u{61c}\u{200b}\u{200e}\u{200f}\u{feff}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{206f}\u{e0000}\u{e0041}\u{e007f}";
        let excerpts =
            "\u{ad}\u{61c}\u{200b}\u{200f}\u{2028}\u{202e}\u{2060}\u{206f}\u{feff}\u{fff9}\u{fffb}";
        let remarks = "\u{200b}\u{200c}\u{200d}\u{200f}\u{2028}\u{202e}\u{2060}\u{2069}\u{feff}";
        let commands = "\u{200b}\u{200f}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{ad}\u{feff}";
        let controls = "\0\u{7}\u{8}\t\n\r\u{1b}\u{7f}\u{80}\u{9b}\u{9f}";
        for c in [reports, excerpts, remarks, commands, controls].into_iter().flat_map(str::chars) {
            assert!(is_unprintable(c), "{c:?}");
        }
    }

    #[test]
    fn what_people_write_is_shown() {
        for c in " ~\u{a0}äß漢字ж—…→✅⚠\u{fe0f}\u{301}🦀\u{fffd}\u{2420}".chars() {
            assert!(!is_unprintable(c), "{c:?}");
        }
    }
}
