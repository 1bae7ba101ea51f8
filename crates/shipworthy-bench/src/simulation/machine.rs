//! How long work takes on a machine with noise: tails that are heavy and lean to the slow side, a drift, and bursts.

use crate::generator::Generator;

/// How often a run is hit by something of its own, and how hard, in deviations.
const SPIKE: (f64, f64) = (0.05, 2.0);
/// How much of the drift is left from one run to the next.
const DRIFT_KEPT: f64 = 0.998;
/// How often a burst begins, and how often one ends, at each run.
const BURST: (f64, f64) = (0.002, 0.05);

/// A machine on which one piece of work, repeated, varies by `noise` from run to run; the drift deviates by half of that,
/// and in a burst everything takes up to four times as much longer.
#[derive(Debug, Clone)]
pub struct SimulatedMachine {
    noise: f64,
    dice: Generator,
    drift: f64,
    burst: f64,
}

impl SimulatedMachine {
    /// With a noise of this fraction, begun somewhere in its drift.
    pub fn new(noise: f64, seed: u64) -> Self {
        let mut dice = Generator::new(seed);
        let drift = dice.normal();
        Self { noise, dice, drift, burst: 0.0 }
    }

    /// How long the next run takes, of work that takes `1` on a machine without noise.
    pub fn run(&mut self) -> f64 {
        self.drift = DRIFT_KEPT * self.drift + (1.0 - DRIFT_KEPT * DRIFT_KEPT).sqrt() * self.dice.normal();
        if self.burst > 0.0 {
            if self.dice.share() < BURST.1 {
                self.burst = 0.0;
            }
        } else if self.dice.share() < BURST.0 {
            self.burst = 4.0 * self.dice.share();
        }
        let (often, hard) = SPIKE;
        // Scaled so that the deviation of both parts together is 1, and their mean 0.
        let rest = (1.0 - (2.0 * often - often * often) * hard * hard).sqrt();
        let spike = if self.dice.share() <= often { -hard * self.dice.share().ln() } else { 0.0 };
        let own = rest * self.dice.normal() + spike - often * hard;
        (self.noise * (own + 0.5 * self.drift + self.burst)).exp()
    }

    /// Time goes by in which nothing is measured: the drift is another one.
    pub fn pause(&mut self) {
        self.drift = self.dice.normal();
        self.burst = 0.0;
    }

    /// Its dice, for the order of runs.
    pub(super) fn dice(&mut self) -> &mut Generator {
        &mut self.dice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_drift_and_bursts_the_noise_is_what_was_asked_for() {
        let mut machine = SimulatedMachine::new(0.05, 1);
        let logs: Vec<_> = (0..200_000)
            .map(|_| {
                machine.pause();
                machine.drift = 0.0;
                machine.run().ln()
            })
            .collect();
        let mean = logs.iter().sum::<f64>() / logs.len() as f64;
        let deviation = (logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / logs.len() as f64).sqrt();
        assert!((deviation - 0.05).abs() < 0.003, "{deviation}");
        assert!(mean.abs() < 0.002, "{mean}");
    }
}
