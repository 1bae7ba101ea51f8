//! The members of the Cargo workspace, as `cargo metadata` tells.
