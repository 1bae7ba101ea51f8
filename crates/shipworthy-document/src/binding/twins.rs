//! One task told twice: `### 2. Create integration test` with its file, and `Integration test` in a list of what is done.
//! The second is bound to what the first is bound to.

use std::collections::{BTreeSet, HashMap};

use shipworthy_model::checklist::Check;

use super::bound::{Binding, Bound};
use crate::document::Document;
use crate::item::{Form, Item};

/// The id under which such bindings go.
pub(crate) const ID: &str = "same-task";

/// Words that say only that something is a task, or done.
#[rustfmt::skip]
const DOING: &[&str] = &[
    "create", "created", "add", "added", "write", "written", "implement", "implemented", "the", "a", "an", "to", "in", "of",
    "for", "with", "and", "has", "have", "done", "complete", "completed", "started", "not", "basic", "new",
];

/// Binds the items that are questions so far, when another item with the same words has a check about a file.
pub(crate) fn bind(document: &Document, bindings: &mut [Option<Binding>]) {
    let mut tasks: HashMap<BTreeSet<String>, Option<Binding>> = HashMap::new();
    for (item, binding) in document.items.iter().zip(bindings.iter()) {
        if let Some(binding) = binding.as_ref().filter(|binding| is_task(item, binding))
            && let Some(words) = words(item)
        {
            // Two tasks with the same words and different files: nobody knows which is meant.
            let known = tasks.entry(words).or_insert_with(|| Some(binding.clone()));
            if known.as_ref().is_some_and(|known| known.bound != binding.bound) {
                *known = None;
            }
        }
    }
    for (item, binding) in document.items.iter().zip(bindings.iter_mut()) {
        let open = binding.as_ref().is_some_and(|binding| matches!(binding.bound, Bound::Question(_)));
        if open
            && matches!(item.form, Form::Box | Form::SignedItem | Form::BareItem)
            && let Some(Some(task)) = words(item).and_then(|words| tasks.get(&words))
        {
            *binding = Some(Binding { rule: ID, ..task.clone() });
        }
    }
}

/// A heading or item that is about to bring a file about.
fn is_task(item: &Item, binding: &Binding) -> bool {
    let about = |check: &Check| matches!(check.kind.as_str(), "file" | "docs-sections");
    let checked = matches!(&binding.bound, Bound::Checked { check, .. } if about(check));
    checked && ["template", "file-created"].contains(&binding.rule) && item.codes.is_empty()
}

/// The words that tell one task from another; `None` when they are too few to do so.
fn words(item: &Item) -> Option<BTreeSet<String>> {
    let end = [" (", " - ", " – ", " — ", ":"].iter().filter_map(|stop| item.text.find(stop)).min();
    let text = item.text.get(..end.unwrap_or(item.text.len()))?;
    let word = |word: &str| {
        let word = word.to_lowercase();
        (!word.is_empty() && !DOING.contains(&word.as_str())).then(|| {
            let stem = word.strip_suffix('s').filter(|stem| stem.len() > 3);
            stem.map_or_else(|| word.clone(), str::to_owned)
        })
    };
    let words: BTreeSet<String> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter_map(word).take(12).collect();
    (words.len() > 1).then_some(words)
}

#[cfg(test)]
mod tests {
    use crate::binding::{Bound, bind};
    use crate::reading::read;
    use crate::repair::Text;
    use crate::surroundings::Surroundings;

    #[test]
    fn a_task_told_again_is_bound_to_the_same_file() {
        let told = "### 2. Create Integration Test\n\n**Create:** `tests/it.rs`\n\n### Summary\n\n";
        let cases = [
            ("- [x] Integration test (30 min)\n", true),
            ("- [ ] Integration tests created\n", true),
            ("- [ ] Integration test passes\n", false),
            ("- [ ] Tests\n", false),
        ];
        for (again, same) in cases {
            let document = read("a.md", Text::healthy(format!("{told}{again}")));
            let bound = bind(&document, &Surroundings::default());
            let rule = bound.last().and_then(|binding| binding.as_ref()).map(|binding| binding.rule);
            assert_eq!(rule == Some(super::ID), same, "{again}");
            assert!(bound.iter().flatten().any(|binding| matches!(binding.bound, Bound::Checked { .. })));
        }
    }

    #[test]
    fn two_tasks_with_the_same_words_are_not_guessed_between() {
        let told = "### 1. Create Integration Test\n\n**Create:** `a.rs`\n\n### 2. Integration Test\n\n**Create:** `b.rs`\n\n";
        let document = read("a.md", Text::healthy(format!("{told}### Summary\n\n- [x] Integration test\n")));
        let bound = bind(&document, &Surroundings::default());
        assert!(matches!(bound.last(), Some(Some(binding)) if matches!(binding.bound, Bound::Question(_))));
    }
}
