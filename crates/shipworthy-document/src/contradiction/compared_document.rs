//! One of the documents, with what every search for contradictions wants to know of it.

use shipworthy_model::path::folder;

use crate::document::Document;
use crate::figure::{Figure, Scopes, figures};

/// How many bytes around a figure are looked at.
const FAR: usize = 2_000;

/// A document among others.
pub(super) struct ComparedDocument<'a> {
    pub(super) index: usize,
    pub(super) document: &'a Document,
    pub(super) figures: Vec<Figure>,
    pub(super) scopes: Scopes,
}

impl<'a> ComparedDocument<'a> {
    pub(super) fn of(index: usize, document: &'a Document) -> Self {
        Self { index, document, figures: figures(document), scopes: Scopes::of(document) }
    }

    /// What a figure says, as written.
    pub(super) fn written(&self, figure: &Figure) -> &'a str {
        self.document.text.text.get(figure.span.clone()).unwrap_or("")
    }

    /// What stands before a figure, and not further away than anybody looks: a line may have no end.
    pub(super) fn before(&self, figure: &Figure) -> &'a str {
        let text = &self.document.text.text;
        let start = text.floor_char_boundary(figure.span.start.saturating_sub(FAR));
        text.get(start..figure.span.start).unwrap_or("")
    }

    /// What stands behind a figure, on its line.
    pub(super) fn behind(&self, figure: &Figure) -> &'a str {
        let text = &self.document.text.text;
        let end = text.floor_char_boundary(figure.span.end.saturating_add(FAR));
        text.get(figure.span.end..end).and_then(|behind| behind.lines().next()).unwrap_or("")
    }

    /// What a section is about; nothing when it speaks for the whole.
    pub(super) fn subject(&self, section: Option<usize>) -> &[String] {
        self.scopes.subjects().section(section)
    }

    /// The heading of a section, for a person to find it.
    pub(super) fn heading(&self, section: usize) -> &'a str {
        self.document.sections.get(section).map_or("", |section| section.title.as_str())
    }

    /// The folder that it lies in.
    pub(super) fn folder(&self) -> &'a str {
        folder(&self.document.file)
    }
}
