//! `schema`: the JSON Schema of `readiness.toml`, with every check kind in it by name; or of what a command answers.

use shipworthy_model::exit::Exit;
use shipworthy_model::kind::KindSchema;
use shipworthy_report::json::{commands, document_schema};

use crate::answer::{Answer, json_text};
use crate::context::Context;
use crate::stop::Stop;

/// Prints a JSON Schema. The text for a person is the document itself.
pub(crate) fn schema(context: &Context<'_>, of: Option<&str>) -> Result<Answer, Stop> {
    let schema = match of {
        None => {
            let kinds: Vec<&KindSchema> = context.kinds.iter().map(|kind| &kind.schema).collect();
            shipworthy_checklist::json_schema(&kinds)
        }
        Some(command) => document_schema(command).ok_or_else(|| unknown(command))?,
    };
    Ok(context.answer(Exit::Go, || json_text(&schema), || &schema))
}

fn unknown(command: &str) -> Stop {
    let advice = shipworthy_checklist::advice(command, commands()).unwrap_or_default();
    Stop::usage(format!("no command answers with a document called `{command}`; {advice}"))
}
