pub fn one(x: u8) -> u8 { let y = 1; x }

/// Doc.
/// ```
/// assert_eq!(1, 1);
/// ```
pub fn two() {}
#[cfg(test)]
mod tests {
    #[test]
    fn works() {}
    #[test]
    #[ignore = "slow"]
    fn slow() {}
    #[test]
    fn fails() { assert_eq!(1, 2); }
}
