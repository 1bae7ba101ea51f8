//! The reader of `readiness.toml` from outside: what it takes, what it refuses and where, and that no text breaks it.

#![cfg(test)]

mod accepted;
mod arbitrary;
mod editor;
mod kinds;
mod mistakes;
