//! What the tool tells people to type or to look at: it is there, and told once.

use testkit::Fixture;

#[test]
fn the_logs_that_why_names_are_there() {
    let ws = Fixture::new().gate("talks", r#"kind = "command", argv = ["echo", "hello"]"#).build();
    ws.run(["phase1"]).stdout_any().progress().done();
    let why = ws.run(["why", "talks", "--format", "json"]).json();
    let log = why.0["record"]["steps"][0]["stdout"]["log"].as_str().expect("a step has its log");
    assert_eq!(ws.read(log), "hello\n");
    ws.run(["why", "talks"]).stdout_has(log).done();
}

#[test]
fn doctor_names_a_gate_once() {
    let ws =
        Fixture::new().package("one", |package| package).gate("build", r#"kind = "cargo-build""#).build();
    let json = ws.run(["doctor", "--format", "json"]).json();
    let cargo =
        json.0["tools"].as_array().expect("there are tools").iter().find(|tool| tool["id"] == "cargo");
    assert_eq!(cargo.expect("cargo is needed")["needed_by"], serde_json::json!(["build"]));
}

#[test]
fn a_missing_tool_is_told_with_the_command_that_was_typed() {
    let ws = Fixture::new().gate("gate", r#"kind = "command", argv = ["no-such-program"]"#).build();
    let text = ws.run(["phase1"]).exit(3).progress().text();
    assert!(text.contains("fix: shipworthy doctor") && !text.contains("cargo xtask"), "{text}");
}
