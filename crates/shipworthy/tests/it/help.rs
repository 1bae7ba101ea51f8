//! What `--help` says, by whichever name the tool is called.

use testkit::{Fixture, Workspace, binary};

fn fixture() -> Workspace {
    let readme = "kind = \"file\", path = \"README.md\"";
    let phases =
        Fixture::new().file("README.md", "# It\n").phase("blockers", "Fix blockers").gate("readme", readme);
    phases.phase("docs", "Write the docs").gate("again", readme).build()
}

#[test]
fn help_lists_the_phases_of_this_checklist_with_their_titles() {
    let ws = fixture();
    insta::assert_snapshot!(ws.run(["--help"]).text(), @r#"
    A production-readiness checklist that runs

    Usage: shipworthy [OPTIONS] <COMMAND>

    Commands:
      phase1   Fix blockers
      phase2   Write the docs
      phase    Run the gates of a phase that have no fresh evidence
      check    Run the gates with these ids
      ready    Run every phase in order and give the verdict
      status   What is proven now, running nothing
      why      Why a gate stands as it does: its evidence, what changed since, which commit turned it
      doctor   Is this machine able to run this checklist, and what to type if not
      audit    Hold the claims of Markdown documents against the workspace
      import   Turn a Markdown checklist into gates of readiness.toml
      sync     Write outcomes back into the boxes of a Markdown checklist, and not one byte more
      bench    Hold the benchmarks of the working tree against those of a base, with bounds
      release  Plan a release, and carry the plan out when it is proven that it may
      explain  What a check kind, an outcome, a verdict or an exit code means
      schema   Print the JSON Schema of readiness.toml, or of the JSON that a command answers with
      help     Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version

    Options of every command:
          --format <FORMAT>  What to write on stdout: text for a person, or one JSON document [default: human] [possible values: human, json]
          --root <DIR>       The workspace root [default: the nearest folder from here up that has a readiness.toml]

    Example: shipworthy phase1
    "#);
    assert_eq!(ws.run(["help"]).text(), ws.run(["--help"]).text());
    insta::assert_snapshot!(ws.run(["phase2", "--help"]).text(), @r#"
    Write the docs

    Usage: shipworthy phase2 [OPTIONS]

    Options:
      -j, --jobs <N>    The most gates at a time [default: the number of processors]
          --rerun       Run the gates that were asked for even when fresh evidence answers
          --observe     Watch which files the processes of gates open, and bind the evidence to exactly those
          --keep-going  Go on after a required gate has failed; this is the default
          --fail-fast   Start no further gate once a required one has failed
      -h, --help        Print help

    Options of every command:
          --format <FORMAT>  What to write on stdout: text for a person, or one JSON document [default: human] [possible values: human, json]
          --root <DIR>       The workspace root [default: the nearest folder from here up that has a readiness.toml]

    Example: shipworthy phase2 --jobs 4
    "#);
}

/// Every command that the help lists, and the help of each has an example that begins with how the tool was called.
#[test]
fn every_command_has_an_example() {
    let ws = fixture();
    let help = ws.run(["--help"]).text();
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> =
        commands.filter_map(|line| line.split_whitespace().next()).filter(|n| *n != "help").collect();
    assert_eq!(names[..3], ["phase1", "phase2", "phase"]);
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let told = ws.run([name, "--help"]).text();
        let example = format!("\nExample: shipworthy {name}");
        assert!(told.contains(&example), "no example in\n{told}");
        assert_eq!(ws.run(["help", name]).text(), told);
    }
}

/// Help is there before there is anything to help with.
#[test]
fn help_needs_no_checklist_and_no_sound_one() {
    let ws = Fixture::new().build();
    ws.run(["--help"]).stdout_has("Commands:").done();
    ws.run(["phase", "--help"]).stdout_has("Example:").done();
    ws.run(["--version"]).stdout_has("shipworthy ").done();
    let broken = Fixture::new().checklist("schema = 1\ntitle = ").build();
    broken.run(["check", "--help"]).stdout_has("Example:").done();
    ws.run(["phsae1"]).exit(2).stderr_has("phsae1").done();
    ws.run([] as [&str; 0]).exit(2).stderr_has("Usage:").done();
}

/// `cargo shipworthy phase1` hands the word `shipworthy` over; so may somebody who calls the program itself.
#[test]
fn the_cargo_subcommand_is_the_same_tool() {
    let ws = fixture();
    let program = binary().with_file_name("cargo-shipworthy");
    let folder = binary().parent().expect("a folder").to_owned();
    let path = std::env::join_paths(
        [folder].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let path = path.expect("what was split can be joined");
    let told = ws.program("cargo", ["shipworthy", "phase1"]).env("PATH", path).progress().text();
    assert!(told.contains("GO       1 proven"), "{told}");
    for words in [&["shipworthy", "status"] as &[&str], &["status"]] {
        let told = ws.program(&program, words).exit(3).text();
        assert!(told.contains("next: cargo shipworthy phase2\n"), "{told}");
    }
    let json = ws.program(&program, ["shipworthy", "phase2", "--format", "json"]).progress().json();
    assert_eq!(json["verdict"], "GO");
    let help = ws.program(&program, ["shipworthy", "why", "--help"]).text();
    assert!(
        help.contains("Usage: cargo shipworthy why") && help.contains("Example: cargo shipworthy why"),
        "{help}"
    );
}
