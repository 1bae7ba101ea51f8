//! `explain`: what a word of this tool means: a check kind with its parameters, an outcome, a verdict, an exit code.

use shipworthy_model::exit::Exit;
use shipworthy_model::kind::KindSchema;
use shipworthy_report::json::ExplainDocument;
use shipworthy_report::reference::{self, GROUPS, words};

use crate::answer::Answer;
use crate::context::Context;
use crate::load::FILE;
use crate::stop::Stop;

/// A checklist to begin with: `explain readiness.toml` prints it.
const EXAMPLE: &str = include_str!("example.toml");

/// Explains one word, or lists them all.
pub(crate) fn explain(context: &Context<'_>, word: Option<&str>) -> Result<Answer, Stop> {
    let kinds: Vec<&KindSchema> = context.kinds.iter().map(|kind| &kind.schema).collect();
    let Some(word) = word else {
        return Ok(list(context, &kinds));
    };
    let kind = kinds.iter().find(|kind| kind.id == word);
    let same = |known: &str| known.replace(' ', "-").eq_ignore_ascii_case(&word.replace(' ', "-"));
    let text = match (kind, words().find(|known| same(known.word))) {
        _ if word == FILE => EXAMPLE.to_owned(),
        (Some(kind), _) => reference::kind(kind),
        (None, Some(known)) => format!("{}: {}\n", known.word, known.meaning),
        (None, None) => return Err(unknown(&kinds, word)),
    };
    let json = ExplainDocument::word(word, &text);
    Ok(context.answer(Exit::Go, || text, || json))
}

fn list(context: &Context<'_>, kinds: &[&KindSchema]) -> Answer {
    let row = |word: &str, meaning: &str| format!("  {word:<23} {meaning}\n");
    let mut human = String::from("Check kinds\n");
    human.extend(kinds.iter().map(|kind| row(kind.id, kind.summary)));
    for group in GROUPS {
        human.push_str(&format!("\n{}\n", group.title));
        human.extend(group.words.iter().map(|known| row(known.word, known.meaning)));
    }
    human.push_str(&format!(
        "\nA checklist to begin with\n{}",
        row(FILE, "explain readiness.toml > readiness.toml")
    ));
    let all = kinds.iter().map(|kind| (kind.id, kind.summary));
    let all = all.chain(words().map(|known| (known.word, known.meaning)));
    context.answer(Exit::Go, || human, || ExplainDocument::all(all))
}

fn unknown(kinds: &[&KindSchema], word: &str) -> Stop {
    let names = kinds.iter().map(|kind| kind.id).chain(words().map(|known| known.word));
    let advice = shipworthy_checklist::advice(word, names).unwrap_or_default();
    Stop::usage(format!("there is nothing to explain about `{word}`; {advice}"))
}
