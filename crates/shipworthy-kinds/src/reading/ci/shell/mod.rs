//! What a script of a shell does, as far as it can be told from its text: which commands it runs, and whether their failure
//! becomes that of the script. Simple forms are read exactly. The rest is refused, with its line.

mod calls;
mod command;
mod interpreter;
mod lexer;
mod lines;
mod parser;
mod script;
mod state;
mod syntax;
mod values;
mod ways;

pub(crate) use command::{CalledProgram, Match, is_tidy};
pub(crate) use script::{CommandOutcome, Script, ShellOptions};
pub(crate) use syntax::UNKNOWN_TEXT;
