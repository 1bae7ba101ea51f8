//! `bench`: benchmarks of the working tree, held against those of a base in runs that take turns.

mod base;
mod base_tree;
mod bench_process;
mod benchmark_run;
mod comparison;
mod harness;
mod host;
mod program;
mod sampling;

pub(super) use comparison::bench;
