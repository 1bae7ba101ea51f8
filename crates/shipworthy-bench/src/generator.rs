//! Numbers at random, the same again for the same seed: for the order of pairs, and for simulations.

/// `SplitMix64` of Steele, Lea and Flood (2014).
#[derive(Debug, Clone)]
pub struct Generator {
    state: u64,
    spare: Option<f64>,
}

impl Generator {
    /// Begins where the seed says.
    pub fn new(seed: u64) -> Self {
        Self { state: seed, spare: None }
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Above 0, at most 1.
    pub fn share(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 / 9_007_199_254_740_992.0
    }

    /// Of a normal distribution around 0 with a deviation of 1, by Marsaglia's polar way.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.share() - 1.0, 2.0 * self.share() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// In an order at random (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let picked = (u128::from(self.bits()) * (last as u128 + 1)) >> 64;
            items.swap(last, picked as usize);
        }
    }
}
