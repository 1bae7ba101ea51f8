//! `release`: plans a release, and carries the plan out when it is proven that it may.

mod callers_words;
mod context;
mod dispatch;
mod execute;
mod plan;
mod plan_file;
mod progress;
mod to_report;
mod yank;

pub(crate) use dispatch::release;
