//! What registries have, asked of cargo, and what they mean when they refuse something. Nothing is changed here.

mod presence;
mod query;
mod refusal;

pub use presence::{CRATES_IO, NewestVersion, Owners, Presence, name_of};
pub(crate) use query::{checksum_in, question, source};
pub use query::{newest, owners, published};
pub(crate) use refusal::RegistryRefusal;
