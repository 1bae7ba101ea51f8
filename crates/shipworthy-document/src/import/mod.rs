//! From the items of a document to gates of `readiness.toml`, its formatting kept.
