//! Choices that look like chance and are the same in every run with the same seed.

/// A generator of random choices: splitmix64.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that fall as this seed says.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The dice of the try with this number: the same whether those before it were made or not.
    pub(crate) fn numbered(seed: u64, at: u64) -> Self {
        Self(seed ^ at.wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    /// Any number.
    pub(crate) fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `sides`; 0 when there are none.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.any() % sides).unwrap_or_default()
    }

    /// Is it so, once in so many times?
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    /// One of these.
    pub(crate) fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.roll(choices.len())]
    }
}
