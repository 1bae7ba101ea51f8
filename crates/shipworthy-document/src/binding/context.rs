//! What a rule is given: one item, and all that stands around it. Made once for a document; it reads nothing.

use crate::document::{Document, Fence, Section};
use crate::item::Item;
use crate::surroundings::Surroundings;

use super::files::Files;

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
}
