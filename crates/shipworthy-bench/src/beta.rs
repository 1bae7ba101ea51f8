//! The regularised incomplete beta function, from which the tails of Student's and of the binomial distribution follow.

/// Lanczos' approximation with `g = 7` and nine terms, as Godfrey computed them: good to some 15 digits for `x >= 0.5`.
const LANCZOS: [f64; 9] = [
    0.999_999_999_999_809_9,
    676.520_368_121_885_1,
    -1_259.139_216_722_402_8,
    771.323_428_777_653_1,
    -176.615_029_162_140_6,
    12.507_343_278_686_905,
    -0.138_571_095_265_720_12,
    9.984_369_578_019_572e-6,
    1.505_632_735_149_311_6e-7,
];

/// More than enough: the fraction below needs about the square root of the larger parameter.
const MOST_TERMS: u32 = 100_000;

/// The logarithm of the gamma function, for `x >= 0.5`.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let x = x - 1.0;
    let base = x + 7.5;
    let terms = (1u32..).zip(&LANCZOS[1..]);
    let sum = terms.fold(LANCZOS[0], |sum, (index, term)| sum + term / (x + f64::from(index)));
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * base.ln() - base + sum.ln()
}

/// `I_x(a, b)` for `a, b >= 0.5`. Both `x` and `y = 1 - x` are handed in, so that neither tail loses its digits.
pub(crate) fn regularised(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * y.ln()).exp();
    // Where the fraction of one side converges slowly, that of the other is quick.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, y) / b
    }
}

/// The continued fraction of DLMF 8.17.22, by Lentz' method as Thompson and Barnett changed it.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let not_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for term in 1..MOST_TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / not_zero(1.0 + even * d);
        c = not_zero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / not_zero(1.0 + odd * d);
        c = not_zero(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function_is_the_factorial() {
        let mut factorial = 1.0f64;
        for n in 1u32..60 {
            assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-12 * factorial.ln().max(1.0), "{n}");
            factorial *= f64::from(n);
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-14);
    }

    #[test]
    fn the_beta_function_is_what_a_sum_of_binomials_is() {
        // I_x(k, n - k + 1) is the chance of k or more successes among n.
        for n in 1u32..30 {
            for k in 1..=n {
                for x in [0.01, 0.2, 0.5, 0.9, 0.999] {
                    let chance = |j: u32| {
                        let ways = (0..j).fold(1.0, |ways, i| ways * f64::from(n - i) / f64::from(i + 1));
                        ways * f64::powf(x, f64::from(j)) * f64::powf(1.0 - x, f64::from(n - j))
                    };
                    let sum: f64 = (k..=n).map(chance).sum();
                    let value = regularised(f64::from(k), f64::from(n - k + 1), x, 1.0 - x);
                    assert!((value - sum).abs() < 1e-12, "{n} {k} {x}: {value} {sum}");
                }
            }
        }
    }
}
