//! The numbers that a document states about itself.

mod bar;
mod calendar;
mod completion;
mod figures;
mod lexeme;
mod line;
mod number;
mod page;
mod scope;
mod statement;
mod subject;
mod vocabulary;

pub use bar::Bar;
pub use figures::figures;
pub use number::{Quantity, Unit};
pub(crate) use page::{PageLine, Pages};
pub(crate) use scope::Scopes;
pub use scope::{Boxes, FigureScope};
pub use statement::{Comparison, Figure, FigureRole, FigureValue, Stated};
pub(crate) use subject::{named, outside_parentheses};
pub(crate) use vocabulary::{root, significant_words, words};
