//! The catalogue of the JSON documents: which command answers with which.

use shipworthy_model::schema::Schema;

use super::audit::AuditDocument;
use super::bench::BenchDocument;
use super::doctor::DoctorDocument;
use super::document::schema_of;
use super::error::ErrorDocument;
use super::explain::ExplainDocument;
use super::import::ImportDocument;
use super::release::ReleaseDocument;
use super::status::StatusDocument;
use super::sync::SyncDocument;
use super::why::WhyDocument;

/// A document, and the commands that answer with it.
pub(super) struct CatalogEntry {
    /// The commands; `error` stands for every command that ends early.
    pub(super) commands: &'static [&'static str],
    /// The function that makes the schema of the document, with this title.
    schema: fn(title: &str) -> Schema,
}

/// The documents, in the order of the book.
pub(super) static CATALOG: [CatalogEntry; 10] = [
    CatalogEntry {
        commands: &["phase1", "phase", "check", "ready", "status"],
        schema: schema_of::<StatusDocument>,
    },
    CatalogEntry { commands: &["why"], schema: schema_of::<WhyDocument> },
    CatalogEntry { commands: &["bench"], schema: schema_of::<BenchDocument> },
    CatalogEntry { commands: &["release"], schema: schema_of::<ReleaseDocument> },
    CatalogEntry { commands: &["doctor"], schema: schema_of::<DoctorDocument> },
    CatalogEntry { commands: &["audit"], schema: schema_of::<AuditDocument> },
    CatalogEntry { commands: &["import"], schema: schema_of::<ImportDocument> },
    CatalogEntry { commands: &["sync"], schema: schema_of::<SyncDocument> },
    CatalogEntry { commands: &["explain"], schema: schema_of::<ExplainDocument> },
    CatalogEntry { commands: &["error"], schema: schema_of::<ErrorDocument> },
];

impl CatalogEntry {
    /// The title of the document: the commands that answer with it.
    pub(super) fn title(&self) -> String {
        self.commands.join(", ")
    }

    /// The JSON Schema of the document.
    pub(super) fn schema(&self) -> Schema {
        (self.schema)(&self.title())
    }
}

/// The names of the commands that answer with a document, and `error`.
pub fn commands() -> impl Iterator<Item = &'static str> {
    CATALOG.iter().flat_map(|entry| entry.commands).copied()
}

/// The JSON Schema of the document that a command answers with; `None` when there is no such command.
pub fn document_schema(command: &str) -> Option<Schema> {
    let number = command.strip_prefix("phase").unwrap_or_default();
    let is_phase = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let command = if is_phase { "phase" } else { command };
    CATALOG.iter().find(|entry| entry.commands.contains(&command)).map(CatalogEntry::schema)
}
