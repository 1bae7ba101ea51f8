//! Numbers that are the same for the same seed, on every machine.

/// A source of numbers (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    /// The source for a seed and a place below it.
    pub(crate) fn new(seed: u64, place: u64) -> Self {
        let mut dice =
            Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ place.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        dice.0 = dice.next();
        dice
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub(crate) fn choose<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}
