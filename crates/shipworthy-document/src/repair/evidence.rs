//! Which sequences are damage, and which are what the author typed: `—à` is a dash and a word in French.
//!
//! A sequence that no one types is damage wherever it stands. One that could have been typed is damage only where all
//! around it is.

use std::ops::Range;

use super::encoding::Encoding;
use super::nature::{LetterScript, Nature};
use super::sequence::Sequence;
use super::text::BYTE_ORDER_MARK;

/// What is damaged.
pub(super) struct Damage {
    pub(super) sequences: Vec<Sequence>,
    /// How many of them are damage beyond doubt.
    pub(super) certain: usize,
}

/// Tells damage from text.
pub(super) fn weigh(text: &str, encoding: Encoding, sequences: Vec<Sequence>) -> Damage {
    let certain: Vec<bool> =
        (0..sequences.len()).map(|index| is_certain(text, encoding, &sequences, index)).collect();
    let beyond_doubt = certain.iter().filter(|certain| **certain).count();
    if beyond_doubt == 0 {
        return Damage { sequences: Vec::new(), certain: 0 };
    }
    let mut marked = sequences.into_iter().zip(certain).peekable();
    let mut whole = Balance::default();
    let mut lines = Vec::new();
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let span = from..from + line.len();
        from = span.end;
        let mut here = Vec::new();
        while let Some(next) = marked.next_if(|(sequence, _)| sequence.span.start < span.end) {
            here.push(next);
        }
        let balance = Balance::of(text, &span, &here);
        whole.add(&balance);
        lines.push((here, balance));
    }
    let all = whole.are_damaged();
    let damage = lines
        .into_iter()
        .flat_map(|(here, line)| {
            let doubtful_too = all || line.are_damaged();
            here.into_iter().filter(move |(_, certain)| *certain || doubtful_too)
        })
        .map(|(sequence, _)| sequence)
        .collect();
    Damage { sequences: damage, certain: beyond_doubt }
}

/// What else stands in a line, or in the file.
#[derive(Default)]
struct Balance {
    /// Sequences that are damage beyond doubt.
    certain: usize,
    /// Characters beyond ASCII that belong to no sequence. Lost bytes leave some behind, and so does a later hand.
    loose: usize,
}

impl Balance {
    fn of(text: &str, line: &Range<usize>, here: &[(Sequence, bool)]) -> Self {
        let mut found =
            Self { certain: here.iter().filter(|(_, certain)| *certain).count(), ..Self::default() };
        let mut from = line.start;
        let end = line.end..line.end;
        for span in here.iter().map(|(sequence, _)| &sequence.span).chain([&end]) {
            let between = text.get(from..span.start).unwrap_or_default().chars();
            found.loose += between.filter(|other| !other.is_ascii() && *other != BYTE_ORDER_MARK).count();
            from = span.end;
        }
        found
    }

    fn add(&mut self, other: &Self) {
        self.certain += other.certain;
        self.loose += other.loose;
    }

    /// Did all of it go through the encoding?
    fn are_damaged(&self) -> bool {
        self.certain > 0 && self.loose * 4 <= self.certain
    }
}

/// Would no one have typed it?
fn is_certain(text: &str, encoding: Encoding, sequences: &[Sequence], index: usize) -> bool {
    let Some(sequence) = sequences.get(index) else { return false };
    let before = index.checked_sub(1).and_then(|index| sequences.get(index));
    let before = before.filter(|before| before.span.end == sequence.span.start);
    let after = sequences.get(index + 1).filter(|after| after.span.start == sequence.span.end);
    let joined = before.is_some() || after.is_some();
    let beside =
        |script| [before, after].into_iter().flatten().any(|other| other.nature == Nature::Letter(script));
    let mut typed = text.get(sequence.span.clone()).unwrap_or_default().chars();
    let (first, second, third) = (typed.next(), typed.next(), typed.next());
    let left = text.get(..sequence.span.start).and_then(|text| text.chars().next_back());
    let right = text.get(sequence.span.end..).and_then(|text| text.chars().next());
    match sequence.nature {
        Nature::Symbol => false,
        Nature::Joiner => true,
        Nature::Sign if sequence.short => second == Some('€') || !left.is_some_and(char::is_alphabetic),
        Nature::Sign => typed.next().is_some() || !could_be_typed(encoding, [second, third], left),
        Nature::Letter(LetterScript::Latin) => {
            let (left, right) = (
                left.is_some_and(|left| left.is_ascii_alphabetic()),
                right.is_some_and(|right| right.is_ascii_alphabetic()),
            );
            match (first, second) {
                (_, Some(second)) if closes(second) || is_mathematics(second) => false,
                (_, Some(second)) if is_comparison(second) => left && right,
                (Some('»'), _) => left || joined,
                _ => left || right || joined,
            }
        }
        Nature::Letter(script) => beside(script),
    }
}

/// Could what stands behind the first of three characters be the end of a quoted word, or the beginning of one (`‚öö‘`,
/// Estonian for night)?
fn could_be_typed(encoding: Encoding, behind: [Option<char>; 2], left: Option<char>) -> bool {
    let [Some(second), Some(third)] = behind else { return false };
    match encoding {
        Encoding::Windows1252 => closes(second) && closes(third) && left.is_some_and(char::is_alphabetic),
        Encoding::MacRoman => second.to_lowercase().eq(third.to_lowercase()),
    }
}

/// What follows the last letter of a word without a blank.
fn closes(character: char) -> bool {
    "…‘’“”›»«–—•™\u{a0}\u{ad}".contains(character)
}

/// What follows `√`, `≈` and `¬`.
fn is_mathematics(character: char) -> bool {
    "πΩ∞∑∫".contains(character)
}

/// What stands between two names in a formula.
fn is_comparison(character: char) -> bool {
    "≠≤≥±∂∏µ".contains(character)
}
