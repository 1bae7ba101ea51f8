//! New gates as text: each in the phase that its group already is, or in a new one behind the others.

use std::collections::{HashMap, HashSet};

use shipworthy_model::import::Added;

use crate::document::Document;

use super::draft::Draft;
use super::edit::TextEdit;
use super::existing::{ExistingChecklist, ExistingPhase};
use super::grouping::{Group, Grouping};
use super::slug::slug;
use super::toml;

/// What is added.
#[derive(Debug, Default)]
pub(super) struct Addition {
    pub(super) gates: Vec<Added>,
    pub(super) edits: Vec<TextEdit>,
}

/// Gates for the drafts that have found none.
pub(super) fn of(
    document: &Document,
    drafts: &[Draft],
    found: &[Option<usize>],
    standing: &ExistingChecklist,
    grouping: &Grouping,
) -> Addition {
    let mut groups: Vec<GroupMembers<'_>> = grouping.groups.iter().map(|_| GroupMembers::default()).collect();
    for (draft, gate) in drafts.iter().zip(found) {
        let Some(members) = groups.get_mut(grouping.of(draft.item)) else { continue };
        match gate.and_then(|at| standing.gates.get(at)) {
            Some(gate) => *members.homes.entry(gate.phase).or_default() += 1,
            None => members.new.push(draft),
        }
    }
    let section = |draft: &Draft| document.items.get(draft.item).and_then(|item| item.section);
    let told = drafts.iter().zip(found).filter(|(_, gate)| gate.is_some()).map(|(draft, _)| section(draft));
    let mut writer = Writer {
        document,
        told: told.collect(),
        gates: Ids::new(standing.gates.iter().map(|gate| gate.id.as_str())),
        addition: Addition::default(),
    };
    let mut phases = Ids::new(standing.phases.iter().map(|phase| phase.id.as_str()));
    let mut behind = String::new();
    for (group, members) in grouping.groups.iter().zip(groups).filter(|(_, members)| !members.new.is_empty())
    {
        if let Some(home) = members.home(group, standing) {
            let text = writer.gates(group, &home.id, &members.new);
            writer.addition.edits.push(TextEdit { range: home.end..home.end, text });
        } else {
            let id = phases.give([Some(group.id.clone())]);
            behind.push_str(&format!("\n[[phase]]\nid = \"{id}\"\ntitle = {}\n", toml::string(&group.title)));
            behind.push_str(&writer.gates(group, &id, &members.new));
        }
    }
    if !behind.is_empty() {
        writer.addition.edits.push(TextEdit { range: standing.end..standing.end, text: behind });
    }
    writer.addition
}

/// The drafts of a group: those without a gate, and in which phases the gates of the others stand.
#[derive(Default)]
struct GroupMembers<'a> {
    new: Vec<&'a Draft>,
    homes: HashMap<usize, usize>,
}

impl GroupMembers<'_> {
    /// The phase that the group is already: where most of its gates stand, or one of the same name.
    fn home<'s>(&self, group: &Group, standing: &'s ExistingChecklist) -> Option<&'s ExistingPhase> {
        let phases = &standing.phases;
        let most = self.homes.iter().max_by_key(|(phase, gates)| (**gates, usize::MAX - **phase));
        let named = || phases.iter().find(|phase| phase.title == group.title);
        let same = || phases.iter().find(|phase| phase.id == group.id);
        most.and_then(|(phase, _)| phases.get(*phase)).or_else(named).or_else(same)
    }
}

struct Writer<'a> {
    document: &'a Document,
    /// Sections whose heading stands in the file already.
    told: HashSet<Option<usize>>,
    gates: Ids,
    addition: Addition,
}

impl Writer<'_> {
    /// The gates of one group, each heading of the document above the first gate that stands below it.
    fn gates(&mut self, group: &Group, phase: &str, drafts: &[&Draft]) -> String {
        let mut text = String::new();
        let mut under = group.section;
        for draft in drafts {
            let section = self.document.items.get(draft.item).and_then(|item| item.section);
            if section != under && section != group.section && !self.told.contains(&section) {
                text.extend(self.heading(section, draft));
            }
            under = section;
            let names = [slug(&draft.statement), slug(&draft.title), Some(format!("claim-{}", draft.line))];
            let id = self.gates.give(names);
            let source = format!("{}:{}", self.document.file, draft.line);
            text.push_str(&toml::gate(draft, &id, &source));
            self.addition.gates.push(Added {
                id,
                phase: phase.to_owned(),
                title: draft.title.clone(),
                source,
                kind: draft.check.kind.clone(),
                ticked: draft.ticked,
            });
        }
        text
    }

    /// A comment with the words of a heading; none when the gate itself has them.
    fn heading(&self, section: Option<usize>, draft: &Draft) -> Option<String> {
        let heading = self.document.sections.get(section?).filter(|heading| heading.line != draft.line)?;
        let number = heading.number.as_deref().unwrap_or_default();
        let dot = if number.is_empty() || number.contains('.') { "" } else { "." };
        let words = format!("{number}{dot} {}", heading.title);
        Some(format!("\n{}", toml::comment(&words)))
    }
}

/// Ids that are taken.
struct Ids {
    taken: HashSet<String>,
    /// The last number given behind a name, so that a thousand equal names are no walk through all of them.
    numbers: HashMap<String, usize>,
}

impl Ids {
    fn new<'t>(taken: impl Iterator<Item = &'t str>) -> Self {
        Self { taken: taken.map(str::to_owned).collect(), numbers: HashMap::new() }
    }

    /// The first of these names that is free, or the last of them with a number behind it.
    fn give<const N: usize>(&mut self, names: [Option<String>; N]) -> String {
        let names: Vec<String> = names.into_iter().flatten().collect();
        let free = names.iter().find(|name| !self.taken.contains(*name)).cloned();
        let id = free.unwrap_or_else(|| self.number(names.first().map_or("claim", String::as_str)));
        self.taken.insert(id.clone());
        id
    }

    fn number(&mut self, name: &str) -> String {
        let number = self.numbers.entry(name.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let id = format!("{name}-{number}");
            if !self.taken.contains(&id) {
                return id;
            }
        }
    }
}
