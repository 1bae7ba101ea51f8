//! The encodings that UTF-8 is decoded with by mistake, and the way from a character back to its byte.

use super::{mac_roman, windows_1252};

/// An encoding of one byte per character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// That of Windows in western Europe.
    Windows1252,
    /// That of the Macintosh.
    MacRoman,
}

impl Encoding {
    /// All encodings that text is mended from.
    pub(super) const ALL: [Self; 2] = [Self::Windows1252, Self::MacRoman];

    /// The name of the encoding.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Windows1252 => "windows-1252",
            Self::MacRoman => "MacRoman",
        }
    }

    /// The byte, 0x80 or above, that it reads as this character.
    pub(super) fn byte(self, character: char) -> Option<u8> {
        match self {
            Self::Windows1252 => u8::try_from(character)
                .ok()
                .filter(|byte| *byte >= 0x80)
                .or_else(|| find(&WINDOWS_1252, character)),
            Self::MacRoman => find(&MAC_ROMAN, character),
        }
    }
}

static WINDOWS_1252: [(char, u8); 32] = by_character(&windows_1252::HIGH);
static MAC_ROMAN: [(char, u8); 128] = by_character(&mac_roman::HIGH);

fn find(table: &[(char, u8)], character: char) -> Option<u8> {
    let at = table.binary_search_by_key(&character, |(known, _)| *known).ok()?;
    table.get(at).map(|(_, byte)| *byte)
}

/// The table of an upper half, sorted by character.
const fn by_character<const N: usize>(half: &[char; N]) -> [(char, u8); N] {
    let mut table = [('\0', 0); N];
    let mut filled = 0;
    while filled < N {
        let mut at = filled;
        while at > 0 && table[at - 1].0 > half[filled] {
            table[at] = table[at - 1];
            at -= 1;
        }
        table[at] = (half[filled], 0x80 + filled as u8);
        filled += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_by_its_character() {
        for (encoding, half) in
            [(Encoding::Windows1252, &windows_1252::HIGH[..]), (Encoding::MacRoman, &mac_roman::HIGH[..])]
        {
            for (offset, character) in half.iter().enumerate() {
                assert_eq!(encoding.byte(*character).map(usize::from), Some(0x80 + offset), "{character:?}");
            }
        }
    }

    #[test]
    fn what_has_no_byte_or_one_below_0x80_has_none() {
        for encoding in Encoding::ALL {
            for character in ['a', ' ', '\u{7f}', 'Ж', '✅', '中'] {
                assert_eq!(encoding.byte(character), None, "{character:?}");
            }
        }
    }
}
