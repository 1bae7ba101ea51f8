//! The proofs of `environment`.

use std::net::TcpListener;

use testkit::Fixture;

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str) -> Fixture {
    Fixture::new().gate("gate", &format!("kind = \"environment\", {check}"))
}

/// Here a program that is not there is what the gate is about, and so a finding.
#[test]
pub(super) fn fires() {
    let table = [
        (r#"env = ["HOME", "DEPLOY_KEY"]"#, "env-missing"),
        (r#"disk = "900000TB""#, "disk-too-small"),
        (r#"memory = "900000TB""#, "memory-too-small"),
        (r#"writable = ["gone/deep"]"#, "not-writable"),
        (r#"tools = { no-such-program = "*" }"#, "tool-missing"),
        (r#"tools = { git = "999.0" }"#, "tool-too-old"),
    ];
    for (check, rule) in table {
        fails(gate(&fixture(check).build()), &[rule]);
    }
    fails(gate(&fixture(r#"env = "DEPLOY_KEY""#).build()).env("DEPLOY_KEY", ""), &["env-missing"]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    fails(gate(&fixture(&format!("ports-free = \"{port}\"")).build()), &["port-taken"]);
}

#[test]
pub(super) fn stays_silent() {
    let ws = fixture(
        r#"env = ["HOME", "DEPLOY_KEY"], disk = "1B", memory = "1MB", writable = ["target", "."],
        tools = { git = "1.0", cargo = "*", jq = "2.10" }"#,
    )
    .file("target/.keep", "")
    .build();
    let run = || gate(&ws).env("DEPLOY_KEY", "s3cret-value").with_tool("jq", "#!/bin/sh\necho jq-2.10.1\n");
    let json = passes(run());
    assert_eq!(json.subjects("gate"), 9);
    assert!(!json.0.to_string().contains("s3cret-value"), "the value of a variable is nobody's business");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    passes(gate(&fixture(&format!("ports-free = \"{free}\"")).build()));
}

/// There is such a program, but it says no version that could be compared; or nobody knows how to ask it.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture(r#"tools = { jq = "1.0" }"#).build();
    unknown(gate(&ws).with_tool("jq", "#!/bin/sh\nexit 0\n"), "could not look");
    let ws = fixture(r#"tools = { unheard-of = "1.0" }"#).build();
    unknown(gate(&ws).with_tool("unheard-of", "#!/bin/sh\necho 2.0\n"), "could not look");
}

/// There is such a program, but this machine cannot run it.
#[test]
pub(super) fn tool_missing_is_unknown() {
    let ws = fixture(r#"tools = { jq = "1.0" }"#).build();
    unknown(gate(&ws).with_tool("jq", "#!/no/such/interpreter\n"), "could not look");
}
