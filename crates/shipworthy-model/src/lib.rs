//! The nouns of Shipworthy and its one judgement.
//!
//! Read the modules in this order: a [`checklist`] has phases of gates; a gate names a check of some [`kind`]
//! and gives it [`params`]; the check asks for [`step`]s, each of which yields an [`observation`]; the check's
//! [`judgement`] of them, which may be [`unknown`], is kept in a [`record`], with the [`fingerprint`] of all it depends on and what was [`observed`] beyond; and [`verdict`]
//! turns what is known of every gate at a [moment](as_of) into GO, NO-GO or INCOMPLETE, on some [`basis`]. A [`release`] begins a [`watch`].
//! A [`schema`] describes what is read and what is answered.
//!
//! This crate refuses files, the clock, the environment, processes and printing: everything here is data, or a
//! pure function of data.

pub mod amount;
pub mod as_of;
pub mod basis;
pub mod cfg;
pub mod checklist;
pub mod claim;
pub mod diagnosis;
pub mod each;
pub mod event;
pub mod exit;
pub mod facts;
pub mod fingerprint;
pub mod glob;
pub mod humanize;
pub mod id;
pub mod import;
pub mod judgement;
pub mod kind;
pub mod lock_file;
pub mod manifest;
pub mod narrowing;
pub mod nearest;
pub mod network;
pub mod observation;
pub mod observed;
pub mod params;
pub mod path;
pub mod person;
pub mod problem;
pub mod record;
pub mod release;
pub mod release_settings;
pub mod schema;
pub mod setting;
pub mod step;
pub mod text;
pub mod time;
pub mod unknown;
pub mod verdict;
pub mod watch;
pub mod weakening;
