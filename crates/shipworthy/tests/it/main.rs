//! The tests of the whole tool, in one executable: what a user sees of the real binary, and what holds of this
//! repository. What only concerns one crate is tested there.

#![allow(clippy::disallowed_methods, reason = "tests set up what they look at")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking, also in functions that are not marked as tests"
)]

mod adopt;
mod advice;
mod audit;
mod bad_input;
mod bench;
mod book;
mod config;
mod doctor;
mod document_input;
mod false_greens;
mod formats;
mod freshness;
mod gates_for_many;
mod ground;
mod growing_interface;
mod help;
mod hostile_machine;
mod house;
mod import;
mod interrupt;
mod json_schema;
mod judged_tree;
mod looking;
mod near_cases;
mod observe;
mod on_disk;
mod parts_of_code;
mod phases;
mod picture;
mod proofs;
mod reference;
mod release;
mod remedies;
mod replay;
mod run_counter;
mod schedule;
mod selected_members;
mod shared;
mod sign_offs;
mod store_input;
mod surroundings;
mod survival;
mod sync;
mod talked_round;
mod trial;
mod waivers;
mod weakening;
mod why;
