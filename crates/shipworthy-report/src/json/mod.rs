//! The JSON that scripts rely on: one file for each document. A document is a type with a comment on every field; its
//! JSON, its JSON Schema and its page in the book all come from that. Fields may be added, never renamed or reused; what
//! is unknown is `null`, never a default.

mod audit;
mod bench;
mod catalog;
mod doctor;
mod document;
mod error;
mod explain;
mod ground;
mod import;
mod page;
mod release;
mod status;
mod sync;
mod why;

pub use audit::AuditDocument;
pub use bench::BenchDocument;
pub use catalog::{commands, document_schema};
pub use doctor::DoctorDocument;
pub use document::SCHEMA;
pub use error::{ErrorDocument, ProblemJson};
pub use explain::ExplainDocument;
pub use import::ImportDocument;
pub use page::json_page;
pub use release::ReleaseDocument;
pub use status::StatusDocument;
pub use sync::SyncDocument;
pub use why::WhyDocument;
