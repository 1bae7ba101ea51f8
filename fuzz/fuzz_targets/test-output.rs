//! Any bytes as what libtest and nextest print.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    properties::test_output(bytes);
});
