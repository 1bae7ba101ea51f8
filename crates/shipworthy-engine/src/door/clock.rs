//! The only  of the engine.
