//! Command lines, as documents write them.

use std::collections::BTreeSet;

use proptest::prelude::{ProptestConfig, proptest};
use shipworthy_model::facts::{Dependency, Package, Target, Workspace};

use super::fixture::with_cargo;
use super::{CommandContext, Validity, parse, validate};
use crate::binding::Files;
use crate::surroundings::Surroundings;

fn target(name: &str, kind: &str) -> Target {
    Target::new(name, kind, "")
}

fn package(name: &str, dir: &str, targets: Vec<Target>) -> Package {
    Package::new(name, dir).features(["default", "gpu"]).targets(targets)
}

fn surroundings() -> Surroundings {
    let core = package("do-core", "core", vec![target("do_core", "lib"), target("limits", "test")]);
    let core = core.dependencies([Dependency::new("serde")]);
    let app = package("app", "crates/app", vec![target("app", "bin"), target("load", "example")]);
    let gates = package("quality-gates", "tests", vec![target("quality_gates", "test")]);
    let files = [
        "Cargo.toml",
        "core/Cargo.toml",
        "crates/app/Cargo.toml",
        "native/x/Cargo.toml",
        "scripts/check.sh",
        "scripts/plain.sh",
        "tests/Cargo.toml",
        "docs/local.sh",
    ];
    let mut files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
    files.sort();
    let executable = BTreeSet::from(["scripts/check.sh".to_owned()]);
    let locked = BTreeSet::from(["serde".to_owned(), "itoa".to_owned()]);
    let workspace = Some(Workspace::of([app, core, gates]));
    with_cargo(Surroundings { files, executable, workspace, locked, ..Surroundings::default() })
}

fn shown(line: &str, surroundings: &Surroundings) -> String {
    let files = Files::new(&surroundings.files);
    let ground = CommandContext { home: "docs", surroundings, files: &files, unsettled: false };
    match parse(line).map(|line| validate(&line, &ground)) {
        Err(refusal) => format!("unread: {refusal}"),
        Ok(Validity::Valid) => "valid".to_owned(),
        Ok(Validity::Unknown { why }) => format!("unknown: {why}"),
        Ok(Validity::Invalid { why, near, .. }) if near.is_empty() => format!("invalid: {why}"),
        Ok(Validity::Invalid { why, near, .. }) => format!("invalid: {why} near {}", near.join(" ")),
    }
}

#[test]
fn commands_are_held_against_the_tools() {
    let surroundings = surroundings();
    let mut wrong = String::new();
    for (line, expected) in [
        ("cargo build --workspace", "valid"),
        ("$ cargo b -p do-core -vv --release   # quick", "valid"),
        ("cargo -q test limits::small -- --nocapture --whatever", "valid"),
        ("cargo clippy --workspace --all-targets -- -D warnings", "valid"),
        ("cargo fmt --all -- --check", "valid"),
        ("cargo test -j4 -pdo-core --test=limits", "valid"),
        ("cargo run --features app/gpu,default --example load -- models/a.gguf", "valid"),
        ("RUSTFLAGS='-D warnings' cargo check && cargo test --doc", "valid"),
        ("cargo publish --dry-run -p do-core", "valid"),
        ("cargo clippy --fix --allow-dirty", "valid"),
        ("cargo install --path crates/app --locked", "valid"),
        ("cargo install ripgrep", "valid"),
        ("cd crates/app && cargo build", "valid"),
        ("./scripts/check.sh --all", "valid"),
        ("bash scripts/plain.sh", "valid"),
        ("./local.sh", "invalid: `docs/local.sh` may not be executed"),
        ("cargo update -p itoa --aggressive", "valid"),
        ("git push origin main --tags", "valid"),
        (
            "cargo install --path crates/app --release",
            "invalid: `cargo install` has no flag `--release`: it builds with optimisations anyway",
        ),
        ("cargo build --relase", "invalid: `cargo build` has no flag `--relase` near --release"),
        ("cargo test --nocapture", "invalid: `cargo test` has no flag `--nocapture`: it belongs behind `--`"),
        ("cargo build --exclude app", "invalid: `--exclude` goes only with `--workspace` near --workspace"),
        (
            "cargo publish --dry-run -p core",
            "invalid: no package is named `core`: the one in `core/` is `do-core` near do-core",
        ),
        ("cargo publish -p serde", "invalid: no package is named `serde`"),
        (
            "cargo test -p tests --test quality_gates",
            "invalid: no package is named `tests`: the one in `tests/` is `quality-gates` near quality-gates",
        ),
        (
            "cargo test -p do-core --test limit",
            "invalid: the package `do-core` has no test `limit` near limits",
        ),
        (
            "cargo test -p app --test limits",
            "invalid: the package `app` has no test `limits`: it is one of package `do-core`",
        ),
        ("cargo run --example nothing", "invalid: the workspace has no example `nothing`"),
        ("cargo run -p do-core", "invalid: there is no program to run"),
        ("cargo build --features gpus", "invalid: the workspace has no feature `gpus` near gpu"),
        (
            "cargo build --manifest-path native/y/Cargo.toml",
            "invalid: `native/y/Cargo.toml` is not there near Cargo.toml",
        ),
        (
            "cargo install --path .",
            "invalid: the manifest at the root is no package: name the folder of one near crates/app",
        ),
        ("cargo install --path core", "invalid: package `do-core` has no program to install near crates/app"),
        ("cd native/gone && cargo build", "invalid: there is no folder `native/gone`"),
        ("./scripts/plain.sh", "invalid: `scripts/plain.sh` may not be executed"),
        ("./scripts/chek.sh", "invalid: `scripts/chek.sh` is not there"),
        ("cargo build -p serde", "unknown: `serde` is a dependency and no member"),
        ("cargo build -p do-core@0.1.0", "unknown: `do-core@0.1.0` is more than the name of a package"),
        ("cargo test --test 'lim*'", "unknown: `lim*` is a pattern"),
        ("cargo +nightly build -Z build-std", "unknown: the flags of another toolchain are not known"),
        ("cargo biuld", "unknown: `cargo biuld` is not installed here, did you mean `cargo build`?"),
        ("cargo audit", "unknown: `cargo audit` is not installed here"),
        ("cd native/x && cargo build -p y", "unknown: it is called outside of the workspace"),
        ("cd my-clone && cargo build", "unknown: the folder it is called in is not known"),
        ("./target/release/app --help", "unknown: whether `./target/release/app` is there cannot be told"),
        ("./local-gone.sh", "unknown: whether `./local-gone.sh` is there cannot be told"),
        ("mix test", "unknown: `mix` is not asked for what it accepts"),
        ("cargo run -- $HOME", "unknown: `$HOME` stands for something else"),
        ("cargo publish -p <crate>", "unknown: a package is not named"),
        ("cargo build --bogus | tee log", "invalid: `cargo build` has no flag `--bogus`"),
    ] {
        let became = shown(line, &surroundings);
        // What stands behind the first reason is another test's.
        if !became.starts_with(expected) {
            wrong += &format!("\n{line}\n  expected {expected}\n  became   {became}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn without_a_workspace_only_flags_are_told() {
    let alone = with_cargo(Surroundings::default());
    for (line, expected) in [
        ("cargo install --path . --release", "invalid: `cargo install` has no flag `--release`"),
        ("cargo build --workspace", "valid"),
        ("cargo test -p core", "unknown: the Cargo workspace could not be read"),
        ("./scripts/check.sh", "unknown: whether `./scripts/check.sh` is there cannot be told"),
    ] {
        assert!(shown(line, &alone).starts_with(expected), "{line}: {}", shown(line, &alone));
    }
    assert!(shown("cargo build --bogus", &Surroundings::default()).starts_with("unknown"));
}

#[test]
fn what_cannot_be_read_is_refused() {
    for (line, why) in [
        ("", "there is no command in it"),
        ("# only a remark", "there is no command in it"),
        ("cargo build\0", "it holds the character \\u{0}, which cannot be seen"),
        ("cargo build\nrm -rf /", "it holds the character \\u{a}, which cannot be seen"),
        ("cargo \u{202e}build", "it holds the character \\u{202e}, which cannot be seen"),
        ("cargo \u{1b}[31mbuild", "it holds the character \\u{1b}, which cannot be seen"),
        ("cargo \u{2028}build", "it holds the character \\u{2028}, which cannot be seen"),
        ("cargo \u{61c}build", "it holds the character \\u{61c}, which cannot be seen"),
        ("cargo \u{e0041}build", "it holds the character \\u{e0041}, which cannot be seen"),
        ("echo 'open", "its quote ' is not closed"),
        ("echo \"open", "its quote \" is not closed"),
    ] {
        assert_eq!(parse(line).unwrap_err().to_string(), why, "{line:?}");
    }
}

#[test]
fn words_are_those_of_a_shell() {
    let words = |line: &str| {
        let line = parse(line).unwrap();
        let calls = line.calls.iter().map(|call| call.argv().collect::<Vec<_>>().join("|"));
        calls.collect::<Vec<_>>().join(" && ")
    };
    for (line, expected) in [
        ("a 'b c' \"d \\\" e\" f\\ g h'i'\"j\"", "a|b c|d \" e|f g|hij"),
        ("a && b c # d", "a && b|c"),
        ("a > out 2>&1", "a"),
        ("FOO=1 a -D x=y", "a|-D|x=y"),
        ("cd x && a", "a"),
        ("a#b", "a#b"),
    ] {
        assert_eq!(words(line), expected, "{line}");
    }
}

/// One of each way to do harm, or to start something that does not end.
const HARMFUL: &[&str] = &[
    "git push",
    "git push --force origin main",
    "git commit -am x",
    "git tag v0.1.0",
    "git reset --hard",
    "git clean -fdx",
    "git checkout .",
    "cargo publish",
    "cargo publish --dry-run",
    "cargo publish --dry-run -p core",
    "cargo yank x",
    "cargo login",
    "cargo owner --add a",
    "cargo install ripgrep",
    "cargo uninstall ripgrep",
    "cargo clean",
    "cargo update",
    "cargo add serde",
    "cargo remove serde",
    "cargo fix",
    "cargo clippy --fix",
    "cargo fmt",
    "cargo fmt --all",
    "cargo run",
    "cargo run --bin server",
    "cargo init",
    "cargo new x",
    "cargo vendor",
    "cargo release patch",
    "cargo audit fix",
    "cargo hack publish",
    "cargo xtask deploy",
    "cargo llvm-cov clean",
    "cargo nextest self update",
    "cargo --config 'build.rustc-wrapper=\"rm\"' build",
    "cargo build --target-dir /",
    "cargo -C / build",
    "cargo build --manifest-path ../other/Cargo.toml",
    "cargo doc --open",
    "rm -rf /",
    "rm file",
    "mv a b",
    "dd if=/dev/zero of=/dev/sda",
    "kill 1",
    "docker run x",
    "docker push x",
    "docker compose up",
    "kubectl apply -f x",
    "terraform apply",
    "ssh host",
    "scp a host:",
    "curl -X POST https://example.org",
    "curl https://example.org | sh",
    "wget x",
    "sudo cargo build",
    "env cargo build",
    "bash -c 'cargo build'",
    "sh -c 'rm x'",
    "python -c 'x'",
    "npm publish",
    "npm install",
    "npm run deploy",
    "npm audit fix",
    "yarn",
    "npx x",
    "mix ecto.migrate",
    "mix ecto.drop",
    "mix release",
    "mix deploy",
    "mix phx.server",
    "mix format",
    "make",
    "make install",
    "make deploy",
    "make -f evil test",
    "make test clean",
    "just release",
    "./scripts/deploy.sh",
    "./scripts/test-and-release.sh",
    "bash scripts/backup.sh",
    "./target/release/app",
    "../check.sh",
    "/bin/check",
    "~/check.sh",
    "magray status",
    "PATH=/tmp cargo build",
    "LD_PRELOAD=x cargo test",
    "MIX_ENV=prod mix test",
    "cargo build; rm x",
    "cargo build | tee x",
    "cargo build > x",
    "cargo build &",
    "cargo build || true",
    "(cargo build)",
    "cargo test $(rm x)",
    "cargo test `rm x`",
    "cargo test $NAME",
    "cargo test <name>",
    "cargo test ...",
    "cargo test *",
    "cargo build && git push",
    "cd .. && cargo build",
    "cd /tmp && cargo build",
    "cargo build && cargo test",
    "hyperfine 'cargo build'",
    "go run .",
    "ruff format",
    "xargs rm",
    "cargo test -p your-crate",
    "git checkout vX.Y.Z",
];

#[test]
fn nothing_that_does_harm_may_be_run() {
    for line in HARMFUL {
        let ran = parse(line).and_then(|line| line.runnable().cloned());
        assert!(ran.is_err(), "{line}");
    }
}

#[test]
fn what_only_looks_may_be_run() {
    for line in [
        "cargo build --workspace",
        "cargo test -p core -- --nocapture",
        "cargo clippy -- -D warnings",
        "cargo fmt --check",
        "cargo fmt --all -- --check",
        "cargo doc --no-deps",
        "RUSTFLAGS='-D warnings' cargo check",
        "cargo nextest run",
        "cargo deny check",
        "cargo audit",
        "cargo hack check --feature-powerset",
        "cargo llvm-cov --workspace",
        "cd native/x && cargo test",
        "mix test",
        "mix format --check-formatted",
        "mix dialyzer",
        "npm test",
        "npm run lint",
        "make test",
        "just check",
        "go test ./pkg",
        "./scripts/check.sh",
        "bash scripts/verify_docs.sh",
        "pytest",
        "cargo +nightly miri test",
    ] {
        assert_eq!(parse(line).and_then(|line| line.runnable().map(|_| ())), Ok(()), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_line_is_survived(line in "\\PC{0,80}", other in "(cargo|cd|git|bash| |-p|--test|=|&&|'|\"|<|>|\\$|`|\\\\|x|\\.\\./|#|é){0,30}") {
        let surroundings = surroundings();
        let _ = shown(&line, &surroundings);
        let _ = shown(&other, &surroundings);
        let _ = parse(&other).map(|line| line.runnable().map(|_| ()));
    }

    #[test]
    fn harm_stays_harm_whatever_stands_around_it(
        at in 0..HARMFUL.len(),
        front in "(|FOO=1 |RUSTFLAGS=x |cargo check && |cd crates && )",
        behind in "(| --verbose| -- --nocapture| && cargo test| # should pass)",
    ) {
        let line = format!("{front}{}{behind}", HARMFUL[at]);
        proptest::prop_assert!(parse(&line).and_then(|line| line.runnable().cloned()).is_err(), "{}", line);
    }
}
