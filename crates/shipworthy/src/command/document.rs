//! Opens a Markdown document: finds it, reads it, mends its text. Where the workspace is, is told here too, for commands
//! that need no checklist.

use std::path::{Path, PathBuf};

use shipworthy_document::document::Document;
use shipworthy_document::reading;
use shipworthy_document::repair::{Unreadable, repair};
use shipworthy_engine::sys::link_out::link_out;
use shipworthy_engine::sys::reading::{LimitedReadError, read_limited};

use crate::context::Context;
use crate::load::{FILE, within};
use crate::stop::Stop;

/// The size of the largest document that is read, in bytes. No checklist that people keep is larger, by far.
const LARGEST: u64 = 64 << 20;

/// A document as it lies on disk, and as it was read.
pub(crate) struct Opened {
    /// The path that the document was read from.
    pub(crate) path: PathBuf,
    /// The bytes of the document's file.
    pub(crate) bytes: Vec<u8>,
    /// The document as it was read from the bytes.
    pub(crate) document: Document,
    /// The path of the document relative to the root; `None` when it lies elsewhere.
    pub(crate) inside: Option<String>,
}

/// The folder that claims are held against: what `--root` says, else the nearest folder from here up that has a
/// checklist or a repository, else the nearest with a manifest, else this one.
///
/// # Errors
///
/// When the folder is not there.
pub(crate) fn root(context: &Context<'_>) -> Result<PathBuf, Stop> {
    if let Some(root) = context.root {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        return match root.is_dir() {
            true => Ok(root),
            false => Err(Stop::usage(format!(
                "there is no folder {} (given by --root); name one that is there, or leave `--root` out",
                root.display()
            ))),
        };
    }
    let here = std::env::current_dir();
    let here = here
        .map_err(|error| Stop::usage(format!("cannot tell the current folder: {error}; give --root DIR")))?;
    let has = |name: &'static str| within(&here).find(move |folder| folder.join(name).exists());
    let found = [FILE, ".git", "Cargo.toml"].into_iter().find_map(has);
    Ok(found.unwrap_or(&here).to_owned())
}

/// Opens the document at `path`, given from the current folder.
///
/// # Errors
///
/// When it is not there, is no regular file, is too large, or is no text.
pub(crate) fn open(path: &Path, root: &Path) -> Result<Opened, Stop> {
    let cannot = |why: &str| Stop::usage(format!("cannot read {}: {why}", path.display()));
    if let Some(link) = link_out(root, path) {
        let why = format!("{} is a link that points out of the workspace", link.display());
        return Err(cannot(&format!("{why}; name the document itself, if it is meant")));
    }
    let bytes = read_limited(path, LARGEST).map_err(|error| match error {
        LimitedReadError::Folder => cannot("it is a folder; name the documents in it"),
        LimitedReadError::TooLarge(_) => cannot(&format!("{error}, which is no checklist")),
        error => cannot(&error.to_string()),
    })?;
    let text = repair(&bytes).map_err(|why| match why {
        Unreadable::NotUtf8(at) => cannot(&format!("it is not UTF-8 at byte {at}; save it as UTF-8")),
        Unreadable::Binary(at) => cannot(&format!("it is no text: there is a NUL at byte {at}")),
    })?;
    let inside = inside(path, root);
    // By its full path a document that lies elsewhere cannot be taken for one of the tree.
    let elsewhere = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let file = inside.clone().unwrap_or_else(|| elsewhere().to_string_lossy().into_owned());
    Ok(Opened { path: path.to_owned(), document: reading::read(&file, text), bytes, inside })
}

/// The path of a file relative to the root, with `/`; nothing when it lies elsewhere.
fn inside(path: &Path, root: &Path) -> Option<String> {
    let (path, root) = (path.canonicalize().ok()?, root.canonicalize().ok()?);
    let parts = path.strip_prefix(root).ok()?.components();
    let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}
