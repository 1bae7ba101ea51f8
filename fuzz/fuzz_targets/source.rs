//! Any bytes as a Rust source, a README or a changelog.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    properties::source(bytes);
});
