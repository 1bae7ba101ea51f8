//! Text to model: reads `readiness.toml`, with every mistake at its place.

pub mod caret;
