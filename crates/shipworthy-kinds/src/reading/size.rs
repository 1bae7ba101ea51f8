//! Amounts of bytes, as people write and read them.

/// An amount of bytes for a person: `1.5 GB`.
pub(crate) fn bytes(amount: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(size, _)| amount >= *size) {
        Some((size, unit)) => format!("{:.1} {unit}", amount as f64 / size as f64),
        None => format!("{amount} bytes"),
    }
}
