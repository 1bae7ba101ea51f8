//! What a report looks like, and that text, JSON and exit code of one assessment never disagree.

mod fixture;
mod human;
mod json;
mod parity;
mod why;
