//! What the words of this tool mean, as data, and the pages made of it: `explain` and the book read the same tables.

use shipworthy_model::kind::{KindSchema, Param, ParamType};
use shipworthy_model::release_settings::{RELEASE_PACKAGE_PARAMS, RELEASE_PARAMS};

/// One word and its meaning.
#[derive(Debug, Clone, Copy)]
pub struct DefinedWord {
    /// The word, as it stands in output and files.
    pub word: &'static str,
    /// The meaning of the word, in one line.
    pub meaning: &'static str,
}

const fn word(word: &'static str, meaning: &'static str) -> DefinedWord {
    DefinedWord { word, meaning }
}

/// Words that belong together.
#[derive(Debug, Clone, Copy)]
pub struct WordGroup {
    /// The title of the group: what its words have in common.
    pub title: &'static str,
    /// The words, in reading order.
    pub words: &'static [DefinedWord],
}

/// Every word that this tool uses in a sense of its own.
pub static GROUPS: &[WordGroup] = &[
    WordGroup {
        title: "Outcomes of a gate",
        words: &[
            word("pass", "the claim is proven on this tree"),
            word(
                "fail",
                "the claim is refuted; a timeout and a test that passes only on retry are fails too",
            ),
            word("unknown", "it could not be told; never a pass, and always with a reason"),
            word("stale", "it was told once, but something its result depends on has changed since"),
            word("not-run", "it was not looked at"),
            word("waived", "it fails, and that is accepted until a given day"),
            word(
                "not-applicable",
                "it does not concern this platform, or it is for the days after a release and none is watched now",
            ),
        ],
    },
    WordGroup {
        title: "Reasons for unknown",
        words: &[
            word("tool missing", "unknown, because a program is not on this machine"),
            word("tool too old", "unknown, because a program is older than required"),
            word(
                "crashed",
                "unknown, because a program was killed by a signal, or the check itself panicked",
            ),
            word("could not look", "unknown, because the thing to look at could not be read or understood"),
            word("nothing to look at", "unknown, because there was nothing to look at"),
            word(
                "timed out while looking",
                "unknown, because time was up before it was clear what to look at",
            ),
            word("network", "unknown, because a network refused"),
        ],
    },
    WordGroup {
        title: "Verdicts",
        words: &[
            word("GO", "all that is required is proven; exit code 0"),
            word("NO-GO", "something required is refuted; exit code 1"),
            word("INCOMPLETE", "nothing required is refuted, but something is not proven; exit code 3"),
        ],
    },
    WordGroup {
        title: "What an audit says of a mark",
        words: &[
            word("holds", "the mark is right: done and proven, or open and indeed not so"),
            word("refuted", "marked as done, or stated as a fact, and it is not so"),
            word("already-holds", "open, and it is so already"),
            word("partly", "a part of it is so"),
            word("unproven", "not decided: no check can tell, or only one that `--run` would run"),
            word("contradicts", "another place says otherwise, in this document or in one given with it"),
        ],
    },
    WordGroup {
        title: "Exit codes",
        words: &[
            word("0", "exit code: GO, or done"),
            word("1", "exit code: NO-GO, or something was found"),
            word("2", "exit code: the command line or the checklist is wrong; nothing was looked at"),
            word("3", "exit code: INCOMPLETE, or it could not be told; also after Ctrl-C, SIGTERM or SIGHUP"),
            word("101", "exit code: left to cargo (the xtask did not compile) and to panics"),
        ],
    },
    WordGroup {
        title: "Nouns",
        words: &[
            word(
                "checklist",
                "readiness.toml at the workspace root: policy, phases, gates, waivers, sign-offs",
            ),
            word("phase", "an ordered group of gates; `phase1` is the first"),
            word("gate", "one claim with one check, and an id for life"),
            word("check", "a kind of verification: what to run, and how to judge it"),
            word("step", "one process or one scan that a check asks for"),
            word("finding", "one thing a check found, with a place and a remedy"),
            word("subjects", "how many things a check looked at; zero is unknown"),
            word("evidence", "the record of one gate's run, bound to all that its result depends on"),
            word(
                "fingerprint",
                "the digest of all that a gate's result depends on; when it changes, the evidence is stale",
            ),
            word("watch", "the days after a release, in which a gate that has one must hold"),
            word("waiver", "a failing gate accepted for a while: reason, owner, approver, expiry"),
            word(
                "sign-off",
                "a person's answer to a gate that no tool can decide: who, when, until when, on which commit",
            ),
            word(
                "claim",
                "a statement found in a Markdown document: a box, a status row, a number, a command",
            ),
            word("priority", "P0 to P3, how bad it is without; `policy.required` says which ones a GO needs"),
            word(
                "verdict",
                "GO, NO-GO or INCOMPLETE: a pure function of checklist, evidence, waivers, sign-offs and the clock",
            ),
        ],
    },
];

/// All words, in reading order.
pub fn words() -> impl Iterator<Item = &'static DefinedWord> {
    GROUPS.iter().flat_map(|group| group.words)
}

/// The page about one kind, as Markdown that reads well as plain text too.
pub fn kind(kind: &KindSchema) -> String {
    let mut page =
        format!("{}: {}\n\n{}\n\nParameters (since {})\n", kind.id, kind.summary, kind.about, kind.since);
    if kind.params.is_empty() {
        page.push_str("  none\n");
    }
    parameters(kind.params, 1, &mut page);
    if !kind.one_of.is_empty() {
        page.push_str(&format!("\nAt least one of these must be given: {}\n", kind.one_of.join(", ")));
    }
    page
}

fn parameters(params: &[Param], depth: usize, page: &mut String) {
    let indent = "  ".repeat(depth);
    for param in params {
        let must = if param.required { ", required" } else { "" };
        page.push_str(&format!("{indent}{} ({}{must}): {}\n", param.name, type_name(&param.ty), param.doc));
        if let ParamType::Tables(inner) = param.ty {
            parameters(inner, depth + 1, page);
        }
    }
}

/// What may be written for a parameter, in words.
pub fn type_name(ty: &ParamType) -> String {
    match ty {
        ParamType::Text => "text".to_owned(),
        ParamType::Texts => "text or a list of texts".to_owned(),
        ParamType::Argv => "a command as a list of words".to_owned(),
        ParamType::Path => "a path in the workspace".to_owned(),
        ParamType::Globs => "a glob or a list of globs".to_owned(),
        ParamType::Pattern => "a regular expression".to_owned(),
        ParamType::Patterns => "a regular expression or a list of them".to_owned(),
        ParamType::Floor => "a whole number, 1 or more".to_owned(),
        ParamType::Limit => "a whole number, 0 or more".to_owned(),
        ParamType::Integer => "a whole number".to_owned(),
        ParamType::Number => "a number".to_owned(),
        ParamType::Flag => "true or false".to_owned(),
        ParamType::Span => "a span of time, such as \"90s\" or \"24h\"".to_owned(),
        ParamType::Size => "a size, such as \"512MiB\"".to_owned(),
        ParamType::Choice(words) => format!("one of {}", words.join(", ")),
        ParamType::Tables(_) => "a list of tables with these keys".to_owned(),
        ParamType::Map(inner) => format!("a table of names, each with {}", type_name(inner)),
        _ => "a value of a type that this release does not know".to_owned(),
    }
}

/// The comment at the top of each generated page.
pub(crate) const GENERATED: &str =
    "<!-- Made from the tables of the program; `SHIPWORTHY_BLESS=1 cargo test` writes it anew. -->\n";

/// The page of the book about all kinds.
pub fn kinds_page(kinds: &[&KindSchema]) -> String {
    let mut page = format!(
        "{GENERATED}# Check kinds\n\nWhat stands in `check = {{ kind = \"...\" }}`, and what a pass of it proves. \
         `explain KIND` prints the same.\n\n| kind | a pass proves that |\n| --- | --- |\n"
    );
    for kind in kinds {
        page.push_str(&format!("| [`{0}`](#{0}) | {1} |\n", kind.id, cell(kind.summary)));
    }
    for kind in kinds {
        page.push_str(&format!("\n## {}\n\n{}.\n\n{}\n", kind.id, capital(kind.summary), kind.about));
        if !kind.params.is_empty() {
            page.push_str("\n| parameter | what may be written | meaning |\n| --- | --- | --- |\n");
            rows(kind.params, "", &mut page);
        }
        if !kind.one_of.is_empty() {
            let names: Vec<String> = kind.one_of.iter().map(|name| format!("`{name}`")).collect();
            page.push_str(&format!("\nAt least one of {} must be given.\n", names.join(", ")));
        }
        page.push_str(&format!("\nSince {}.\n", kind.since));
    }
    page
}

/// The page of the book about the settings of releases.
pub fn release_page() -> String {
    let mut page = format!(
        "{GENERATED}# Settings of releases\n\nWhat may stand in `[release]` of `readiness.toml`, and of single packages in \
         `[release.packages.NAME]`. [Release](../guide/release.md#settings) shows them at work.\n"
    );
    let tables: [(&str, &[Param]); 2] =
        [("[release]", &RELEASE_PARAMS), ("[release.packages.NAME]", &RELEASE_PACKAGE_PARAMS)];
    for (title, params) in tables {
        page.push_str(&format!(
            "\n## `{title}`\n\n| key | what may be written | meaning |\n| --- | --- | --- |\n"
        ));
        rows(params, "", &mut page);
    }
    page.push_str("\nWhat `[release.packages.NAME]` leaves out is as in `[release]`.\n");
    page
}

/// The rows of a table of parameters; those of an inner table are named after the outer one.
fn rows(params: &[Param], within: &str, page: &mut String) {
    for param in params {
        let name = format!("{within}{}", param.name);
        let must = if param.required { " (required)" } else { "" };
        page.push_str(&format!(
            "| `{name}`{must} | {} | {} |\n",
            cell(&type_name(&param.ty)),
            cell(param.doc)
        ));
        if let ParamType::Tables(inner) = param.ty {
            rows(inner, &format!("{name}."), page);
        }
    }
}

/// The page of the book about all words.
pub fn words_page() -> String {
    let mut page = format!(
        "{GENERATED}# Words\n\nOne word for each thing. `explain WORD` prints the same; a dash may stand for a space.\n"
    );
    for group in GROUPS {
        page.push_str(&format!("\n## {}\n\n| word | it means |\n| --- | --- |\n", group.title));
        for word in group.words {
            page.push_str(&format!("| `{}` | {} |\n", word.word, cell(word.meaning)));
        }
    }
    page
}

/// A text as it may stand in a cell of a Markdown table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_kinds_has_every_parameter_and_no_broken_table() {
        static INNER: [Param; 1] = [Param::required("name", ParamType::Text, "a|b")];
        static OUTER: [Param; 1] = [Param::optional("numbers", ParamType::Tables(&INNER), "some")];
        let schema = KindSchema::new("odd", "one | two")
            .about("How.")
            .params(&OUTER)
            .one_of(&["numbers"])
            .since("0.1");
        let page = kinds_page(&[&schema]);
        for line in [
            "| [`odd`](#odd) | one \\| two |",
            "One | two.",
            "| `numbers` | a list of tables with these keys | some |",
            "| `numbers.name` (required) | text | a\\|b |",
            "At least one of `numbers` must be given.",
        ] {
            assert!(page.lines().any(|is| is == line), "`{line}` is not in\n{page}");
        }
    }

    #[test]
    fn a_word_is_explained_once() {
        let mut all: Vec<_> = words().map(|word| word.word.to_lowercase()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
