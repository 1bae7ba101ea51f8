//! What a rule is given: one item, and all that stands around it. Made once for a document; it reads nothing.

use shipworthy_model::claim::Mark;
use shipworthy_model::path::{climbs, split};

use crate::document::{Document, Fence, Section};
use crate::item::{Form, Item};
use crate::surroundings::Surroundings;

use std::collections::HashSet;

use super::files::Files;
use super::form;
use super::mention::PathMention;
use super::plans::Plans;
use super::statement::Statement;
use super::version;
use crate::command::above;

/// Files that make a folder a project of its own, or a package.
const MANIFESTS: &[&str] = &[
    "Cargo.toml",
    "go.mod",
    "mix.exs",
    "package.json",
    "pom.xml",
    "pyproject.toml",
    "rebar.config",
    "setup.py",
];

/// A document and its surroundings, made ready for looking up.
#[derive(Debug)]
pub struct DocumentIndex<'a> {
    document: &'a Document,
    surroundings: &'a Surroundings,
    files: Files<'a>,
    target: Option<String>,
    populated: HashSet<usize>,
    heads: HashSet<usize>,
    plans: Plans<'a>,
    form: bool,
    each_change: bool,
    part: bool,
}

impl<'a> DocumentIndex<'a> {
    /// Makes ready; linear in the document and the number of files.
    pub fn new(document: &'a Document, surroundings: &'a Surroundings) -> Self {
        let files = Files::new(&surroundings.files);
        let manifest = |folder: &str| MANIFESTS.iter().any(|name| files.exists(&format!("{folder}/{name}")));
        let part = above(split(&document.file).0).any(manifest);
        let items = document.items.iter().filter(|item| {
            matches!(item.form, Form::Box | Form::SignedItem | Form::BareItem | Form::StatusRow)
        });
        let populated = items.filter_map(|item| item.section).collect();
        let open = document.items.iter().filter(|item| item.form == Form::Box && item.mark == Mark::Open);
        // A label is known by the place where it begins.
        let labels = open.filter_map(|item| document.items.get(item.label?));
        let heads = labels.map(|label| label.span.start).collect();
        Self {
            document,
            surroundings,
            files,
            target: version::target(document),
            populated,
            heads,
            plans: Plans::of(document),
            form: form::is_form(&document.file),
            each_change: form::is_for_each_change(&document.file),
            part,
        }
    }

    /// What a rule makes of one of its items.
    pub fn ask<T>(&self, item: &Item, rule: impl FnOnce(&ItemContext<'_>) -> T) -> T {
        let Self { document, surroundings, files, target, populated, heads, plans, .. } = self;
        let statement = &Statement::of(item, files);
        let target = target.as_deref();
        rule(&ItemContext { item, statement, document, surroundings, files, target, populated, heads, plans })
    }

    /// Is the document about a part of the tree, with a manifest of its own?
    pub(crate) fn is_part(&self) -> bool {
        self.part
    }

    /// May it be asked whether an item is so? Not in a form, whose paths and commands are examples; and the boxes that
    /// are ticked for each change anew say nothing of the tree.
    pub(crate) fn may_be_held(&self, item: &Item) -> bool {
        let boxed = matches!(item.form, Form::Box | Form::BoxHeading | Form::SignedItem | Form::BareItem);
        !(self.form || self.each_change && boxed)
    }
}

/// One item and what stands around it.
#[derive(Debug, Clone, Copy)]
pub struct ItemContext<'a> {
    /// The item that a rule is asked about.
    pub item: &'a Item,
    /// The words of the item.
    pub(crate) statement: &'a Statement<'a>,
    /// The document it stands in.
    pub document: &'a Document,
    /// What is known of the tree and the workspace.
    pub surroundings: &'a Surroundings,
    /// The files of the tree, to look up.
    pub files: &'a Files<'a>,
    /// The version that the document is about to release, as it writes it: `v0.2.0`.
    pub target: Option<&'a str>,
    /// The sections that have items of their own below the heading.
    pub populated: &'a HashSet<usize>,
    /// Where the labels begin that have open tasks below them.
    pub heads: &'a HashSet<usize>,
    /// What the document itself brings up.
    pub(crate) plans: &'a Plans<'a>,
}

impl<'a> ItemContext<'a> {
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

    /// Is it a statement of its own, and no label, link, command or bare figure?
    pub fn is_statement(&self) -> bool {
        !matches!(self.item.form, Form::Label | Form::Link | Form::Command | Form::Metric)
    }

    /// Is it a label with open tasks below it?
    pub fn heads_open_tasks(&self) -> bool {
        self.heads.contains(&self.item.span.start)
    }

    /// Is it a heading whose work the items below it tell?
    pub fn is_container(&self) -> bool {
        let heading = matches!(self.item.form, Form::NumberedHeading | Form::BoxHeading);
        heading && self.item.section.is_some_and(|section| self.populated.contains(&section))
    }

    /// The folder that its list is about: named by the item around it, else by the label above, else by the heading.
    pub fn folder(&self) -> Option<String> {
        let of_item = |item: &Item| {
            item.codes
                .iter()
                .find_map(|code| PathMention::in_code(&code.text, self.files).filter(|m| self.is_folder(m)))
        };
        let around = self.parent().and_then(of_item).or_else(|| self.label().and_then(of_item));
        let heading = || {
            let code = self.sections().next()?.heading.split('`').nth(1)?;
            PathMention::in_code(code, self.files).filter(|mention| self.is_folder(mention))
        };
        around.or_else(heading).map(|mention| mention.path)
    }

    /// Is its list about a folder that lies outside the tree? What is named below it lies there too, and is not looked at.
    pub(crate) fn is_elsewhere(&self) -> bool {
        let outside = |path: &str| path.starts_with(['/', '~']) || climbs(path);
        let of_item = |item: &Item| item.codes.iter().any(|code| outside(code.text.trim()));
        self.parent().is_some_and(of_item) || self.label().is_some_and(of_item)
    }

    fn is_folder(&self, mention: &PathMention) -> bool {
        mention.folder || self.files.is_folder(&mention.path)
    }
}
