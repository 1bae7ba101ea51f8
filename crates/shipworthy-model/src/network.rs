//! The words in which cargo says that the network refused it. What then becomes of a check or a release is not decided
//! here.

/// What cargo says of a network that it could not use, in lower case.
pub const COMPLAINTS: &[&str] = &[
    "failed to download",
    "download of ",
    "failed to fetch",
    "spurious network error",
    "network failure",
    "offline mode",
    "could not resolve host",
    "could not connect to server",
    "ssl connect error",
];

/// Does cargo blame the network in this text?
pub fn is_blamed(text: &str) -> bool {
    let lower = text.to_lowercase();
    COMPLAINTS.iter().any(|complaint| lower.contains(complaint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_and_the_library_that_it_uses_write_as_they_like() {
        for text in [
            "error: failed to download from `https://x`",
            "  [6] Could not resolve hostname (Could not resolve host: index.crates.io)",
            "warning: spurious network error (3 tries remaining)",
        ] {
            assert!(is_blamed(text), "{text}");
        }
        assert!(!is_blamed("error: no matching package named `a` found"));
    }
}
