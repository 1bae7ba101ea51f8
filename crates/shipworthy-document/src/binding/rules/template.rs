//! A document that is to be written after a template in a fence: it has the sections of the template.

use crate::binding::bound::{check, text, texts};
use crate::binding::mention::PathMention;
use crate::binding::outline::Outline;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::topic::Topic;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for a document that is to be written after a template.
pub(super) static RULE: Rule = Rule {
    id: "template",
    summary: "A document with a template in a Markdown fence below it: it has every section of the template. One section, \
              the right constants, or the document alone make it partly so.",
    examples: &[
        Example {
            markdown: "**SECURITY.md** (Critical):\n```markdown\n# Security\n\n## Threat Model\n[text]\n\n## Limits\n- MAX_LEN: 10,000 bytes\n```\n",
            files: &["SECURITY.md"],
            becomes: r#"{ kind = "docs-sections", path = "SECURITY.md", sections = ["Threat Model", "Limits"] } partly { kind = "docs-sections", path = "SECURITY.md", sections = ["Threat Model"] } partly { kind = "docs-sections", path = "SECURITY.md", sections = ["Limits"] } partly { kind = "docs-constants", names = ["MAX_LEN"], path = "SECURITY.md" } partly { kind = "file", path = "SECURITY.md" }"#,
        },
        Example {
            markdown: "### 3. Add Examples to README\n\n**Add to:** `README.md`\n```markdown\n## Quick Start\n\ncargo run\n```\n",
            files: &["README.md"],
            becomes: r#"{ kind = "docs-sections", path = "README.md", sections = ["Quick Start"] } partly { kind = "docs-sections", headings = ['(?i)\bquick\w*\W+start\w*'], path = "README.md" }"#,
        },
        Example {
            markdown: "### 8. Guide\n\n**Create:** `docs/GUIDE.md`\n```markdown\n# Guide\n```\n",
            files: &["docs/GUIDES.md"],
            becomes: r#"{ kind = "docs-sections", path = "docs/GUIDE.md", sections = ["Guide"] } partly { kind = "file", path = "docs/GUIDE.md" } near docs/GUIDES.md"#,
        },
        Example { markdown: "- [ ] Update `README.md`\n", files: &["README.md"], becomes: "not understood" },
        Example {
            markdown: "- [ ] Create `run.sh`\n  ```markdown\n  # Notes\n  ```\n",
            files: &[],
            becomes: "not understood",
        },
    ],
    bind,
};

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    let template = context.fences().find(|fence| matches!(fence.language.as_str(), "markdown" | "md"))?;
    let outline = Outline::of(&template.body);
    let (mention, added) = subject(context)?;
    let place = ResolvedPath::of(&mention, context).filter(|place| !place.folder)?;
    let path = || ("path", text(place.path.as_str()));
    // What is to be added to a document has no title of its own.
    let sections = if added { outline.headings } else { outline.sections };
    let each = if sections.len() > 1 { sections.as_slice() } else { &[] };
    let mut weaker: Vec<_> =
        each.iter().map(|section| check("docs-sections", [path(), ("sections", texts([section]))])).collect();
    // Who adds to a document may word a heading otherwise.
    let topics = sections
        .iter()
        .filter(|_| added)
        .filter_map(|section| Topic::of(&section.split_whitespace().collect::<Vec<_>>()));
    weaker
        .extend(topics.map(|topic| check("docs-sections", [path(), ("headings", texts([topic.heading()]))])));
    if !outline.constants.is_empty() {
        weaker.push(check("docs-constants", [path(), ("names", texts(outline.constants))]));
    }
    if !added {
        weaker.push(check("file", [path()]));
    }
    // The change log has a rule of its own, and `Update the "Setup" section` is about what stands in it.
    let lower = item_text(context);
    let changed = ["update", "rewrite", "revise", "replace"].iter().any(|verb| lower.starts_with(verb));
    let plain =
        path_is_changelog(&place.path) && sections.iter().all(|section| !section.contains(char::is_numeric));
    if plain || changed && sections.iter().any(|section| lower.contains(&section.to_lowercase())) {
        return None;
    }
    let whole =
        (!sections.is_empty()).then(|| check("docs-sections", [path(), ("sections", texts(&sections))]))?;
    Some(Binding::checked(RULE.id, whole).or_partly(weaker).near(place.near))
}

fn item_text(context: &ItemContext<'_>) -> String {
    context.item.text.to_lowercase()
}

fn path_is_changelog(path: &str) -> bool {
    path.ends_with("CHANGELOG.md")
}

/// The document, and whether the template is to be added to it.
fn subject(context: &ItemContext<'_>) -> Option<(PathMention, bool)> {
    let item = context.item;
    let of = |text: &str| {
        PathMention::in_code(text, context.files).filter(|mention| mention.path.ends_with(".md"))
    };
    let note = item.notes.iter().find_map(|note| {
        let added = match note.key.as_str() {
            "create" | "creates" | "created" => false,
            "add to" | "update" | "append to" => true,
            _ => return None,
        };
        let path = note.codes.first().map_or(note.value.as_str(), |code| code.text.as_str());
        Some((of(path)?, added))
    });
    let added = item
        .text
        .split_whitespace()
        .next()
        .is_some_and(|verb| !["Create", "Write", "Created"].contains(&verb));
    let named = || {
        item.text.split_whitespace().take(4).find_map(|word| of(word.trim_matches(['`', ':', '*', ',', '('])))
    };
    let label = || item.lead.as_deref().and_then(of).map(|mention| (mention, false));
    note.or_else(label).or_else(|| {
        let mention = named()?;
        let first = item.text.starts_with(&mention.path);
        Some((mention, added && !first))
    })
}
