//! A relative link: there is something where it leads. One that leaves the tree is not followed.

use shipworthy_model::path::{climbs, resolve_inside, split};

use crate::binding::{Binding, Example, ItemContext, Rule};
use crate::command::is_made;
use crate::item::Form;

/// The rule for relative links.
pub(super) static RULE: Rule = Rule {
    id: "link",
    summary: "A relative link leads, from the folder of the document, to a file or folder of the tree.",
    examples: &[
        Example {
            markdown: "Follow [the list](./release.md) first.\n",
            files: &["docs/release.md"],
            becomes: "decided: yes",
        },
        Example {
            markdown: "Follow [the list](./release.md) first.\n",
            files: &["release.md"],
            becomes: "decided: no near release.md",
        },
        Example {
            markdown: "See [the tests](../tests/).\n",
            files: &["tests/a.rs"],
            becomes: "decided: yes",
        },
        Example {
            markdown: "See [the report](../target/report.html).\n",
            files: &[],
            becomes: "not understood",
        },
        Example { markdown: "See [it]([[notes.md]]).\n", files: &[], becomes: "not understood" },
        Example { markdown: "See [here](../../secret.md).\n", files: &[], becomes: "not understood" },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if context.item.form != Form::Link {
        return None;
    }
    let target = &context.item.links.first()?.target;
    let target = target.split(['#', '?']).next().filter(|path| !path.is_empty())?;
    let path = resolved(split(&context.document.file).0, target)?;
    if context.files.exists(&path) {
        return Some(Binding::decided(RULE.id, true, format!("`{path}` is there")));
    }
    if context.files.is_folder(&path) {
        return Some(Binding::decided(RULE.id, true, format!("`{path}/` is there")));
    }
    if is_made(&path) {
        return None;
    }
    let near = context.files.near(&path);
    Some(Binding::decided(RULE.id, false, format!("`{path}` is not there")).near(near))
}

/// Where a relative link leads from a folder; `None` when that is not in the tree.
fn resolved(folder: &str, target: &str) -> Option<String> {
    // Links of wikis, templates and broken markup are no paths.
    if target.starts_with(['/', '~', '\\'])
        || target.contains(|letter: char| ":`[]{}<>|$*\"".contains(letter))
    {
        return None;
    }
    // A document that lies elsewhere speaks of what lies beside it there.
    let elsewhere = folder.starts_with('/') || folder.contains(':') || climbs(folder);
    if elsewhere { None } else { resolve_inside(folder, target) }
}
