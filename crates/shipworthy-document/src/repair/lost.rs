//! Signs that lost a byte on the way, because windows-1252 has no character for it, or a blank that does not break,
//! because an editor made it an ordinary one. Only signs that checklists use, and only where one alone fits.

use super::encoding::Encoding;
use super::windows_1252::UNDEFINED;

/// What may have lost something. Two that leave the same bytes behind stand here so that neither is guessed: `📝` and
/// `📁`, `❗` and `●`, `⏭` and `⭐`.
const SIGNS: &str = "\
    ”←≠⏩⏪⏭⏰⏱⏲⏳⏸⏹⏺❌❎❓❗❤●⭐☐☁✏✍⚠☠\u{fe0f}\
    🏃🏅🏆🏎🏗🏛🏠🏢🏭🏷🐌🐙🐛🐞🐢🐳🛍🛐🛠🟠🍀🍎🍰🎁🎍🤐🤝\
    📁📍📏📐📝🔁🔍🔏🔐🔝👁👍👏👐💍💐";

/// The blank that does not break, in windows-1252.
const UNBROKEN: u8 = 0xa0;

/// The most bytes a sign leaves behind.
const MOST: usize = 4;

/// What is left of each sign, sorted.
pub(super) struct Lost(Vec<(Vec<u8>, char)>);

impl Lost {
    /// What may be met in text that went through an encoding.
    pub(super) fn through(encoding: Encoding) -> Self {
        let mut left = Vec::new();
        if encoding == Encoding::Windows1252 {
            for sign in SIGNS.chars() {
                let whole = sign.to_string().into_bytes();
                let lost = whole.iter().filter(|byte| UNDEFINED.contains(byte)).count();
                let blanks = whole.iter().filter(|byte| **byte == UNBROKEN).count();
                if lost + blanks != 1 || whole.len() - lost < 2 {
                    continue;
                }
                let bytes = whole.into_iter().filter(|byte| !UNDEFINED.contains(byte));
                left.push((
                    bytes.map(|byte| if byte == UNBROKEN { b' ' } else { byte }).collect::<Vec<u8>>(),
                    sign,
                ));
            }
            left.sort();
        }
        Self(left)
    }

    /// The sign whose remains stand at the beginning, and how many bytes of the text they are.
    pub(super) fn find(&self, encoding: Encoding, text: &str) -> Option<(char, usize)> {
        let mut bytes = [0; MOST];
        let mut best = None;
        for (read, (at, character)) in text.char_indices().take(MOST).enumerate() {
            let Some(byte) = encoding.byte(character).or((character == ' ').then_some(b' ')) else { break };
            bytes[read] = byte;
            if let Some(sign) = bytes.get(..=read).and_then(|bytes| self.only(bytes)) {
                best = Some((sign, at + character.len_utf8()));
            }
        }
        best
    }

    fn only(&self, bytes: &[u8]) -> Option<char> {
        let from = self.0.partition_point(|(left, _)| left.as_slice() < bytes);
        let mut same = self.0.iter().skip(from).take_while(|(left, _)| left == bytes);
        match (same.next(), same.next()) {
            (Some((_, sign)), None) => Some(*sign),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_known_by_what_is_left_of_it() {
        let lost = Lost::through(Encoding::Windows1252);
        for (left, sign) in [
            ("âŒ Broken", Some(('❌', 4))),
            ("â³ 2 h", Some(('⏳', 4))),
            ("ï¸ x", Some(('\u{fe0f}', 4))),
            ("â€ said", Some(('”', 5))),
            ("âš  x", Some(('⚠', 5))),
            ("ðŸ† x", Some(('🏆', 7))),
            ("ðŸ“ x", None),
            ("âœ… x", None),
            ("â x", None),
        ] {
            assert_eq!(lost.find(Encoding::Windows1252, left), sign, "{left}");
        }
    }

    #[test]
    fn mac_roman_loses_nothing() {
        assert_eq!(Lost::through(Encoding::MacRoman).find(Encoding::MacRoman, "ÔÏ"), None);
    }
}
