//! The proofs of `budget`.

use testkit::{Fixture, Workspace};

use super::asked::{fails, gate, passes, unknown};

/// A workspace with a script in place of a program that was built.
fn fixture(script: &str, check: &str) -> Workspace {
    let ws = Fixture::new()
        .file("app", &format!("#!/bin/sh\n{script}\n"))
        .gate("gate", &format!("kind = \"budget\", path = \"app\", {check}"))
        .build();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(ws.path("app"), mode).unwrap();
    ws
}

#[test]
pub(super) fn fires() {
    let table = [
        ("exit 0", "max-size = \"10B\"", "max-size"),
        ("exit 3", "max-duration = \"60s\"", "exit"),
        ("sleep 0.3", "max-duration = \"100ms\", runs = 6", "max-duration"),
    ];
    for (script, check, rule) in table {
        fails(gate(&fixture(script, check)), &[rule]);
    }
}

testkit::needs_gnu_time!(memory_and_processor_time_are_held);

/// Both ways: the limits that are broken, and those that are kept.
fn memory_and_processor_time_are_held() {
    let busy = "i=0; while test $i -lt 60000; do i=$((i+1)); done";
    for (script, check, rule) in [
        ("exit 0", "max-memory = \"10kB\", runs = 6", "max-memory"),
        (busy, "max-processor-time = \"1ms\", runs = 6", "max-processor-time"),
    ] {
        fails(gate(&fixture(script, check)), &[rule]);
    }
    let kept = "max-processor-time = \"30s\", max-memory = \"1GB\"";
    assert_eq!(passes(gate(&fixture("exit 0", kept))).subjects("gate"), 12);
}

#[test]
pub(super) fn stays_silent() {
    passes(gate(&fixture("exit 0", "max-size = \"1MB\"")));
    let all = "max-size = \"1MB\", max-duration = \"60s\"";
    assert_eq!(
        passes(gate(&fixture("test \"$1\" = now", &format!("{all}, argv = [\"now\"]")))).subjects("gate"),
        12
    );
}

#[test]
pub(super) fn vacuous_is_unknown() {
    let unbuilt =
        Fixture::new().gate("gate", "kind = \"budget\", path = \"target/release/app\", max-size = \"1MB\"");
    unknown(gate(&unbuilt.build()), "nothing to look at");
    // Too few runs prove nothing, and none of a P99.
    unknown(gate(&fixture("exit 0", "max-duration = \"60s\", runs = 3")), "could not look");
    unknown(gate(&fixture("exit 0", "max-duration = \"60s\", percentile = 99")), "could not look");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture("exit 0", "max-memory = \"1GB\"");
    unknown(gate(&ws).without_tool("time"), "tool missing");
    let other = gate(&ws).with_tool("time", "#!/bin/sh\nshift 2\nexec \"$@\"\n");
    unknown(other, "could not look");
}
