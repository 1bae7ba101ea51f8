//! Damage to an input that is valid: to its bytes, its lines, its words and its numbers, and parts of another put into it.

use crate::dice::Dice;

/// No input becomes larger than this.
const MOST: usize = 300_000;

/// Words that mean something somewhere.
const WORDS: [&str; 44] = [
    "[[phase]]",
    "[[phase.gate]]",
    "[[waiver]]",
    "[policy]",
    "id",
    "check",
    "kind",
    "needs",
    "\"a\"",
    "'''",
    "\"\"\"",
    "\\u0000",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "- [x] ",
    "- [ ] ",
    "# ",
    "```",
    "| --- |",
    "<!-- ",
    " -->",
    "✅",
    "âœ…",
    "[====--] ",
    "test result: ok. ",
    "running 1 test",
    "{\"reason\":\"compiler-message\"}",
    "error[E0761]",
    "warning: ",
    "on:",
    "jobs:",
    "- run: |",
    "<<: *a",
    "&a",
    "name = ",
    "version.workspace = true",
    "../../../etc/passwd",
    "%s%n",
    "$(touch x)",
    "; rm -rf /",
    "\t",
];

/// Numbers at the edges of what numbers can be.
const NUMBERS: [&str; 16] = [
    "0",
    "-0",
    "-1",
    "1",
    "2147483648",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "1e308",
    "1e400",
    "-1e400",
    "0.1",
    "NaN",
    "0x7fffffff",
    "99999999999999999999999999",
];

/// Characters that are easy to get wrong.
const ODD: [&[u8]; 12] = [
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    "\u{202e}".as_bytes(),
    b"\x1b[2J",
    b"\r",
    b"\r\n",
    "\u{2028}".as_bytes(),
    "\u{1F468}\u{200D}\u{1F469}".as_bytes(),
    "ß".as_bytes(),
    "\u{300}".as_bytes(),
];

/// What is put in many times over: deep nesting, and very much of the same.
const AGAIN: [&[u8]; 11] = [b"[", b"{\"a\":", b"(", b"> ", b"  - ", b"a.", b"**", b"-", b"|", b"`", b"[x] "];

/// A seed with one change, or with up to eight. Other seeds lend their parts.
pub(crate) fn mutated(seed: &[u8], others: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    let most = if dice.once_in(2) { 1 } else { 8 };
    for _ in 0..=dice.roll(most) {
        change(&mut bytes, others, dice);
        bytes.truncate(MOST);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    match dice.roll(14) {
        0 => {
            if let Some(byte) = pick(bytes, dice) {
                bytes[byte] ^= 1 << dice.roll(8);
            }
        }
        1 => put(bytes, &[u8::try_from(dice.roll(256)).unwrap_or_default()], dice),
        2 => drop(bytes.drain(range(bytes.len(), dice))),
        3 => {
            let piece = bytes[range(bytes.len(), dice)].to_vec();
            put(bytes, &piece, dice);
        }
        4 => splice(bytes, others, dice),
        5 | 6 => lines(bytes, dice),
        7 => put(bytes, dice.of(&WORDS).as_bytes(), dice),
        8 | 9 => word(bytes, dice),
        10 => number(bytes, dice),
        11 => {
            let odd = *dice.of(&ODD);
            put(bytes, odd, dice);
        }
        12 => bytes.truncate(dice.roll(bytes.len() + 1)),
        _ => {
            let piece = *dice.of(&AGAIN);
            let times = 1 << dice.roll(15);
            put(bytes, &piece.repeat(times), dice);
        }
    }
}

fn pick(bytes: &[u8], dice: &mut Dice) -> Option<usize> {
    (!bytes.is_empty()).then(|| dice.roll(bytes.len()))
}

/// A part that is most often short.
fn range(length: usize, dice: &mut Dice) -> std::ops::Range<usize> {
    let start = dice.roll(length + 1);
    let most = if dice.once_in(8) { length } else { 40 };
    start..(start + dice.roll(most + 1)).min(length)
}

fn put(bytes: &mut Vec<u8>, piece: &[u8], dice: &mut Dice) {
    let at = dice.roll(bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}

fn splice(bytes: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    if others.is_empty() {
        return;
    }
    let other = dice.of(others);
    let piece = other[range(other.len(), dice)].to_vec();
    let over = range(bytes.len(), dice);
    bytes.splice(over, piece);
}

/// Lines change places, are repeated or go.
fn lines(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let (one, two) = (dice.roll(lines.len()), dice.roll(lines.len()));
    match dice.roll(5) {
        0 => lines.swap(one, two),
        1 => drop(lines.remove(one)),
        2 => lines.insert(two, lines[one].clone()),
        3 => {
            let again = vec![lines[one].clone(); 1 << dice.roll(9)];
            lines.splice(two..two, again);
        }
        _ => {
            let indent = b"  ".repeat(1 + dice.roll(3));
            lines[one].splice(0..0, indent);
        }
    }
    *bytes = lines.concat();
}

/// The runs of bytes of a sort.
fn runs(bytes: &[u8], is: impl Fn(u8) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in bytes.iter().copied().chain([b' ']).enumerate() {
        match (is(byte), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// A word becomes another word of the same text, or one that means something.
fn word(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let words = runs(bytes, |byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if words.is_empty() {
        return;
    }
    let other = match dice.once_in(3) {
        true => dice.of(&WORDS).as_bytes().to_vec(),
        false => bytes[dice.of(&words).clone()].to_vec(),
    };
    let word = dice.of(&words).clone();
    bytes.splice(word, other);
}

fn number(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let numbers = runs(bytes, |byte| byte.is_ascii_digit());
    if numbers.is_empty() {
        return;
    }
    let number = dice.of(&numbers).clone();
    bytes.splice(number, dice.of(&NUMBERS).bytes());
}
