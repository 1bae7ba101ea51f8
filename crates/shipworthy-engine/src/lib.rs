//! The engine: looks at a workspace, runs the steps of its checks, keeps the evidence.
//!
//! It never prints, never judges (the `judge` of a check kind and `shipworthy_model::verdict` do), and never changes the world
//! outside the workspace's target directory and its `.readiness` folder.
//!
//! - [`facts`]: what is so
//! - [`sys`]: the only way to processes, files and the clock
//! - [`freshness`] and [`evidence`]: what a result depends on, and where it is kept
//! - [`run`]: what is proven, what is to do, doing it
//! - [`doctor`]: can this machine do it

pub mod doctor;
pub mod evidence;
pub mod facts;
pub mod freshness;
pub mod run;
pub mod sys;
