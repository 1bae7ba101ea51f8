//! Something that a document is to say: a section, a table, examples, guidance about a topic.

use shipworthy_model::checklist::Check;

use crate::binding::bound::{check, text, texts};
use crate::binding::mention::PathMention;
use crate::binding::resolved_path::ResolvedPath;
use crate::binding::topic::Topic;
use crate::binding::{Binding, Example, ItemContext, Rule};

/// The rule for what a document is to say.
pub(super) static RULE: Rule = Rule {
    id: "document-section",
    summary: "Something that a document is to say: it has a heading about that, or a table below such a heading. Guidance \
              without a heading of its own, and a heading without the table or the examples, make it partly so.",
    examples: &[
        Example {
            markdown: "**README.md Configuration Section**:\n- [ ] Add configuration options table\n",
            files: &["README.md"],
            becomes: r#"{ kind = "docs-sections", path = "README.md", tables = ["configuration options"] } partly { kind = "docs-sections", headings = ['(?i)\bconfigur\w*\W+option\w*'], path = "README.md" }"#,
        },
        Example {
            markdown: "**README.md Configuration Section**:\n- [ ] Document environment variables\n",
            files: &["README.md"],
            becomes: r#"{ kind = "docs-sections", headings = ['(?i)\benviron\w*\W+variabl\w*'], path = "README.md" }"#,
        },
        Example {
            markdown: "- [ ] Add deployment examples to README\n",
            files: &["README.md", "a/README.md"],
            becomes: r#"{ kind = "docs-sections", headings = ['(?i)\bdeploy\w*.*\bexample|\bexample.*\bdeploy\w*'], path = "README.md" } partly { kind = "docs-sections", headings = ['(?i)\bdeploy\w*'], path = "README.md" }"#,
        },
        Example {
            markdown: "**AGENTS.md Updates**:\n- [ ] Add quota management guidance\n",
            files: &["AGENTS.md"],
            becomes: r#"{ kind = "docs-sections", headings = ['(?i)\bquota\w*\W+manag\w*'], path = "AGENTS.md" } partly { kind = "docs-sections", contains = ['(?i)\bquota\w*\W*manag\w*'], path = "AGENTS.md" } partly { kind = "docs-sections", contains = ['(?i)\bquota'], path = "AGENTS.md" }"#,
        },
        Example {
            markdown: "- [x] README.md has a troubleshooting section\n",
            files: &["README.md"],
            becomes: r#"{ kind = "docs-sections", headings = ['(?i)\btroubleshoot\w*'], path = "README.md" }"#,
        },
        Example {
            markdown: "- [ ] Update README.md with configuration section\n",
            files: &["README.md"],
            becomes: r#"{ kind = "docs-sections", headings = ['(?i)\bconfigur\w*'], path = "README.md" }"#,
        },
        Example {
            markdown: "**GUIDE.md**:\n- [ ] Document Usage Guidelines\n",
            files: &["GUIDE.md"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Update README.md with new figures\n",
            files: &["README.md"],
            becomes: "not understood",
        },
        Example { markdown: "- [ ] Add rate limiting\n", files: &["README.md"], becomes: "not understood" },
        Example {
            markdown: "- [ ] README.md looks good\n",
            files: &["README.md"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Add README to each crate\n",
            files: &["README.md"],
            becomes: "not understood",
        },
        Example {
            markdown: "- [ ] Document the API in `guide.md`\n",
            files: &["a/guide.md", "b/guide.md"],
            becomes: "not understood",
        },
    ],
    bind,
};

const VERBS: &[&str] = &[
    "add",
    "added",
    "document",
    "documented",
    "include",
    "included",
    "describe",
    "described",
    "explain",
    "explained",
    "write",
    "provide",
];
const HAS: &[&str] =
    &["has", "have", "includes", "include", "contains", "documents", "describes", "explains", "covers"];
const INTO: &[&str] = &["to", "in", "into", "of"];

fn bind(context: &ItemContext<'_>) -> Option<Binding> {
    if !context.is_statement() {
        return None;
    }
    let words: Vec<&str> = context.item.text.split_whitespace().collect();
    let (mention, topic, sure) =
        updated(&words).map(|(mention, topic)| (mention, topic, false)).or_else(|| {
            stated(&words).or_else(|| headed(&words, context)).map(|(mention, topic)| (mention, topic, true))
        })?;
    // Of `Update README.md with numbers` nobody knows where they are to stand.
    let topic = Topic::of(topic).filter(|topic| sure || topic.qualified)?;
    let place = ResolvedPath::of(&mention, context).filter(|place| !place.folder)?;
    let path = place.path.as_str();
    let headings = |pattern: String| about(path, "headings", pattern);
    let mut checks = Vec::new();
    if topic.table {
        checks.push(check("docs-sections", [("path", text(path)), ("tables", texts([topic.phrase()]))]));
    }
    if topic.examples {
        checks.push(headings(topic.with_examples()));
    }
    let mut heading = headings(topic.heading());
    if !topic.names.is_empty() {
        let names: Vec<String> = topic.names.iter().map(|name| format!(r"\b{name}\b")).collect();
        let mut whole = heading.clone();
        whole.params.0.insert("contains".to_owned(), texts(&names));
        checks.push(whole);
        heading = about_all(path, names);
    }
    checks.push(heading);
    checks.extend(topic.heading_without_adjectives().map(headings));
    if topic.guidance {
        checks.extend(topic.mentioned().into_iter().map(|pattern| about(path, "contains", pattern)));
    }
    let mut checks = checks.into_iter();
    Some(Binding::checked(RULE.id, checks.next()?).or_partly(checks).near(place.near))
}

fn about_all(path: &str, names: Vec<String>) -> Check {
    check("docs-sections", [("path", text(path)), ("contains", texts(names))])
}

fn about(path: &str, what: &str, pattern: String) -> Check {
    check("docs-sections", [("path", text(path)), (what, texts([pattern]))])
}

/// `Add X to README`, `README.md has X`.
fn stated<'a>(words: &'a [&'a str]) -> Option<(PathMention, &'a [&'a str])> {
    let first = words.first()?;
    if let Some(mention) = document(first) {
        let verb = words.get(1)?.to_lowercase();
        let start = if HAS.contains(&verb.as_str()) {
            2
        } else if verb == "updated" && words.get(2) == Some(&"with") {
            3
        } else {
            return None;
        };
        return Some((mention, words.get(start..)?));
    }
    if !VERBS.contains(&first.to_lowercase().as_str()) {
        return None;
    }
    let at = words.iter().rposition(|word| document(word).is_some())?;
    let mention = document(words.get(at)?)?;
    let into = INTO.contains(&words.get(at.checked_sub(1)?)?.to_lowercase().as_str());
    let last = words.get(at + 1).is_none_or(|next| next.starts_with(['(', '-', '—', '–']));
    (into && last).then(|| words.get(1..at - 1).map(|topic| (mention, topic)))?
}

/// `Update README.md with X`. Of `Update README.md X section`, a section that is there proves nothing.
fn updated<'a>(words: &'a [&'a str]) -> Option<(PathMention, &'a [&'a str])> {
    let verb = words.first()?.to_lowercase();
    let mention =
        document(words.get(1)?).filter(|_| ["update", "updated", "extend"].contains(&verb.as_str()))?;
    (*words.get(2)? == "with").then_some((mention, words.get(3..)?))
}

/// `Add X` below a label, or as a note beside the item, that names the document.
fn headed<'a>(words: &'a [&'a str], context: &ItemContext<'_>) -> Option<(PathMention, &'a [&'a str])> {
    let verb = words.first()?.to_lowercase();
    let topic = words.get(1..).filter(|_| VERBS.contains(&verb.as_str()))?;
    // `Document Usage Guidelines` is the name of a thing.
    let title =
        |word: &&str| word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase);
    if verb == "document" && topic.first().is_some_and(title) {
        return None;
    }
    // A statement that names a file of its own is about that one.
    if topic.iter().any(|word| PathMention::in_text(word.trim_matches(['(', ')', ',', ':'])).is_some()) {
        return None;
    }
    let of = |text: &str| text.split_whitespace().next().and_then(document);
    let note = context.item.notes.iter().find(|note| matches!(note.key.as_str(), "add to" | "append to"));
    let note = note.and_then(|note| note.codes.first().map_or(of(&note.value), |code| of(&code.text)));
    let above = || context.label().and_then(|label| of(&label.text).filter(|_| label.fences.is_empty()));
    let heading = || {
        context.sections().next().filter(|section| section.title.contains(".md")).and_then(|s| of(&s.title))
    };
    Some((note.or_else(above).or_else(heading)?, topic))
}

/// A Markdown document, by its file name; `README` alone is one too. The change log has a rule of its own.
fn document(word: &str) -> Option<PathMention> {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric() && !"./_-".contains(letter));
    let word = word.trim_end_matches('.');
    if matches!(word, "README" | "CONTRIBUTING") {
        return Some(PathMention { path: format!("{word}.md"), folder: false });
    }
    PathMention::in_text(word)
        .filter(|mention| mention.path.ends_with(".md") && !mention.path.ends_with("CHANGELOG.md"))
}
