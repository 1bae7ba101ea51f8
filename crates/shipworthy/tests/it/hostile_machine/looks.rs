//! Looks of our own that take too long: patterns over large texts.

use testkit::{Fixture, Signal, Workspace};

use super::document;

/// Takes a while on a text without the last letter.
const SLOW: &str = "(a*)*(a*)*(a*)*(a*)*(a*)*(a*)*b";

/// A text of one line that is too long for that.
fn long() -> Vec<u8> {
    vec![b'a'; 48 << 20]
}

fn workspace(gate: &str, more: &str) -> Workspace {
    let ws = Fixture::new().file("README.md", "# R\n").gate_with("slow", gate, more).build();
    ws.write("long.txt", long());
    ws
}

fn file() -> String {
    format!("kind = \"file\", path = \"long.txt\", contains = [\"{SLOW}\"]")
}

/// Its patterns are tried by the judge, one after the other: that takes many times as long as the command.
fn command() -> String {
    let patterns = ('b'..='z').map(|last| format!("\"{}{last}\"", SLOW.trim_end_matches('b')));
    let patterns = patterns.collect::<Vec<_>>().join(", ");
    format!(
        "kind = \"command\", argv = [\"head\", \"-c\", \"8000000\", \"long.txt\"], stdout-lacks = [{patterns}]"
    )
}

/// The `timeout` of a gate did not hold for what is looked at without a process.
#[test]
fn a_look_ends_with_the_timeout_of_its_gate() {
    let ws = workspace(&file(), "timeout = \"100ms\"");
    let json = ws.run(["phase1", "--format", "json"]).exit(1).progress().json();
    let finding = &json.gate("slow")["findings"][0];
    assert_eq!(finding["rule"], "timeout", "{json:#?}");
    assert!(finding["message"].as_str().unwrap().contains("0.1 s"), "{json:#?}");
    // It follows again from what was observed.
    let json = ws.run(["status", "--format", "json"]).exit(1).json();
    assert_eq!(json.outcome("slow"), "fail", "{json:#?}");
}

/// Patterns over the output of a command are tried by the judge.
#[test]
fn a_judge_ends_with_the_timeout_of_its_gate() {
    let ws = workspace(&command(), "timeout = \"4s\"");
    let json = ws.run(["phase1", "--format", "json"]).exit(3).progress().json();
    let reason = json.gate("slow")["reason"].as_str().unwrap();
    assert!(reason.contains("did not end within 4 s"), "{json:#?}");
}

/// Two SIGTERMs were ignored until the look had ended.
#[test]
fn a_look_is_ended_by_a_signal() {
    for gate in [file(), command()] {
        let ws = workspace(&gate, "");
        let mut running = ws.run(["phase1", "--format", "json"]).spawn();
        running.wait_for_line("starts");
        std::thread::sleep(std::time::Duration::from_millis(500));
        running.signal(Signal::Terminate);
        let output = running.finish();
        let json = document(&output);
        assert_eq!((output.code, &json["verdict"]), (Some(3), &"INCOMPLETE".into()), "{}", output.told());
        assert!(json.gate("slow")["reason"].as_str().unwrap().contains("interrupted"), "{json:#?}");
    }
}
