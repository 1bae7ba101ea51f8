//! Any bytes as messages of cargo and the compiler.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    properties::cargo_messages(bytes);
});
