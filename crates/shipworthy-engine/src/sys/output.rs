//! The logs of a step: whole on disk, and what of them a judge gets. Never more than about [`Keep::BYTES`] of one is
//! held in memory, whatever was written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use shipworthy_model::observation::Stream;
use shipworthy_model::step::Keep;

use super::files::sha256_read;
use super::own_folder::OwnFolder;

const BUFFER: usize = 64 << 10;

/// Makes an empty log. Whatever writes to it, also through a descriptor of its own, writes at the end.
pub(super) fn create(logs: &OwnFolder, log: &str) -> io::Result<File> {
    let (folder, name) = match log.rsplit_once('/') {
        Some((folder, name)) => (logs.folder(folder).make()?, name),
        None => (logs.make()?, log),
    };
    match folder.create(name) {
        // One of an earlier step; whoever still writes to it does not write here.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            folder.remove(name)?;
            folder.create(name)
        }
        created => created,
    }
}

/// The stream in a log whose processes have ended.
pub(super) fn stream(logs: &OwnFolder, log: &str, keep: &Keep) -> io::Result<Stream> {
    let (bytes, sha256) = sha256_read(&mut open(logs, log)?)?;
    let mut stream = Stream::default();
    stream.bytes = bytes;
    stream.sha256 = sha256;
    stream.log = log.to_owned();
    (stream.text, stream.cut) = kept(logs, &stream, keep)?;
    Ok(stream)
}

fn open(logs: &OwnFolder, log: &str) -> io::Result<File> {
    let (folder, name) = logs.open_for(log)?;
    folder.reader(name)
}

/// The text of a stream that a judge gets, read from its log, and how many bytes it does not get. Invalid UTF-8 is
/// replaced.
///
/// # Errors
///
/// When the log cannot be read.
pub fn kept(logs: &OwnFolder, stream: &Stream, keep: &Keep) -> io::Result<(String, u64)> {
    // Without a log nothing was written: standard error went into standard output, or nothing was started.
    if stream.log.is_empty() {
        return Ok((String::new(), 0));
    }
    let file = open(logs, &stream.log)?;
    match keep {
        Keep::Lines(needles) => {
            lines(BufReader::with_capacity(BUFFER, file.take(stream.bytes)), needles, Keep::BYTES)
        }
        _ => ends(file, stream.bytes, Keep::BYTES),
    }
}

/// The beginning and the end, `most` bytes in all, with a line between them that says how much is left out.
fn ends(mut file: impl Read + Seek, length: u64, most: usize) -> io::Result<(String, u64)> {
    if length <= most as u64 {
        let mut all = Vec::new();
        file.take(length).read_to_end(&mut all)?;
        return Ok((text(all), 0));
    }
    let half = (most / 2) as u64;
    let mut head = Vec::new();
    file.by_ref().take(half).read_to_end(&mut head)?;
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(length - half))?;
    file.take(half).read_to_end(&mut tail)?;
    // Half a line could be read as something it is not, so both ends are whole lines, if lines are at all short.
    let near = |at: usize| at < BUFFER;
    if let Some(at) = head.iter().rev().position(|byte| *byte == b'\n').filter(|at| near(*at)) {
        head.truncate(head.len() - at);
    }
    if let Some(at) = tail.iter().position(|byte| *byte == b'\n').filter(|at| near(*at)) {
        tail.drain(..=at);
    }
    let cut = length - (head.len() + tail.len()) as u64;
    let mut kept = text(head);
    if !kept.ends_with('\n') {
        kept.push('\n');
    }
    kept.push_str(&format!("... {cut} bytes left out ...\n"));
    kept.push_str(&text(tail));
    Ok((kept, cut))
}

/// The lines that contain a needle, as far as `most` bytes hold them.
fn lines(mut from: impl BufRead, needles: &[&str], most: usize) -> io::Result<(String, u64)> {
    let found = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        needles.iter().any(|needle| text.contains(needle))
    };
    // A needle that lies across two pieces of a long line is found if so much of the first one is still there.
    let overlap = needles.iter().map(|needle| needle.len()).max().unwrap_or(0);
    let mut kept: Vec<u8> = Vec::new();
    let mut cut = 0;
    let mut line = PartialLine::default();
    loop {
        let piece = from.fill_buf()?;
        if piece.is_empty() && line.length == 0 {
            break;
        }
        let end = piece.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(piece.len(), |at| at + 1);
        line.held.extend_from_slice(&piece[..taken]);
        line.length += taken as u64;
        let ended = end.is_some() || piece.is_empty();
        from.consume(taken);
        let too_long = line.length > (most - kept.len()) as u64;
        if ended || too_long {
            line.matched = line.matched || found(&line.held);
        }
        if too_long {
            let done = line.held.len().saturating_sub(overlap);
            line.held.drain(..done);
        }
        if ended {
            match (line.matched, too_long) {
                (true, true) => cut += line.length,
                (true, false) => kept.append(&mut line.held),
                (false, _) => {}
            }
            line = PartialLine { held: std::mem::take(&mut line.held), ..PartialLine::default() };
            line.held.clear();
        }
    }
    Ok((text(kept), cut))
}

/// A line of a log that is being read piece by piece.
#[derive(Default)]
struct PartialLine {
    /// The bytes of the line, or the last of them when the line is too long to be kept.
    held: Vec<u8>,
    length: u64,
    matched: bool,
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn ends_keep_whole_lines_and_count_what_is_cut() {
        let of = |text: &str, most: usize| ends(Cursor::new(text), text.len() as u64, most).unwrap();
        assert_eq!(of("", 8), (String::new(), 0));
        assert_eq!(of("12345678", 8), ("12345678".to_owned(), 0));
        assert_eq!(of("a\nbbb\nc\nddd\ne\n", 8), ("a\n... 10 bytes left out ...\ne\n".to_owned(), 10));
        assert_eq!(of("aaaabbbbcccc", 8), ("aaaa\n... 4 bytes left out ...\ncccc".to_owned(), 4));
    }

    #[test]
    fn lines_are_kept_by_needle_and_counted_when_too_many() {
        // The small buffer makes every line span several pieces.
        let of = |text: &str, most: usize| {
            lines(BufReader::with_capacity(3, text.as_bytes()), &["error", "warn"], most).unwrap()
        };
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
        let (text, cut) = lines(BufReader::with_capacity(2, bytes), &["error"], 100).unwrap();
        assert_eq!((text.as_str(), cut), ("\u{fffd}\u{fffd} error \u{fffd}\n", 0));
    }
}
