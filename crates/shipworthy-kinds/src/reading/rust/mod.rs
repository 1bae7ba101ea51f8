//! Rust source text, read just far enough: tokens, attributes, and what a file says about other files. It refuses to
//! parse: text that does not compile is read as well as text that does.

pub(crate) mod attribute;
pub(crate) mod constant;
pub(crate) mod fate;
pub(crate) mod macro_call;
pub(crate) mod mention;
pub(crate) mod outward;
pub(crate) mod reach;
pub(crate) mod test_code;
pub(crate) mod token;

#[cfg(test)]
mod tests;
