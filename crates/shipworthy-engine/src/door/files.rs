//! Whole files, written so that a reader sees the old or the new one.
