//! The `[policy]` table: which priorities a GO needs, how long evidence and waivers live, who approves.

use std::collections::BTreeMap;
use std::fmt::Display;

use shipworthy_model::checklist::{Policy, Priority, Sharing, TargetFolder};
use shipworthy_model::problem::Problem;
use shipworthy_model::weakening::OnWeakening;

use crate::advice::advice;
use crate::field::{Field, Located, Problems};
use crate::gate;
use crate::person::person;
use crate::table::TableCursor;

/// What a gate may look at outside the tree; each has an age in `max-age`.
pub(crate) const AGES: [&str; 2] = ["network", "machine"];

/// A policy as it was read, with the places of the priorities in it.
#[derive(Debug, Default)]
pub(crate) struct PolicyDraft {
    pub(crate) policy: Policy,
    required: Vec<Located<Priority>>,
}

/// Reads the `[policy]` table.
pub(crate) fn read(field: &Field<'_>, problems: &mut Problems) -> PolicyDraft {
    let mut draft = PolicyDraft::default();
    let Some(mut table) = TableCursor::of(field, "the policy", problems) else { return draft };
    let required = table.optional("required");
    if let Some(required) = required.and_then(|field| field.each(problems, Field::priority)) {
        draft.policy.required = required.iter().map(|priority| priority.value).collect();
        draft.required = required;
    }
    let ages = table.optional("max-age").and_then(|field| TableCursor::of(&field, "`max-age`", problems));
    if let Some(mut ages) = ages {
        let mut read = BTreeMap::new();
        for name in AGES {
            if let Some(age) = ages.optional(name).and_then(|field| field.duration(problems)) {
                read.insert(name.to_owned(), age);
            }
        }
        ages.finish(problems);
        draft.policy.max_age = read;
    }
    let longest = table.optional("longest-waiver").and_then(|field| field.duration(problems));
    draft.policy.longest_waiver = longest.unwrap_or(draft.policy.longest_waiver);
    let approvers = table.optional("approvers").and_then(|field| field.each(problems, person));
    draft.policy.approvers = approvers.unwrap_or_default().into_iter().map(|name| name.value).collect();
    let weakening = table.optional("weakening");
    let weakening = weakening.and_then(|field| one_of("weakening", OnWeakening::ALL, &field, problems));
    draft.policy.weakening = weakening.unwrap_or_default();
    let share = table.optional("share").and_then(|field| one_of("share", Sharing::ALL, &field, problems));
    draft.policy.share = share.unwrap_or_default();
    let target =
        table.optional("target").and_then(|field| one_of("target", TargetFolder::ALL, &field, problems));
    draft.policy.target = target.unwrap_or_default();
    draft.policy.observe =
        table.optional("observe").and_then(|field| field.flag(problems)).unwrap_or(draft.policy.observe);
    table.finish(problems);
    draft
}

/// The value of a key that is one of these words.
fn one_of<T: Display + Copy, const N: usize>(
    key: &str,
    all: [T; N],
    field: &Field<'_>,
    problems: &mut Problems,
) -> Option<T> {
    let text = field.text(problems)?;
    let found = all.into_iter().find(|one| one.to_string() == text);
    if found.is_none() {
        let names = all.map(|one| one.to_string());
        let help = advice(text, names.iter().map(String::as_str));
        problems.push(Problem { help, ..field.error(format!("`{key}` cannot be `{text}`")) });
    }
    found
}

impl PolicyDraft {
    /// Warns of priorities that the policy requires and no gate has. Says nothing while some gate could not be read.
    pub(crate) fn compare<'d>(
        &self,
        gates: impl Iterator<Item = &'d gate::GateDraft>,
        problems: &mut Problems,
    ) {
        let Some(found) = gates.map(|gate| gate.priority).collect::<Option<Vec<_>>>() else { return };
        for priority in self.required.iter().filter(|priority| !found.contains(&priority.value)) {
            let message = format!("no gate has the priority {}", priority.value);
            problems
                .push(Problem::warning(priority.span.clone(), message).help("it asks nothing; take it out"));
        }
        if self.required.is_empty()
            && !found.is_empty()
            && !found.iter().any(|p| self.policy.required.contains(p))
        {
            let message = "no gate is required, so there can be no GO: without a `policy`, P0 and P1 are";
            let help = "give gates such a priority, or say `required = [...]` in `[policy]`";
            problems.push(Problem::warning(0..0, message).help(help));
        }
    }
}
