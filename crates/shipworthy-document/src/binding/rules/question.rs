//! What nothing above understands: a task or a criterion becomes a question for a person, anything else stays text.

use shipworthy_model::claim::Mark;

use crate::binding::invocation::Invocation;
use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::command::{Refusal, Validity, validate};
use crate::document::Role;
use crate::item::Form;

/// The rule for what no other rule understands.
pub(super) static RULE: Rule = Rule {
    id: "question",
    summary: "A task or criterion that nothing else understands: a person answers. It never passes by itself.",
    examples: &[
        Example {
            markdown: "# Release\n\n- [ ] Push tag to GitHub\n",
            files: &[],
            becomes: "sign-off: Is this done: Push tag to GitHub (Release)?",
        },
        Example {
            markdown: "# Success Criteria\n\n- [x] Rollback procedure documented\n",
            files: &[],
            becomes: "sign-off: Is this so: Rollback procedure documented (Success Criteria)?",
        },
        Example {
            markdown: "- [ ] Publish crates\n",
            files: &[],
            becomes: "sign-off: Is this done: Publish crates?",
        },
        Example {
            markdown: "## 1. Write scripts\n\n- [ ] Publish crates\n",
            files: &[],
            becomes: "sign-off: Is this done: Publish crates (Write scripts)?",
        },
        Example {
            markdown: "```sh\ncargo publish --dry-run -p core\n```\n",
            files: &["core/Cargo.toml", "core/src/lib.rs"],
            becomes: "sign-off: Is this so: cargo publish --dry-run -p core?",
        },
        Example { markdown: "See [x](y.md).\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let item = context.item;
    let role = context.sections().next().map_or(Role::Tasks, |section| section.role);
    let text = Binding::text(RULE.id);
    match item.form {
        Form::Link => return None,
        Form::Command => {
            let told = accepted(context)?;
            return Some(Binding::question(RULE.id, format!("Is this so: {}?", item.text)).told(Some(told)));
        }
        Form::Label => return Some(text),
        Form::Metric | Form::BareItem if item.mark == Mark::None && role == Role::Prose => return Some(text),
        Form::Metric if item.mark == Mark::None => return None,
        _ => {}
    }
    if context.is_container() && item.mark == Mark::None {
        return Some(text);
    }
    let statement = item.text.trim_end_matches(['.', '?', '!', ':', ' ']);
    if !statement.contains(char::is_alphanumeric) {
        return Some(text);
    }
    let criterion =
        role != Role::Tasks || matches!(item.form, Form::StatusRow | Form::QualityGate | Form::Metric);
    let ask = if criterion { "Is this so" } else { "Is this done" };
    let mut titles = context.sections().map(|section| section.title.trim());
    let section = titles.find(|title| !title.is_empty() && !item.text.contains(title));
    let section = section.map(|title| format!(" ({title})")).unwrap_or_default();
    Some(Binding::question(RULE.id, format!("{ask}: {statement}{section}?")).told(accepted(context)))
}

/// What is known of a command that cargo would accept and that is never run.
fn accepted(context: &ItemContext<'_>) -> Option<String> {
    let Invocation { line, ground, .. } = Invocation::of(context)?;
    let Err(Refusal::Changes(word)) = line.runnable() else { return None };
    let cargo = line.calls.iter().all(|call| call.program() == "cargo");
    if !cargo || validate(&line, &ground) != Validity::Valid {
        return None;
    }
    let does = match word.rsplit(' ').next() {
        Some("publish") => "it publishes".to_owned(),
        Some("install") => "it installs".to_owned(),
        _ => format!("`{word}` changes something"),
    };
    Some(format!("accepted by cargo here; {does}, so it is never run"))
}
