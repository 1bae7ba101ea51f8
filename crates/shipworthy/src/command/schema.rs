//! `schema`: the JSON Schema of `readiness.toml`, with every check kind in it by name.

use shipworthy_model::exit::Exit;
use shipworthy_model::kind::KindSchema;

use crate::answer::{Answer, json_text};
use crate::context::Context;

/// Prints it. The text for a person is the document itself.
pub(crate) fn schema(context: &Context<'_>) -> Answer {
    let schemas: Vec<&KindSchema> = context.kinds.iter().map(|kind| &kind.schema).collect();
    let json = shipworthy_checklist::json_schema(&schemas);
    context.answer(Exit::Go, || json_text(&json), || &json)
}
