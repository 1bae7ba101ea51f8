//! The evidence store.
