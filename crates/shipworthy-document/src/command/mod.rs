//! A command line in a document: its words, whether it may be run at all, and whether the tools would accept it.

mod call;
mod cargo;
mod context;
mod harm;
mod line;
mod refusal;
mod selection;
mod validity;
mod word;

pub use call::Call;
pub(crate) use cargo::Cargo;
pub use context::CommandContext;
pub(crate) use context::{above, is_made};
pub use line::{CommandLine, parse};
pub use refusal::Refusal;
pub use validity::{Validity, asked, validate};
pub use word::Word;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
