//! The state of the git repository.
