//! What of a stream a judge gets, and what of a log is kept: both ends of it, or the lines that say something. Never more
//! than about [`Keep::BYTES`](shipworthy_model::step::Keep::BYTES) of one is held in memory for a judge.

use std::io::{self, Read, Seek, SeekFrom};
use std::mem;

/// How near to a cut the end of a line is looked for.
const NEAR: usize = 64 << 10;

/// The beginning and the end of a stream, whole lines if lines are at all short: half a line could be read as something it
/// is not.
pub(super) struct Ends {
    head: Vec<u8>,
    tail: Vec<u8>,
    /// How many bytes between them are left out.
    pub(super) cut: u64,
}

impl Ends {
    /// Reads `most` bytes in all of the first `length` ones.
    pub(super) fn read(from: &mut (impl Read + Seek), length: u64, most: u64) -> io::Result<Self> {
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        from.seek(SeekFrom::Start(0))?;
        if length <= most {
            from.take(length).read_to_end(&mut head)?;
            return Ok(Self { head, tail, cut: 0 });
        }
        let half = most / 2;
        from.by_ref().take(half).read_to_end(&mut head)?;
        from.seek(SeekFrom::Start(length - half))?;
        from.take(half).read_to_end(&mut tail)?;
        let near = |at: usize| at < NEAR;
        if let Some(at) = head.iter().rev().position(|byte| *byte == b'\n').filter(|at| near(*at)) {
            head.truncate(head.len() - at);
        }
        if let Some(at) = tail.iter().position(|byte| *byte == b'\n').filter(|at| near(*at)) {
            tail.drain(..=at);
        }
        let cut = length - (head.len() + tail.len()) as u64;
        Ok(Self { head, tail, cut })
    }

    /// Both ends, with a line between them that says how much is left out.
    pub(super) fn joined(self) -> Vec<u8> {
        let mut joined = self.head;
        if self.cut > 0 {
            if !joined.ends_with(b"\n") {
                joined.push(b'\n');
            }
            joined.extend_from_slice(format!("... {} bytes left out ...\n", self.cut).as_bytes());
            joined.extend(self.tail);
        }
        joined
    }
}

/// Picks the lines that contain a needle from a stream that comes piece by piece, as far as `most` bytes hold them.
pub(super) struct LineFilter {
    needles: &'static [&'static str],
    most: usize,
    /// A needle that lies across two pieces of a long line is found if so much of the first one is still there.
    overlap: usize,
    kept: Vec<u8>,
    cut: u64,
    line: PartialLine,
}

impl LineFilter {
    pub(super) fn new(needles: &'static [&'static str], most: usize) -> Self {
        let overlap = needles.iter().map(|needle| needle.len()).max().unwrap_or(0);
        Self { needles, most, overlap, kept: Vec::new(), cut: 0, line: PartialLine::default() }
    }

    /// Takes the next piece of the stream.
    pub(super) fn push(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            let end = piece.iter().position(|byte| *byte == b'\n');
            let (taken, rest) = piece.split_at(end.map_or(piece.len(), |at| at + 1));
            self.add(taken, end.is_some());
            piece = rest;
        }
    }

    /// The lines, and how many bytes of lines that were too many.
    pub(super) fn finish(mut self) -> (String, u64) {
        if self.line.length > 0 {
            self.add(&[], true);
        }
        (text(self.kept), self.cut)
    }

    /// Adds a piece to the line, which ends with it or does not.
    fn add(&mut self, piece: &[u8], ended: bool) {
        let line = &mut self.line;
        line.held.extend_from_slice(piece);
        line.length += piece.len() as u64;
        let too_long = line.length > (self.most - self.kept.len()) as u64;
        if ended || too_long {
            let text = String::from_utf8_lossy(&line.held);
            line.matched = line.matched || self.needles.iter().any(|needle| text.contains(needle));
        }
        if too_long {
            let done = line.held.len().saturating_sub(self.overlap);
            line.held.drain(..done);
        }
        if ended {
            match (line.matched, too_long) {
                (true, true) => self.cut += line.length,
                (true, false) => self.kept.append(&mut line.held),
                (false, _) => {}
            }
            let mut held = mem::take(&mut line.held);
            held.clear();
            *line = PartialLine { held, ..PartialLine::default() };
        }
    }
}

/// A line of a log that is being read piece by piece.
#[derive(Default)]
struct PartialLine {
    /// The bytes of the line, or the last of them when the line is too long to be kept.
    held: Vec<u8>,
    length: u64,
    matched: bool,
}

/// Bytes as text; what is no UTF-8 is replaced.
pub(super) fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn filtered(bytes: &[u8], piece: usize, needles: &'static [&'static str], most: usize) -> (String, u64) {
        let mut filter = LineFilter::new(needles, most);
        bytes.chunks(piece).for_each(|piece| filter.push(piece));
        filter.finish()
    }

    #[test]
    fn ends_keep_whole_lines_and_count_what_is_cut() {
        let of = |written: &str, most: u64| {
            let ends = Ends::read(&mut Cursor::new(written), written.len() as u64, most).unwrap();
            let cut = ends.cut;
            (text(ends.joined()), cut)
        };
        assert_eq!(of("", 8), (String::new(), 0));
        assert_eq!(of("12345678", 8), ("12345678".to_owned(), 0));
        assert_eq!(of("a\nbbb\nc\nddd\ne\n", 8), ("a\n... 10 bytes left out ...\ne\n".to_owned(), 10));
        assert_eq!(of("aaaabbbbcccc", 8), ("aaaa\n... 4 bytes left out ...\ncccc".to_owned(), 4));
    }

    #[test]
    fn lines_are_kept_by_needle_and_counted_when_too_many() {
        // Every line spans several pieces.
        let of = |text: &str, most: usize| filtered(text.as_bytes(), 3, &["error", "warn"], most);
        assert_eq!(of("", 50), (String::new(), 0));
        assert_eq!(of("an error\nfine\r\n\nwarn", 50), ("an error\nwarn".to_owned(), 0));
        assert_eq!(of("an error\nwarn\nerror\n", 10), ("an error\n".to_owned(), 11));
        // One that does not fit is left out whole, and a later one that fits is kept.
        assert_eq!(of("long long error at the end\nwarn\n", 6), ("warn\n".to_owned(), 27));
        assert_eq!(of("error in a long line\nwarn\n", 6), ("warn\n".to_owned(), 21));
        assert_eq!(of("nothing in a long long line\nwarn\n", 6), ("warn\n".to_owned(), 0));
    }

    #[test]
    fn bytes_that_are_no_text_hide_no_needle() {
        let bytes = b"\xff\xc3 error \xf0\x9f\n\xff\n".as_slice();
        let (text, cut) = filtered(bytes, 2, &["error"], 100);
        assert_eq!((text.as_str(), cut), ("\u{fffd}\u{fffd} error \u{fffd}\n", 0));
    }
}
