//! `only` and `except`: less of what a gate is presumed to read counts, and all of what it was seen to read.

use super::scene::{TESTS, answer, check, gate_with, is_stale, passes};
use testkit::Workspace;

const SCRIPT: &str = r#"kind = "command", argv = ["sh", "c.sh"]"#;

/// The gate stays fresh when this file changes.
#[track_caller]
fn stays_fresh(ws: &Workspace, file: &str) {
    let before = ws.read(file);
    ws.append(file, "\n// other\n");
    let json = answer(ws.run(["status", "--format", "json"]));
    assert_eq!(json.outcome("g"), "pass", "{file}: {:#}", json.gate("g"));
    ws.write(file, before);
}

/// The gate is stale when this file changes, and names it.
#[track_caller]
fn counts(ws: &Workspace, file: &str) {
    let before = ws.read(file);
    ws.append(file, "\n// other\n");
    is_stale(ws, file);
    ws.write(file, before);
}

#[test]
fn of_what_a_command_is_presumed_to_read_less_counts() {
    let table: [(&str, &[&str], &[&str]); 3] = [
        (
            r#"except = ["docs/**", "gen"]"#,
            &["docs/a.md", "gen/v.txt"],
            &["c.sh", "data/a.txt", "data/b.txt"],
        ),
        // What stands in the command is told, and not presumed.
        (r#"only = ["data/**"]"#, &["docs/a.md", "gen/v.txt"], &["c.sh", "data/a.txt"]),
        (
            "only = [\"data/**\", \"gen/**\"]\nexcept = [\"**/b.txt\"]\ninputs = [\"docs\"]",
            &["data/b.txt"],
            &["c.sh", "data/a.txt", "gen/v.txt", "docs/a.md"],
        ),
    ];
    for (more, free, bound) in table {
        let ws = gate_with(SCRIPT, more)
            .file(".gitignore", "/target\n/.readiness\n/gen\n")
            .file("c.sh", "true\n")
            .file("docs/a.md", "# A\n")
            .file("data/a.txt", "1\n")
            .file("data/b.txt", "1\n")
            .build();
        ws.write("gen/v.txt", "1\n");
        passes(&ws);
        free.iter().for_each(|file| stays_fresh(&ws, file));
        bound.iter().for_each(|file| counts(&ws, file));
    }
}

/// What a compiler or a build script named, what is compiled, and what chooses how, is never left out.
#[test]
fn what_was_seen_to_be_read_counts_all_the_same() {
    let lib = "pub const A: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/data/\", \"a.txt\"));\n\
               mod inner;\n#[test]\nfn t() { let root = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\"));\n\
               for above in root.ancestors() { drop(std::fs::metadata(above)); } assert!(!A.is_empty()); inner::run(); }\n";
    let script =
        "fn main() { println!(\"cargo:rerun-if-changed={}\", [\"data\", \"b.txt\"].join(\"/\")); }\n";
    let ws = gate_with(TESTS, "except = [\"**\"]")
        .package("a", |p| {
            p.lib(lib)
                .file("build.rs", script)
                .file("src/inner.rs", "pub fn run() {}\n")
                .file("data/a.txt", "a\n")
                .file("data/b.txt", "b\n")
                .file("data/c.txt", "c\n")
        })
        .file("docs/a.md", "# A\n")
        .build();
    passes(&ws);
    for file in ["docs/a.md", "crates/a/data/c.txt"] {
        stays_fresh(&ws, file);
    }
    for file in ["data/a.txt", "data/b.txt", "src/inner.rs", "src/lib.rs", "Cargo.toml", "build.rs"] {
        counts(&ws, &format!("crates/a/{file}"));
    }
    ws.write(".cargo/config.toml", "[build]\nrustflags = []\n");
    is_stale(&ws, ".cargo/config.toml");
}

/// A link stands for what it leads to, also where that has been left out.
#[cfg(unix)]
#[test]
fn what_a_link_leads_to_counts_with_it() {
    let ws = gate_with(SCRIPT, r#"only = ["near"]"#)
        .file("c.sh", "true\n")
        .file("far/v.txt", "1\n")
        .file("far/w.txt", "1\n")
        .build();
    std::os::unix::fs::symlink("far/v.txt", ws.path("near")).unwrap();
    ws.commit("Link");
    passes(&ws);
    stays_fresh(&ws, "far/w.txt");
    counts(&ws, "far/v.txt");
}

#[test]
fn a_watched_run_is_bound_to_what_it_opened_whatever_is_left_out() {
    let ws = gate_with(SCRIPT, "observe = true\nexcept = [\"**\"]")
        .file("c.sh", "d=da; cat ${d}ta/a.txt\n")
        .file("data/a.txt", "1\n")
        .file("docs/a.md", "# A\n")
        .build();
    passes(&ws);
    stays_fresh(&ws, "docs/a.md");
    counts(&ws, "data/a.txt");
}

#[test]
fn a_glob_that_narrows_nothing_is_refused_at_its_place() {
    let ws = gate_with(SCRIPT, "except = [\"docs/**\", \"dosc/**\"]")
        .file(".gitignore", "/target\n/.readiness\n/gen/\n*.log\n")
        .file("c.sh", "true\n")
        .file("docs/a.md", "# A\n")
        .build();
    let line = ws.read("readiness.toml").lines().position(|line| line.starts_with("except")).unwrap() + 1;
    for command in ["status", "ready"] {
        let told = ws.run([command]).exit(2).stderr_any().done().stderr;
        let place = format!("  readiness.toml:{line}:22\n");
        assert!(told.contains(&place) && told.contains("`dosc/**` matches no file"), "{told}");
    }
    // What git ignores may lie here tomorrow.
    for glob in ["gen/**", "gen", "gen/a.txt", "**/*.log"] {
        ws.write("readiness.toml", ws.read("readiness.toml").replace("dosc/**", glob));
        assert_eq!(check(&ws).outcome("g"), "pass", "{glob}");
        ws.write("readiness.toml", ws.read("readiness.toml").replace(glob, "dosc/**"));
    }
    let ws = gate_with(r#"kind = "file", path = "c.sh""#, "only = [\"c.sh\"]").file("c.sh", "true\n").build();
    ws.run(["status"]).exit(2).stderr_has("`only` narrows what a gate is presumed to read").done();
}

#[test]
fn every_answer_says_which_gate_is_narrowed_and_where() {
    let ws = gate_with(SCRIPT, "only = [\"c.sh\", \"docs/**\"]\nexcept = \"docs/b.md\"")
        .file("c.sh", "true\n")
        .file("docs/a.md", "# A\n")
        .file("docs/b.md", "# B\n")
        .build();
    passes(&ws);
    let text = ws.read("readiness.toml");
    let line = |key: &str| text.lines().position(|line| line.starts_with(key)).unwrap() + 1;
    let told = format!(
        "only c.sh (line {0}), only docs/** (line {0}), except docs/b.md (line {1})",
        line("only"),
        line("except")
    );
    for command in [&["status"][..], &["check", "g"]] {
        let output = ws.run(command).stdout_any().done().stdout;
        assert!(output.contains(&format!("narrowed: gate g: {told}\n")), "{output}");
    }
    let output = ws.run(["why", "g", "--inputs"]).stdout_any().done().stdout;
    assert!(output.contains(&told), "{output}");
    assert!(
        output.contains("narrowed  only c.sh, docs/**; except docs/b.md  (said by the checklist)"),
        "{output}"
    );
    assert!(!output.contains("docs/b.md  10"), "{output}");
    for command in [&["status"][..], &["why", "g"]] {
        let json = answer(ws.run(command).args(["--format", "json"]));
        let narrowed = json["ground"]["narrowed"].as_array().unwrap();
        assert_eq!(narrowed.len(), 3, "{narrowed:#?}");
        assert_eq!(
            (&narrowed[2]["gate"], &narrowed[2]["key"], &narrowed[2]["glob"], &narrowed[2]["line"]),
            (&"g".into(), &"except".into(), &"docs/b.md".into(), &line("except").into())
        );
    }
}
