//! Any bytes as a `readiness.toml` that gates are added to.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    properties::import_into(bytes);
});
