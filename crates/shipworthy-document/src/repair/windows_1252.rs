//! The upper half of windows-1252, as in the WHATWG Encoding Standard, `index-windows-1252.txt`.

/// What the bytes 0x80 to 0x9F stand for. From 0xA0 on, a byte stands for the character of the same number. Five bytes
/// stand for nothing; some readers drop them, others keep them as controls, which is what stands here.
pub(super) const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', //
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The bytes that stand for nothing.
pub(super) const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
