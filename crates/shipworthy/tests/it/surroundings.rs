//! What is around a workspace is no defect of it: tools and toolchains that are not installed are unknown with what to type,
//! the first time and the second, and what tests see is what they would see without us.

use testkit::{Fixture, Json, Run, Workspace, tools};

use crate::proofs::asked::{fails, gate, passes, unknown};

/// A toolchain that nobody has installed.
const ABSENT: &str = "1.1.0";

fn command(argv: &str) -> Fixture {
    let check = format!("kind = \"command\", argv = {argv}");
    Fixture::new().package("alpha", |p| p).gate("gate", &check).git()
}

fn doctor(ws: &Workspace) -> Run<'_> {
    ws.run(["doctor", "--format", "json"])
}

/// What `doctor` says of one thing: its outcome, and what to type.
fn row<'j>(json: &'j Json, id: &str) -> (&'j str, Option<&'j str>) {
    let row = json["tools"].as_array().into_iter().flatten().find(|row| row["id"] == id);
    let row = row.unwrap_or_else(|| panic!("no {id} in {:#}", json.0));
    (row["outcome"].as_str().unwrap_or_default(), row["remedy"].as_str())
}

fn reason(json: &Json) -> &str {
    json.gate("gate")["reason"].as_str().unwrap_or_default()
}

/// `cargo X` is the program `cargo-X`, wherever the tool of a gate is asked for, unless cargo has it by itself or an alias
/// stands for something else.
#[test]
fn a_subcommand_that_is_not_installed_is_unknown() {
    for argv in [
        r#"["cargo", "no-such-thing", "check"]"#,
        r#"["cargo", "--config", "net.offline=true", "-q", "no-such-thing"]"#,
        r#"["cargo-no-such-thing", "no-such-thing"]"#,
    ] {
        let ws = command(argv).build();
        let json = unknown(gate(&ws), "tool missing");
        assert!(reason(&json).contains("`cargo-no-such-thing` is not on the PATH"), "{}", reason(&json));
        let json = doctor(&ws).exit(1).json();
        assert_eq!(row(&json, "cargo-no-such-thing").0, "missing");
    }
    let known = command(r#"["cargo", "deny", "check"]"#).build();
    let json = doctor(&known).without_tool("cargo-deny").exit(1).json();
    assert_eq!(row(&json, "cargo-deny"), ("missing", Some("cargo install --locked cargo-deny")));
    // What it is there for.
    let there = "#!/bin/sh\necho checked\n";
    passes(gate(&known).with_tool("cargo-deny", there));
    // Cargo's own, and what stands for it; cargo would say so itself if it were wrong.
    passes(gate(&command(r#"["cargo", "metadata", "--no-deps", "--format-version", "1"]"#).build()));
    let alias = |words: &str| {
        let ws = command(r#"["cargo", "no-such-thing"]"#);
        ws.file(".cargo/config.toml", &format!("[alias]\nno-such-thing = {words}\n")).build()
    };
    passes(gate(&alias("\"pkgid --package alpha\"")));
    passes(gate(&alias("[\"pkgid\", \"--package\", \"alpha\"]")));
    let json = unknown(gate(&alias("\"nowhere-to-be-found -v\"")), "tool missing");
    assert!(reason(&json).contains("cargo-nowhere-to-be-found"), "{}", reason(&json));
}

/// rustup's stand-ins are no tools: without the toolchain nothing can be run, whatever was kept of an earlier look.
#[test]
fn a_toolchain_that_is_not_installed_is_unknown_each_time() {
    let ws = Fixture::new()
        .package("alpha", |p| p)
        .gate("gate", r#"kind = "cargo-fmt""#)
        .gate("members", r#"kind = "versions", version = "0.1.0""#)
        .gate("compiler", r#"kind = "command", argv = ["rustc", "--version"]"#)
        .git()
        .build();
    let absent = |words: [&str; 2]| ws.run(words).args(["--format", "json"]).env("RUSTUP_TOOLCHAIN", ABSENT);
    let told = |json: &Json| {
        for id in ["gate", "members", "compiler"] {
            let gate = json.gate(id);
            assert_eq!(gate["outcome"], "unknown", "{gate:#}");
            let reason = gate["reason"].as_str().unwrap_or_default();
            assert!(reason.starts_with("tool missing: toolchain '1.1.0"), "{reason}");
            assert!(reason.ends_with("run `rustup toolchain install 1.1.0`"), "{reason}");
        }
    };
    told(&absent(["check", "*"]).exit(3).progress().json());
    ws.run(["check", "*"]).progress().stdout_any().done();
    told(&absent(["check", "*"]).exit(3).progress().json());
    let json = absent(["doctor", "--only=toolchain"]).exit(1).json();
    assert_eq!(row(&json, "toolchain"), ("missing", Some("rustup toolchain install 1.1.0")));
    let json = ws.run(["doctor", "--format", "json"]).env("RUSTUP_TOOLCHAIN", ABSENT).exit(1).json();
    for id in ["cargo", "cargo-fmt", "rustc"] {
        assert_eq!(row(&json, id), ("missing", Some("rustup toolchain install 1.1.0")), "{id}");
    }
    // It is there again.
    passes(ws.run(["check", "gate", "--rerun", "--format", "json"]).progress());
}

/// One missing toolchain is told once, with what to type, however many gates it keeps from looking.
#[test]
fn a_missing_toolchain_is_told_once() {
    let ws = Fixture::new()
        .package("alpha", |p| p)
        .gate("build", r#"kind = "cargo-build""#)
        .gate("tests", r#"kind = "cargo-test""#)
        .gate("clippy", r#"kind = "cargo-clippy""#)
        .git()
        .build();
    let told = ws.run(["phase1"]).env("RUSTUP_TOOLCHAIN", ABSENT).exit(3).progress().text();
    assert_eq!(told.matches("rustup toolchain install 1.1.0").count(), 1, "{told}");
    assert_eq!(told.matches("as `build` above").count(), 2, "{told}");
    assert!(
        told.lines().last().is_some_and(|line| line.starts_with("next: ") && line.ends_with(" doctor")),
        "{told}"
    );
}

/// A dependency that does not compile is told with its place.
#[test]
fn a_failing_dependency_is_told_with_its_place() {
    let ws = Fixture::new()
        .file("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/alpha\"]\nexclude = [\"dep\"]\n")
        .package("alpha", |p| {
            p.manifest(
                "[package]\nname = \"alpha\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ndep = { path = \"../../dep\" }\n",
            )
        })
        .file("dep/Cargo.toml", "[package]\nname = \"dep\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
        .file("dep/src/lib.rs", "pub fn f() -> u8 {\n    \"no\"\n}\n")
        .gate("gate", r#"kind = "cargo-build""#)
        .build();
    ws.program("cargo", ["generate-lockfile", "--offline"]).stderr_any().done();
    let json = gate(&ws).exit(1).json();
    let finding = &json.findings("gate")[0];
    let told = format!(
        "{} {}",
        finding["message"].as_str().unwrap_or_default(),
        finding["file"].as_str().unwrap_or_default()
    );
    assert!(told.contains("dep") && told.contains("src/lib.rs"), "{finding:#}");
}

/// A toolchain that a file of the workspace chooses is installed with all that the file names.
#[test]
fn a_toolchain_that_the_workspace_chooses_is_named_by_doctor() {
    let ws = Fixture::new().package("alpha", |p| p).gate("gate", r#"kind = "cargo-build""#);
    let ws = ws.file("rust-toolchain.toml", "[toolchain]\nchannel = \"1.1.0\"\n").git().build();
    // Cargo tells its children which toolchain it is of.
    let json = unknown(gate(&ws).env_remove("RUSTUP_TOOLCHAIN"), "tool missing");
    assert!(reason(&json).ends_with("run `rustup toolchain install`"), "{}", reason(&json));
    assert_eq!(
        row(&doctor(&ws).env_remove("RUSTUP_TOOLCHAIN").exit(1).json(), "toolchain"),
        ("missing", Some("rustup toolchain install"))
    );
}

/// A toolchain that only one gate names is looked for too, and is nothing that can be had without rustup.
#[test]
fn a_toolchain_that_a_gate_names_is_looked_for() {
    for (check, id) in [
        (r#"kind = "command", argv = ["cargo", "+1.1.0", "check"]"#, "cargo +1.1.0"),
        (r#"kind = "command", argv = ["rustc", "-V"], env = { RUSTUP_TOOLCHAIN = "1.1.0" }"#, "rustc +1.1.0"),
        (r#"kind = "cargo-build", toolchain = "1.1.0""#, "cargo +1.1.0"),
        (r#"kind = "cargo-fmt", toolchain = "1.1.0""#, "cargo-fmt +1.1.0"),
    ] {
        let ws = Fixture::new().package("alpha", |p| p).gate("gate", check).git().build();
        let json = unknown(gate(&ws), "tool missing");
        assert!(reason(&json).contains("is not installed"), "{check}: {}", reason(&json));
        let json = doctor(&ws).exit(1).json();
        assert_eq!(row(&json, id), ("missing", Some("rustup toolchain install 1.1.0")), "{check}");
        assert_eq!(row(&json, "toolchain").0, "ok");
    }
    let ws = command(r#"["cargo", "+1.1.0", "check"]"#).build();
    let plain = "#!/bin/sh\necho 'cargo 1.95.0'\n";
    let json = unknown(gate(&ws).with_tool("cargo", plain), "tool missing");
    assert!(reason(&json).contains("without rustup"), "{}", reason(&json));
    let json = doctor(&ws).with_tool("cargo", plain).exit(1).json();
    assert_eq!(row(&json, "cargo +1.1.0"), ("missing", Some("install rustup from https://rustup.rs")));
}

/// A tool is counted once, and one that GO does without is no reason to stop.
#[test]
fn doctor_counts_each_thing_once_and_stops_for_what_go_needs() {
    let ws = |priority: &str| {
        Fixture::new()
            .checklist(&format!(
                "schema = 1\ntitle = \"t\"\n\n[[phase]]\nid = \"p\"\ntitle = \"p\"\n\n[[phase.gate]]\nid = \"gate\"\n\
                 title = \"The machine\"\npriority = \"{priority}\"\ncheck = {{ kind = \"environment\", tools = {{ \
                 no-such-program = \"1.2\" }} }}\n"
            ))
            .git()
            .build()
    };
    let needed = ws("P0");
    let json = doctor(&needed).exit(1).stderr_any().json();
    let missing = json["tools"].as_array().into_iter().flatten().filter(|row| row["outcome"] == "missing");
    assert_eq!(missing.count(), 1, "{:#}", json.0);
    assert_eq!(row(&doctor(&ws("P2")).stderr_any().json(), "no-such-program").0, "optional");
    // A version is one number, however much the compiler says of itself.
    let json = doctor(&command(r#"["rustc", "--version"]"#).build()).json();
    let rustc = json["tools"].as_array().into_iter().flatten().find(|row| row["id"] == "rustc");
    let version = rustc.and_then(|row| row["version"].as_str()).unwrap_or_default();
    assert!(!version.is_empty() && version.bytes().all(|byte| byte != b'\n' && byte != b' '), "{version:?}");
}

/// Tests and commands see the variables that they would see without us.
#[test]
fn tests_and_commands_see_the_environment_of_the_user() {
    const SEEN: &str = "//! Honours what everybody does.\n\n#[test]\nfn escapes_are_written() {\n    \
        for name in [\"NO_COLOR\", \"LC_ALL\", \"CARGO_INCREMENTAL\", \"CARGO_TERM_COLOR\", \"CARGO_TERM_QUIET\", \
        \"RUST_BACKTRACE\"] {\n        assert!(std::env::var_os(name).is_none(), \"{name}\");\n    }\n    \
        assert_eq!(std::env::var(\"TERM\").as_deref(), Ok(\"xterm\"));\n    \
        assert_eq!(std::env::var(\"CLICOLOR_FORCE\").as_deref(), Ok(\"1\"));\n}\n";
    for runner in ["cargo", "nextest"] {
        let check = format!("kind = \"cargo-test\", runner = \"{runner}\"");
        let ws = Fixture::new().package("alpha", |p| p.test("seen", SEEN)).gate("gate", &check);
        let ws = ws.tools(tools::nextest()).git().build();
        let plain = ws.program("cargo", ["test"]).env("TERM", "xterm").env("CLICOLOR_FORCE", "1");
        plain.stdout_any().stderr_any().done();
        passes(gate(&ws).env("TERM", "xterm").env("CLICOLOR_FORCE", "1"));
        // What the user wants of cargo does not keep us from reading it.
        let loud = gate(&ws).args(["--rerun"]).env("TERM", "xterm").env("CLICOLOR_FORCE", "1");
        fails(loud.env("CARGO_TERM_COLOR", "always").env("CARGO_TERM_QUIET", "true"), &["test-failed"]);
    }
    let ws = command(
        r#"["sh", "-c", "env"], stdout = ["^TERM=xterm$"], stdout-lacks = "^(NO_COLOR|LC_ALL|CARGO_TERM|CARGO_INCREMENTAL)""#,
    );
    passes(gate(&ws.build()).env("TERM", "xterm"));
}
