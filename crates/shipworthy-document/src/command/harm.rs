//! Which calls may be run at all: those of a short list that look and change nothing but build folders. Everything else
//! is left to a person, what is known to change something with that reason.

use shipworthy_model::path::climbs;

use super::call::Call;
use super::cargo::Cargo;
use super::refusal::Refusal;

/// Programs that change something, here or elsewhere, or that run whatever they are given.
#[rustfmt::skip]
const CHANGES: &[&str] = &[
    "ansible", "apt", "apt-get", "aws", "az", "bash", "brew", "chmod", "chown", "cmd", "cp", "crontab",
    "curl", "dd", "deno", "diesel", "docker", "docker-compose", "env", "eval", "exec", "fly", "gcloud", "gh",
    "git", "glab", "helm", "heroku", "install", "kill", "killall", "kubectl", "ln", "mkdir", "mkfs", "mount",
    "mv", "nc", "node", "npx", "perl", "pip", "pip3", "pkill", "podman", "powershell", "psql", "pwsh",
    "python", "python3", "reboot", "redis-cli", "rm", "rmdir", "rsync", "ruby", "rustup", "scp", "sed",
    "service", "sh", "shutdown", "source", "sqlx", "ssh", "sudo", "systemctl", "tar", "tee", "terraform",
    "touch", "truncate", "vercel", "wget", "wrangler", "xargs", "zsh",
];

/// Words that say of a subcommand, a script or a task that it changes something.
#[rustfmt::skip]
const DEEDS: &[&str] = &[
    "add", "apply", "backup", "bump", "clean", "cleanup", "commit", "delete", "deploy", "destroy", "down",
    "drop", "exec", "fix", "init", "install", "kill", "login", "logout", "migrate", "new", "owner", "prod",
    "production", "prune", "publish", "purge", "push", "release", "remove", "reset", "restart", "restore",
    "rm", "rollback", "run", "seed", "self", "server", "setup", "start", "stop", "sync", "uninstall",
    "update", "upgrade", "upload", "vendor", "wipe", "write", "yank",
];

/// Words that say of a script or a task that it looks.
#[rustfmt::skip]
const LOOKS: &[&str] = &[
    "audit", "bench", "check", "checks", "coverage", "lint", "test", "tests", "typecheck", "validate",
    "verify",
];

/// Subcommands of cargo, ours and others', that only look.
#[rustfmt::skip]
const CARGO: &[&str] = &[
    "audit", "bench", "build", "check", "clippy", "deny", "doc", "fmt", "hack", "llvm-cov", "locate-project",
    "machete", "metadata", "miri", "nextest", "outdated", "semver-checks", "tarpaulin", "test", "tree",
    "udeps",
];

/// Flags that make a command which looks change something, or run something else.
#[rustfmt::skip]
const FLAGS: &[&str] = &[
    "--allow-dirty", "--artifact-dir", "--config", "--fix", "--force", "--install", "--open", "--out-dir",
    "--output", "--target-dir", "--write", "-C", "-f", "-o", "-w",
];

/// Programs that only look, and the first argument they must have for it; any when the list is empty.
const HARMLESS: &[(&str, &[&str])] = &[
    ("actionlint", &[]),
    ("go", &["build", "test", "vet"]),
    ("hadolint", &[]),
    (
        "mix",
        &[
            "compile",
            "coveralls",
            "credo",
            "deps.audit",
            "dialyzer",
            "format",
            "hex.audit",
            "sobelow",
            "test",
        ],
    ),
    ("mypy", &[]),
    ("pytest", &[]),
    ("ruff", &["check"]),
    ("shellcheck", &[]),
    ("typos", &[]),
    ("yamllint", &[]),
];

/// Programs that run the tasks they are given.
const TASKS: &[&str] = &["just", "make", "npm", "pnpm", "task", "yarn"];

/// Variables that a command may be given.
#[rustfmt::skip]
const VARIABLES: &[&str] = &[
    "CARGO_INCREMENTAL", "CARGO_TERM_COLOR", "CI", "MIX_ENV", "NODE_ENV", "RUSTDOCFLAGS", "RUSTFLAGS",
    "RUST_BACKTRACE", "RUST_LOG", "RUST_TEST_THREADS",
];

/// Why a call may not be run.
pub(super) fn objection(call: &Call) -> Option<Refusal> {
    let program = call.program();
    if CHANGES.contains(&program) && script(call).is_none() {
        return Some(Refusal::Changes(program.to_owned()));
    }
    let variable = call.env.iter().find(|(name, value)| {
        !VARIABLES.contains(&name.as_str()) || !value.is_literal() || value.text.starts_with("prod")
    });
    if let Some((name, _)) = variable {
        return Some(Refusal::Unvouched(name.clone()));
    }
    let arguments =
        || call.arguments().iter().map(|word| word.text.as_str()).take_while(|word| *word != "--");
    if let Some(flag) = arguments().find(|word| FLAGS.contains(&word.split('=').next().unwrap_or(word))) {
        return Some(Refusal::Changes(flag.to_owned()));
    }
    if let Some(word) = arguments().find(|word| leaves(word.rsplit('=').next().unwrap_or(word))) {
        return Some(Refusal::Leaves(word.to_owned()));
    }
    if let Some(script) = script(call) {
        return of_script(script);
    }
    match program {
        "cargo" => of_cargo(call),
        _ if TASKS.contains(&program) => of_tasks(call),
        _ => of_program(call),
    }
}

/// Does a path lead out of the workspace?
pub(super) fn leaves(path: &str) -> bool {
    let drive =
        path.as_bytes().get(1) == Some(&b':') && path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    path.starts_with(['/', '~', '\\']) || drive || climbs(&path.replace('\\', "/"))
}

/// The script that a call runs: `./x.sh`, `scripts/x`, `bash x.sh`.
pub(super) fn script(call: &Call) -> Option<&str> {
    let program = call.program();
    match program {
        "bash" | "sh" | "zsh" | "python" | "python3" | "node" | "ruby" | "perl" => {
            let first = call.arguments().first().filter(|word| word.is_literal())?;
            let is_file = !first.text.starts_with('-') && first.text.contains(['.', '/']);
            is_file.then_some(first.text.as_str())
        }
        _ => program.contains('/').then_some(program),
    }
}

fn of_script(script: &str) -> Option<Refusal> {
    if leaves(script) {
        return Some(Refusal::Leaves(script.to_owned()));
    }
    // What was built is a program of the workspace, and nobody knows what that does.
    let built = script.trim_start_matches("./").starts_with("target/");
    let words = || script.split(|letter: char| !letter.is_alphanumeric());
    let does = words().find(|word| DEEDS.contains(&word.to_lowercase().as_str()));
    let name = script.rsplit('/').next().unwrap_or(script);
    let looks = name.split(|letter: char| !letter.is_alphanumeric()).any(|word| LOOKS.contains(&word));
    match does {
        Some(_) => Some(Refusal::Changes(script.to_owned())),
        None if looks && !built => None,
        None => Some(Refusal::Unvouched(script.to_owned())),
    }
}

fn of_cargo(call: &Call) -> Option<Refusal> {
    let Some(cargo) = Cargo::of(call, None) else { return Some(Refusal::Unvouched("cargo".to_owned())) };
    let subcommand = cargo.subcommand;
    let known = || Some(Refusal::Unvouched(format!("cargo {subcommand}")));
    if DEEDS.contains(&subcommand) {
        return Some(Refusal::Changes(format!("cargo {subcommand}")));
    }
    if !CARGO.contains(&subcommand) {
        return known();
    }
    let first = cargo.operands.first().map_or("", |word| word.text.as_str());
    let looks = match subcommand {
        "fmt" => return (!checks_layout(&cargo)).then(|| Refusal::Changes("cargo fmt".to_owned())),
        "nextest" => return (!matches!(first, "run" | "list" | "r")).then(known).flatten(),
        "deny" => matches!(first, "" | "check" | "list"),
        "hack" => matches!(first, "build" | "check" | "clippy" | "test" | "doc"),
        "miri" => matches!(first, "test" | "nextest"),
        "build" | "test" | "check" | "clippy" | "doc" | "bench" => return None,
        _ => true,
    };
    let does = cargo.operands.iter().find(|word| DEEDS.contains(&word.text.as_str()));
    match does {
        Some(word) => Some(Refusal::Changes(format!("cargo {subcommand} {}", word.text))),
        None if looks => None,
        None => known(),
    }
}

/// `cargo fmt --check`, `cargo fmt -- --check`
fn checks_layout(cargo: &Cargo<'_>) -> bool {
    cargo.flags.iter().any(|flag| flag.name == "--check")
        || cargo.rest.iter().any(|word| word.text == "--check")
}

/// Every task must be one that looks.
fn of_tasks(call: &Call) -> Option<Refusal> {
    let tasks: Vec<&str> = call.arguments().iter().map(|word| word.text.as_str()).collect();
    let tasks = match (call.program(), tasks.as_slice()) {
        ("npm" | "pnpm" | "yarn", ["run", tasks @ ..]) => tasks,
        (_, tasks) => tasks,
    };
    let looks = |task: &&str| {
        let mut words = task.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| LOOKS.contains(&word)) && !task.starts_with('-') && !task.contains('=')
    };
    let does =
        |task: &&&str| task.split(|letter: char| !letter.is_alphanumeric()).any(|word| DEEDS.contains(&word));
    let npm_audit = call.program() != "make" && tasks.first() == Some(&"audit");
    match tasks.iter().find(does) {
        Some(task) => Some(Refusal::Changes((*task).to_owned())),
        None if !npm_audit && !tasks.is_empty() && tasks.iter().all(looks) => None,
        None => Some(Refusal::Unvouched(call.program().to_owned())),
    }
}

fn of_program(call: &Call) -> Option<Refusal> {
    let first = call.arguments().first().map_or("", |word| word.text.as_str());
    let harmless = HARMLESS.iter().find(|(name, _)| *name == call.program());
    let fits = harmless.is_some_and(|(_, firsts)| firsts.is_empty() || firsts.contains(&first));
    let layout = call.program() == "mix" && first == "format";
    let checks = || call.arguments().iter().any(|word| word.text == "--check-formatted");
    match fits && (!layout || checks()) {
        true => None,
        false if call.program() == "mix" && !fits => Some(Refusal::Changes(format!("mix {first}"))),
        false => Some(Refusal::Unvouched(call.program().to_owned())),
    }
}
