//! The log of one stream of a step. It is followed while processes write to it, so that of a stream which grows large only
//! the two ends stay on the disk; all of it is counted, digested and searched.

use std::fs::File;
use std::io::{self, Read as _};

use sha2::{Digest as _, Sha256};
use shipworthy_model::observation::Stream;
use shipworthy_model::step::Keep;

use super::files::{free_space, hex};
use super::open_folder::OpenFolder;
use super::output::{Ends, LineFilter, text};
use super::own_folder::OwnFolder;

/// The most bytes of one log that are kept. Of a larger one, half as many of each end.
pub const MOST_KEPT: u64 = 32 << 20;

/// How much of a log is read at a time, before somebody looks at the clock again.
const AT_ONCE: u64 = 64 << 20;

const BUFFER: usize = 256 << 10;

/// The log of one stream while processes write to it.
pub(super) struct StepLog {
    folder: OpenFolder,
    /// The name of the file in its folder.
    in_folder: String,
    /// The name of the log, relative to the folder of logs.
    name: String,
    /// What the processes write to as well.
    file: File,
    reading: Option<Reading>,
    filter: Option<LineFilter>,
    /// How many bytes of the middle are not on the disk any more.
    freed: u64,
}

/// A log that is being read.
struct Reading {
    from: File,
    seen: u64,
    hasher: Sha256,
    buffer: Vec<u8>,
}

impl StepLog {
    /// Makes an empty log, with the file that processes write to. Whatever writes there, also through a descriptor of its
    /// own, writes at the end.
    pub(super) fn create(logs: &OwnFolder, log: &str, keep: &Keep) -> io::Result<(Self, File)> {
        let (folder, name) = match log.rsplit_once('/') {
            Some((folder, name)) => (logs.folder(folder).make()?, name),
            None => (logs.make()?, log),
        };
        let file = match folder.create(name) {
            // One of an earlier step; whoever still writes to it does not write here.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                folder.remove(name)?;
                folder.create(name)
            }
            created => created,
        }?;
        let filter = match keep {
            Keep::Lines(needles) => Some(LineFilter::new(needles, Keep::BYTES)),
            _ => None,
        };
        let theirs = file.try_clone()?;
        let (in_folder, name) = (name.to_owned(), log.to_owned());
        Ok((Self { folder, in_folder, name, file, reading: None, filter, freed: 0 }, theirs))
    }

    /// The name of the log, relative to the folder of logs.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes of the log are on the disk.
    pub(super) fn on_disk(&self) -> u64 {
        self.length().saturating_sub(self.freed)
    }

    fn length(&self) -> u64 {
        self.file.metadata().map_or(0, |metadata| metadata.len())
    }

    /// Reads a part of what was written meanwhile, and gives the middle of the log back to the disk. Is there more to read?
    /// A log of a usual size is read once, at its end.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    pub(super) fn follow(&mut self) -> io::Result<bool> {
        let length = self.length();
        if length <= MOST_KEPT {
            return Ok(false);
        }
        let seen = self.read(length, AT_ONCE)?;
        let (start, end) = (MOST_KEPT / 2, seen.saturating_sub(MOST_KEPT / 2));
        // Where the system cannot do that, the log grows until its end, or until it is too long.
        if end > start + self.freed && free_space(&self.file, start..end).is_ok() {
            self.freed = end - start;
        }
        Ok(seen < length)
    }

    /// The stream, once its processes have ended. What is left out of the log is told in it.
    ///
    /// # Errors
    ///
    /// When the log cannot be read, or its ends cannot be kept.
    pub(super) fn finish(mut self, keep: &Keep) -> io::Result<Stream> {
        let length = self.length();
        self.read(length, u64::MAX)?;
        let mut stream = Stream::default();
        stream.log = self.name;
        let Some(Reading { mut from, seen, hasher, .. }) = self.reading else { return Ok(stream) };
        stream.bytes = seen;
        stream.sha256 = hex(&hasher.finalize());
        (stream.text, stream.cut) = match (self.filter, keep) {
            (Some(filter), Keep::Lines(_)) => filter.finish(),
            _ => {
                let ends = Ends::read(&mut from, seen, Keep::BYTES as u64)?;
                let cut = ends.cut;
                (text(ends.joined()), cut)
            }
        };
        if seen > MOST_KEPT {
            let ends = Ends::read(&mut from, seen, MOST_KEPT)?;
            self.folder.write_unsynced(&self.in_folder, &ends.joined()).map_err(|error| {
                io::Error::new(error.kind(), format!("its two ends cannot be written in its place: {error}"))
            })?;
        }
        Ok(stream)
    }

    /// Reads what was not read yet of the first `length` bytes, but no more than `most` of them. How many were read in all?
    fn read(&mut self, length: u64, most: u64) -> io::Result<u64> {
        let reading = match &mut self.reading {
            Some(reading) => reading,
            None => self.reading.insert(Reading {
                from: self.folder.reader(&self.in_folder)?,
                seen: 0,
                hasher: Sha256::new(),
                buffer: vec![0; BUFFER.min(usize::try_from(length).unwrap_or(BUFFER))],
            }),
        };
        let until = length.min(reading.seen.saturating_add(most));
        while reading.seen < until {
            let left = usize::try_from(until - reading.seen).unwrap_or(BUFFER).min(reading.buffer.len());
            match reading.from.read(&mut reading.buffer[..left]) {
                // Somebody cut it off.
                Ok(0) => break,
                Ok(count) => {
                    let bytes = &reading.buffer[..count];
                    reading.hasher.update(bytes);
                    reading.seen += count as u64;
                    if let Some(filter) = &mut self.filter {
                        filter.push(bytes);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(reading.seen)
    }
}
