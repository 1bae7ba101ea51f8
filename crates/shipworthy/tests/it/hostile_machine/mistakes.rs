//! A checklist with very many mistakes, and texts that a terminal would obey.

use std::fmt::Write as _;

use testkit::Fixture;

const HEAD: &str =
    "schema = 1\ntitle = \"x\"\n[policy]\nrequired = [\"P0\"]\n[[phase]]\nid = \"one\"\ntitle = \"One\"\n";
const GATE: &str = "[[phase.gate]]\nid = \"g\"\ntitle = \"G\"\npriority = \"P0\"\ncheck = { kind = \"file\", path = \"README.md\" }\n";

/// 50,000 unknown keys took minutes, and 18 MB of JSON.
#[test]
fn of_very_many_mistakes_some_are_shown_and_all_are_counted() {
    let mut unknown = format!("{HEAD}{GATE}");
    (0..20_000).for_each(|number| writeln!(unknown, "unknown-key-{number} = 1").unwrap());
    let doubles = HEAD.to_owned() + &GATE.repeat(5_001);
    let mut dangling = format!("{HEAD}{GATE}needs = [");
    (0..5_000).for_each(|number| write!(dangling, "\"none-{number}\", ").unwrap());
    dangling.push_str("]\n");
    for (text, count) in [(unknown, "20000"), (doubles, "5000"), (dangling, "5000")] {
        let ws = Fixture::new().checklist(&text).build();
        let json = ws.run(["status", "--format", "json"]).exit(2).stderr_any().json();
        assert_eq!(json["problems"].as_array().unwrap().len(), 100);
        let error = json["error"].as_str().unwrap();
        assert!(
            error.contains(&format!("has {count} mistakes, of which the first 100 are shown")),
            "{error}"
        );
        assert!(error.len() < 200_000, "{}", error.len());
    }
}

/// `jq .` and `cat` show a document to a terminal.
#[test]
fn json_carries_nothing_raw_that_a_terminal_would_obey() {
    let title = "a\\u009b31m b\\u202egnp c\\u2066";
    let text = format!("{HEAD}{}", GATE.replace("title = \"G\"", &format!("title = \"{title}\"")));
    let ws = Fixture::new().checklist(&text).file("README.md", "# R\n").build();
    for args in [&["status"][..], &["phase1"], &["why", "g"]] {
        let run = ws.run(args.iter().copied().chain(["--format", "json"])).stderr_any().stdout_any();
        let output = run.spawn().finish();
        assert!(
            output.stdout.chars().all(|c| c == '\n' || (!c.is_control() && !"\u{202e}\u{2066}".contains(c)))
        );
        assert!(output.stdout.contains("\\u202e") || output.code == Some(2), "{}", output.told());
        serde_json::from_str::<serde_json::Value>(&output.stdout).unwrap();
    }
}
