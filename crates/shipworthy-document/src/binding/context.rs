//! What a rule is given: one item, and all that stands around it. Made once for a document; it reads nothing.

use crate::document::{Document, Fence, Section};
use crate::item::Item;
use crate::surroundings::Surroundings;

use super::files::{Files, split};
use super::mention::Mention;
use super::place::moved;
use super::version;

/// A document and its surroundings, made ready for looking up.
#[derive(Debug)]
pub struct Around<'a> {
    document: &'a Document,
    surroundings: &'a Surroundings,
    files: Files<'a>,
    target: Option<String>,
}

impl<'a> Around<'a> {
    /// Makes ready; linear in the document and the number of files.
    pub fn new(document: &'a Document, surroundings: &'a Surroundings) -> Self {
        let files = Files::new(&surroundings.files);
        Self { document, surroundings, files, target: version::target(document) }
    }

    /// One of its items.
    pub fn item(&'a self, item: &'a Item) -> Context<'a> {
        let Self { document, surroundings, files, target } = self;
        Context { item, document, surroundings, files, target: target.as_deref() }
    }
}

/// One item and what stands around it.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The item.
    pub item: &'a Item,
    /// The document it stands in.
    pub document: &'a Document,
    /// What is known of the tree and the workspace.
    pub surroundings: &'a Surroundings,
    /// The files of the tree, to look up.
    pub files: &'a Files<'a>,
    /// The version that the document is about to release, as it writes it: `v0.2.0`.
    pub target: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// The section it stands in, then the one around that, up to the outermost.
    pub fn sections(&self) -> impl Iterator<Item = &'a Section> + use<'a> {
        let document = self.document;
        let first = self.item.section.and_then(|at| document.sections.get(at));
        std::iter::successors(first, |section| section.parent.and_then(|at| document.sections.get(at)))
    }

    /// The label above its list.
    pub fn label(&self) -> Option<&'a Item> {
        self.document.items.get(self.item.label?)
    }

    /// The item it is nested below.
    pub fn parent(&self) -> Option<&'a Item> {
        self.document.items.get(self.item.parent?)
    }

    /// The fenced blocks that belong to it.
    pub fn fences(&self) -> impl Iterator<Item = &'a Fence> + use<'a> {
        let document = self.document;
        self.item.fences.iter().filter_map(|at| document.fences.get(*at))
    }

    /// The folder that its list is about: named by the item around it, else by the label above, else by the heading.
    pub fn folder(&self) -> Option<String> {
        let of_item = |item: &Item| {
            item.codes
                .iter()
                .find_map(|code| Mention::in_code(&code.text, self.files).filter(|m| self.is_folder(m)))
        };
        let around = self.parent().and_then(of_item).or_else(|| self.label().and_then(of_item));
        let heading = || {
            let code = self.sections().next()?.heading.split('`').nth(1)?;
            Mention::in_code(code, self.files).filter(|mention| self.is_folder(mention))
        };
        let path = around.or_else(heading)?.path;
        if self.files.is_folder(&path) {
            return Some(path);
        }
        let elsewhere = moved(&path, self)?;
        let package = split(&elsewhere).0;
        [elsewhere.as_str(), package]
            .into_iter()
            .find(|path| self.files.is_folder(path))
            .map(str::to_owned)
            .or(Some(path))
    }

    fn is_folder(&self, mention: &Mention) -> bool {
        mention.folder || self.files.is_folder(&mention.path)
    }
}
