//! Benchmarks of two sides, judged against each other with a stated rate of error.
//!
//! [`reading`] reads what harnesses print; [`samples`] says what a sample is and refuses what is none; [`tally`] sums up pairs as a mean log ratio with its
//! standard error; [`student`] and [`holm`] are the statistics, [`plan`] says when they are looked at, [`course`] goes
//! through that plan and rules; [`census`] finds the benchmarks that are on one side only; [`count`] compares what does
//! not vary; [`speedup`] and [`budget`] hold a claim against pairs and percentiles. [`simulation`] is a machine that is known exactly, on which the rates of
//! error are counted.
//!
//! This crate refuses files, the clock and processes: it is handed texts and numbers.

mod beta;
pub mod budget;
pub mod census;
pub mod claim_ruling;
pub mod count;
pub mod course;
pub mod generator;
pub mod holm;
pub mod plan;
pub mod quantile;
pub mod reading;
pub mod ruling;
pub mod samples;
pub mod simulation;
pub mod speedup;
pub mod student;
pub mod tally;
