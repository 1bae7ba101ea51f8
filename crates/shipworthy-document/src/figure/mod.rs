//! The numbers that a document states about itself.

mod bar;
mod calendar;
mod completion;
mod figures;
mod lexeme;
mod line;
mod number;
mod scope;
mod statement;
mod vocabulary;

pub use bar::Bar;
pub use figures::figures;
pub use number::{Quantity, Unit};
pub use scope::{Boxes, Scope};
pub use statement::{Figure, Limit, Role, Stated, Value};
