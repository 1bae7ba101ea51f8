//! Any bytes as the journal of a release.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    properties::journal(bytes);
});
