//! Any bytes as a manifest of cargo.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    properties::manifest(bytes);
});
