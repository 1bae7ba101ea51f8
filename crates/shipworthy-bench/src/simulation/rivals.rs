//! Rules of others, on the same machine: base first, then the head, as they are used between two builds.

use crate::simulation::machine::SimulatedMachine;
use crate::simulation::rates::Rates;
use crate::student;

/// Samples of each side, criterion's default.
const SAMPLES: u32 = 100;

/// A rule that says `slower`, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rival {
    /// One run of each, and a limit of ten per cent.
    SingleRun,
    /// criterion's own: a hundred samples of each, a difference at 5 %, and a lower bound above its noise threshold of 1 %.
    /// With the normal theory of large samples where criterion draws samples again, which comes to the same.
    Criterion,
    /// The means of a hundred samples of each, and a limit of ten per cent, as `critcmp --threshold 10` shows them.
    Critcmp,
}

impl Rival {
    /// All.
    pub const ALL: [Self; 3] = [Self::SingleRun, Self::Criterion, Self::Critcmp];

    /// As tables name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SingleRun => "a single run, 10 %",
            Self::Criterion => "criterion's rule",
            Self::Critcmp => "critcmp, 10 %",
        }
    }

    /// Many suites of benchmarks with these slowdowns. Each benchmark of the base is measured, then, after a while, each of
    /// the head.
    pub fn rates(self, noise: f64, suites: u32, seed: u64, slowdowns: &[f64]) -> Rates {
        let mut rates = Rates::default();
        for number in 0..suites {
            let mut machine = SimulatedMachine::new(noise, seed.wrapping_add(u64::from(number) << 32));
            let base: Vec<_> = slowdowns.iter().map(|_| self.measure(&mut machine, 1.0)).collect();
            machine.pause();
            let head: Vec<_> =
                slowdowns.iter().map(|slowdown| self.measure(&mut machine, *slowdown)).collect();
            let mut alarmed = false;
            for ((base, head), slowdown) in base.iter().zip(&head).zip(slowdowns) {
                let slower = self.slower(base, head);
                rates.benchmarks += 1;
                if *slowdown > 1.0 {
                    rates.slowed += 1;
                    rates.found += u32::from(slower);
                    rates.missed += u32::from(!slower);
                } else {
                    alarmed |= slower;
                }
            }
            rates.suites += 1;
            rates.alarmed += u32::from(alarmed);
        }
        rates
    }

    fn measure(self, machine: &mut SimulatedMachine, slowdown: f64) -> Measured {
        let samples = if self == Self::SingleRun { 1 } else { SAMPLES };
        let values: Vec<_> = (0..samples).map(|_| machine.run() * slowdown).collect();
        let count = f64::from(samples);
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        Measured { mean, square_error: squares / (count - 1.0).max(1.0) / count }
    }

    fn slower(self, base: &Measured, head: &Measured) -> bool {
        match self {
            Self::SingleRun | Self::Critcmp => head.mean > 1.10 * base.mean,
            Self::Criterion => {
                let freedom = f64::from(2 * SAMPLES - 2);
                let error = (base.square_error + head.square_error).sqrt();
                let difference = head.mean - base.mean;
                let reach = student::critical(0.025, freedom).unwrap_or(f64::INFINITY) * error;
                difference > reach && difference - reach > 0.01 * base.mean
            }
        }
    }
}

/// The samples of one side, summed up.
struct Measured {
    mean: f64,
    /// Of the mean.
    square_error: f64,
}
