//! Which phase an item belongs to: the headings of a document, at the level at which they group its work.
//!
//! A task stands under a heading, and that heading under another: the upper one is the phase. `### Phase 1` over
//! `#### 1.1 Fix the build` over tasks, or `## Week 1` over `### 1. Test it` over tasks, in one document for each of its
//! top groups. Where tasks stand directly below a top group, it is the phase. The title of the document is none.

use std::collections::{HashMap, HashSet};

use crate::document::{Document, Role};
use crate::item::{Form, Item};

use super::heading;
use super::slug::slug;

/// The phases of a document, and the way from its items to them.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    /// In the order in which they shall be proven: work, then what is only stated, then what must be so in the end.
    pub(super) groups: Vec<Group>,
    /// For each item that was asked after, its group.
    of: HashMap<usize, usize>,
}

/// A phase as the document has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) title: String,
    /// The section that the phase is; `None` when the document does not group its work.
    pub(super) section: Option<usize>,
}

impl Grouping {
    /// Groups these items of the document.
    pub(super) fn new(document: &Document, items: &[usize]) -> Self {
        let outline = ItemHeadings::new(document, items);
        let sections: Vec<Option<usize>> = items.iter().map(|item| outline.phase(*item)).collect();
        let members = || items.iter().copied().zip(sections.iter().copied());
        let works: HashSet<Option<usize>> =
            members().filter(|(item, _)| is_work(document, *item)).map(|(_, section)| section).collect();
        let mut seen = HashSet::new();
        let mut order: Vec<Option<usize>> =
            sections.iter().copied().filter(|section| seen.insert(*section)).collect();
        order.sort_by_key(|section| {
            match section.and_then(|at| document.sections.get(at)).map(|it| it.role) {
                Some(Role::Criteria | Role::Go | Role::NoGo) => 2,
                _ if works.contains(section) => 0,
                _ => 1,
            }
        });
        let place: HashMap<Option<usize>, usize> = order.iter().copied().zip(0..).collect();
        let of = members().filter_map(|(item, section)| Some((item, *place.get(&section)?))).collect();
        Self { groups: order.into_iter().map(|section| group(document, section)).collect(), of }
    }

    /// The group of an item.
    pub(super) fn of(&self, item: usize) -> usize {
        self.of.get(&item).copied().unwrap_or_default()
    }
}

fn group(document: &Document, section: Option<usize>) -> Group {
    let Some(heading) = section.and_then(|at| document.sections.get(at)) else {
        let title = document.sections.first().filter(|section| section.level == 1).map(|s| s.title.trim());
        let title = title.filter(|title| !title.is_empty()).unwrap_or("Checklist").to_owned();
        return Group { id: "checklist".to_owned(), title, section };
    };
    let name =
        [heading::name(&heading.title), heading.heading.trim()].into_iter().find(|name| !name.is_empty());
    let title = name.unwrap_or("Checklist").to_owned();
    let id = slug(&title).unwrap_or_else(|| format!("phase-{}", heading.line));
    Group { id, title, section }
}

/// The headings above each item.
struct ItemHeadings<'a> {
    document: &'a Document,
    /// The heading over everything, which is the title of the document.
    title: Option<usize>,
    /// For each top group, how deep below it the phases are: 1 is the group itself.
    depth: HashMap<usize, usize>,
    /// How many of the items stand directly in each section, leaving out headings that are items themselves.
    direct: HashMap<usize, usize>,
}

impl<'a> ItemHeadings<'a> {
    fn new(document: &'a Document, items: &[usize]) -> Self {
        let mut outline = Self { document, title: None, depth: HashMap::new(), direct: HashMap::new() };
        for item in items.iter().filter_map(|at| document.items.get(*at)).filter(|item| !is_heading(item)) {
            if let Some(section) = item.section {
                *outline.direct.entry(section).or_default() += 1;
            }
        }
        outline.title = outline.find_title(items);
        let mut depths: HashMap<usize, HashMap<usize, usize>> = HashMap::new();
        for item in items {
            let path = outline.path(*item);
            if let Some(top) = path.first() {
                *depths.entry(*top).or_default().entry(path.len()).or_default() += 1;
            }
        }
        let most = |counts: HashMap<usize, usize>| {
            counts
                .into_iter()
                .max_by_key(|(depth, count)| (*count, usize::MAX - depth))
                .map_or(1, |(depth, _)| depth)
        };
        let level = |(top, counts)| (top, most(counts).saturating_sub(1).max(1));
        outline.depth = depths.into_iter().map(level).collect();
        outline
    }

    /// The heading of the first level that stands over all of them.
    fn find_title(&self, items: &[usize]) -> Option<usize> {
        let mut tops = items.iter().filter_map(|item| self.path(*item).first().copied());
        let title = tops.next()?;
        let first = self.document.sections.get(title)?.level == 1;
        (first && tops.all(|top| top == title)).then_some(title)
    }

    /// The sections around an item, the outermost first, without the title of the document.
    fn path(&self, item: usize) -> Vec<usize> {
        let Some(item) = self.document.items.get(item) else { return Vec::new() };
        let mut section = item.section;
        // A heading that is an item and heads no others stands beside the items, not above them.
        if let Some(own) = section
            && is_heading(item)
            && self.heads(own, item)
            && !self.direct.contains_key(&own)
        {
            section = self.parent(own);
        }
        let mut path: Vec<usize> = std::iter::successors(section, |at| self.parent(*at)).collect();
        path.reverse();
        if path.first().is_some_and(|top| Some(*top) == self.title) {
            path.remove(0);
        }
        path
    }

    fn phase(&self, item: usize) -> Option<usize> {
        let path = self.path(item);
        let depth = path.first().and_then(|top| self.depth.get(top)).copied().unwrap_or(1);
        path.get(depth.min(path.len()).checked_sub(1)?).copied()
    }

    fn heads(&self, section: usize, item: &Item) -> bool {
        self.document.sections.get(section).is_some_and(|section| section.line == item.line)
    }

    fn parent(&self, section: usize) -> Option<usize> {
        // A section lies in one that begins before it; anything else would lead around in circles.
        self.document.sections.get(section)?.parent.filter(|parent| *parent < section)
    }
}

/// Is it something to do, and not a state, a figure or a criterion?
fn is_work(document: &Document, item: usize) -> bool {
    let form = document.items.get(item).map(|item| item.form);
    matches!(form, Some(Form::Box | Form::BoxHeading | Form::NumberedHeading | Form::Label))
}

fn is_heading(item: &Item) -> bool {
    matches!(item.form, Form::NumberedHeading | Form::BoxHeading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Section;

    /// A document of headings (`2 Title`), items (`- x`) and headings that are items (`3! Title`).
    fn document(outline: &[&str]) -> Document {
        let mut document = Document::default();
        let mut open: Vec<(u8, usize)> = Vec::new();
        for (line, text) in (1..).zip(outline) {
            let mut item = Item { line, text: (*text).to_owned(), ..Item::default() };
            if let Some((head, title)) = text.split_once(' ').filter(|(head, _)| *head != "-") {
                let level: u8 = head.trim_end_matches('!').parse().unwrap();
                open.retain(|(above, _)| *above < level);
                let parent = open.last().map(|(_, at)| *at);
                let role = if title.contains("Criteria") { Role::Criteria } else { Role::Tasks };
                let title = title.to_owned();
                document.sections.push(Section { level, parent, line, role, title, ..Section::default() });
                open.push((level, document.sections.len() - 1));
                if !head.ends_with('!') {
                    continue;
                }
                item.form = Form::NumberedHeading;
            }
            item.section = open.last().map(|(_, at)| *at);
            document.items.push(item);
        }
        document
    }

    /// The phases with the texts of their items.
    fn phases(outline: &[&str]) -> Vec<String> {
        let document = document(outline);
        let items: Vec<usize> = (0..document.items.len()).collect();
        let grouping = Grouping::new(&document, &items);
        let shown = |(at, group): (usize, &Group)| {
            let members = items.iter().filter(|item| grouping.of(**item) == at);
            let texts: Vec<&str> = members.map(|item| document.items[*item].text.as_str()).collect();
            format!("{}: {}", group.id, texts.join(", "))
        };
        grouping.groups.iter().enumerate().map(shown).collect()
    }

    #[test]
    fn phases_are_the_headings_over_the_headings_of_tasks() {
        let cases: [(&[&str], &[&str]); 8] = [
            (
                &["1 T", "2 Plan", "3 Phase 1: A", "4 x", "- a", "4 y", "- b", "3 Phase 2: B", "4 z", "- c"],
                &["a: - a, - b", "b: - c"],
            ),
            (
                &["1 T", "2 Week", "3 x", "- a", "3 y", "- b", "2 Criteria", "- c"],
                &["week: - a, - b", "criteria: - c"],
            ),
            (&["1 T", "2 Criteria", "- c", "2 Work", "- a", "- b"], &["work: - a, - b", "criteria: - c"]),
            (&["1 T", "- a", "2 More", "- b"], &["checklist: - a", "more: - b"]),
            (&["- a", "- b"], &["checklist: - a, - b"]),
            (&["- a", "1 T", "2 B", "- b", "2 C", "- c"], &["checklist: - a", "b: - b", "c: - c"]),
            (&["1 T", "2! one", "2! two"], &["checklist: 2! one, 2! two"]),
            (
                &["1 T", "2 Work", "3! one", "- a", "3! two", "3! three"],
                &["work: 3! one, - a, 3! two, 3! three"],
            ),
        ];
        for (outline, expected) in cases {
            assert_eq!(phases(outline), expected, "{outline:?}");
        }
    }

    #[test]
    fn several_first_level_headings_are_groups() {
        assert_eq!(phases(&["1 A", "- a", "1 B", "- b"]), ["a: - a", "b: - b"]);
    }

    #[test]
    fn a_few_tasks_at_another_depth_do_not_move_the_phases() {
        let outline = ["1 T", "2 W", "- z", "3 x", "- a", "- b", "4 deep", "- c"];
        assert_eq!(phases(&outline), ["w: - z, - a, - b, - c"]);
    }
}
