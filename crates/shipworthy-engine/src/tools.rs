//! Programs and their versions.
