//! The evidence store, from outside: what it keeps, what it survives.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]

#[cfg(test)]
mod disk;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod lock;
#[cfg(test)]
mod records;
#[cfg(test)]
mod released;
#[cfg(test)]
mod sequences;
