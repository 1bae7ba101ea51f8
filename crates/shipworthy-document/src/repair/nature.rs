//! What a character is good for in a checklist: a sign, a letter of some script, or nothing anyone would have typed.

/// The nature of a character beyond ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// An arrow, tick, emoji, dash, quotation mark, line of a box; the apple of Mac OS Roman, with which damage begins.
    Sign,
    /// What only follows a sign: the request for colour, the joiner of two emoji, the cap of a key.
    Joiner,
    /// A symbol of the two encodings: `°`, `§`, a blank that does not break, a control that stands for nothing.
    Symbol,
    /// A letter.
    Letter(LetterScript),
}

/// A script, as far as two letters of it stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LetterScript {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    /// Those of India and its neighbours, by the block of 128.
    Indic(u32),
    Georgian,
    /// Chinese, Japanese and Korean, their punctuation included.
    EastAsian,
}

impl Nature {
    /// The nature of a character; `None` for what is not expected in a checklist.
    pub(super) fn of(character: char) -> Option<Self> {
        let script = match u32::from(character) {
            0x80..=0xbf | 0xd7 | 0xf7 | 0x192 | 0x2c6..=0x2dd | 0xfb01 | 0xfb02 => return Some(Self::Symbol),
            0x200d | 0x20e3 | 0xfe0e | 0xfe0f => return Some(Self::Joiner),
            0x2000..=0x2064
            | 0x20a0..=0x20bf
            | 0x2100..=0x23ff
            | 0x2460..=0x27bf
            | 0x27f0..=0x27ff
            | 0x2900..=0x297f
            | 0x2b00..=0x2bff
            | 0xf8ff
            | 0x1f000..=0x1faff => return Some(Self::Sign),
            0xc0..=0x17f | 0x1a0 | 0x1a1 | 0x1af | 0x1b0 | 0x218..=0x21b | 0x1e00..=0x1eff => {
                LetterScript::Latin
            }
            0x370..=0x3ff | 0x1f00..=0x1fff => LetterScript::Greek,
            0x400..=0x4ff => LetterScript::Cyrillic,
            0x530..=0x58f => LetterScript::Armenian,
            0x590..=0x5ff => LetterScript::Hebrew,
            0x600..=0x6ff => LetterScript::Arabic,
            code @ 0x900..=0xeff => LetterScript::Indic(code / 0x80),
            0x10a0..=0x10ff => LetterScript::Georgian,
            0x3000..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0xff00..=0xffef => LetterScript::EastAsian,
            _ => return None,
        };
        Some(Self::Letter(script))
    }
}
