//! The ways in which a repository can name a program. A scene holds those that do not get in each other's way; each has
//! a marker of its own.

use std::fs;

use super::scene::{LookingScene, program};

/// Scenes, each with what is planted in it.
pub(super) type Table = &'static [(&'static str, fn(&LookingScene))];

/// What a delivered `.git` can say.
pub(super) const SETTINGS: Table = &[
    ("settings", settings),
    ("a worktree's settings", worktree_settings),
    ("included settings", included),
    ("hooks", hooks),
    ("filters", filters),
    ("a process filter", process_filter),
    ("the user's filter", users_filter),
    ("a signed commit", signed),
    ("an ext:: remote", ext_remote),
    ("an ssh remote", ssh_remote),
    ("an http remote", http_remote),
    ("a partial clone", partial),
    ("an index to refresh", touched),
];

/// Where a repository can lie.
pub(super) const REPOSITORIES: Table = &[
    ("a bare repository in the tree", bare_inside),
    ("a .git file that points into the tree", git_file),
    ("a .git link that points into the tree", git_link),
    ("a worktree elsewhere", elsewhere),
    ("a linked worktree", linked_worktree),
    ("a submodule", submodule),
    ("a repository that is not tracked", nested),
];

/// What cargo and rustup read of a repository.
pub(super) const CARGO: Table = &[
    ("rust-toolchain.toml", toolchain_toml),
    ("rust-toolchain", toolchain_legacy),
    ("rust-toolchain in TOML", toolchain_legacy_toml),
    ("a toolchain above", toolchain_above),
    ("aliases", aliases),
    ("a hidden alias", hidden_alias),
    ("settings of cargo", cargo_settings),
    ("included settings of cargo", cargo_included),
    ("variables of cargo", cargo_variables),
    ("code that builds run", builds),
];

/// Where a repository can have programs.
pub(super) const PATHS: Table = &[
    ("PATH with .", |scene| on_path(scene, "", ".")),
    ("PATH with an empty entry", |scene| on_path(scene, "", "")),
    ("PATH with a relative entry", |scene| on_path(scene, "tools/", "tools")),
    ("PATH with a folder of the repository", |scene| on_path(scene, "tools/", "@/tools")),
    ("PATH with a link into the repository", linked_path),
    ("names with a slash", slashes),
];

fn config(scene: &LookingScene, key: &str, value: &str) {
    scene.ws.git(["config", "--add", key, value]);
}

/// A file that has to be read again, so that every filter would be asked.
fn touch(scene: &LookingScene) {
    scene.ws.append("README.md", "more\n");
    scene.ws.write("untracked.txt", "x\n");
}

fn settings(scene: &LookingScene) {
    for (key, marker) in [
        ("core.fsmonitor", "fsmonitor"),
        ("core.pager", "pager"),
        ("pager.status", "pager-status"),
        ("pager.log", "pager-log"),
        ("core.editor", "editor"),
        ("sequence.editor", "sequence-editor"),
        ("core.askPass", "askpass"),
        ("core.alternateRefsCommand", "alternate-refs"),
        ("diff.external", "external-diff"),
        ("diff.x.command", "diff-command"),
        ("diff.x.textconv", "textconv"),
        ("merge.x.driver", "merge-driver"),
        ("interactive.diffFilter", "diff-filter"),
        ("uploadpack.packObjectsHook", "pack-objects"),
        ("trailer.x.command", "trailer"),
        ("trailer.x.cmd", "trailer-cmd"),
        ("gpg.program", "gpg"),
        ("gpg.ssh.program", "gpg-ssh"),
        ("credential.helper", "credential"),
        ("browser.x.cmd", "browser"),
        ("core.gitProxy", "git-proxy"),
    ] {
        let path = scene.outside(marker, "exit 1");
        config(scene, key, &path);
    }
    for subcommand in [
        "status",
        "ls-files",
        "log",
        "rev-parse",
        "diff",
        "diff-index",
        "hash-object",
        "for-each-ref",
        "check-ignore",
    ] {
        let path = scene.outside(&format!("alias-{subcommand}"), "exit 1");
        config(scene, &format!("alias.{subcommand}"), &format!("!{path}"));
    }
    config(scene, "log.showSignature", "true");
    config(scene, "core.untrackedCache", "true");
    config(scene, "submodule.recurse", "true");
    fs::write(scene.ws.path(".git/info/attributes"), "* diff=x merge=x\n").unwrap();
    touch(scene);
}

fn worktree_settings(scene: &LookingScene) {
    config(scene, "core.repositoryFormatVersion", "1");
    config(scene, "extensions.worktreeConfig", "true");
    let path = scene.outside("worktree-fsmonitor", "exit 1");
    scene.ws.git(["config", "--worktree", "core.fsmonitor", &path]);
    touch(scene);
}

fn included(scene: &LookingScene) {
    for (key, marker) in [("include.path", "include"), ("includeIf.gitdir:/.path", "include-if")] {
        let path = scene.outside(marker, "exit 1");
        let file = scene.ws.path(&format!(".git/{marker}"));
        fs::write(&file, format!("[core]\n\tfsmonitor = {path}\n")).unwrap();
        config(scene, key, &file.to_string_lossy());
        touch(scene);
    }
}

fn hooks(scene: &LookingScene) {
    let names = [
        "post-index-change",
        "pre-push",
        "reference-transaction",
        "fsmonitor-watchman",
        "post-checkout",
        "pre-commit",
        "post-rewrite",
        "pre-auto-gc",
        "query-watchman",
    ];
    for name in names {
        program(
            &scene.ws.path(&format!(".git/hooks/{name}")),
            &scene.script(&format!("hook-{name}"), "exit 1"),
        );
        program(
            &scene.ws.path(&format!("hooks/{name}")),
            &scene.script(&format!("path-hook-{name}"), "exit 1"),
        );
    }
    // Half of them by a setting, which git prefers; the others are found where they usually are.
    config(scene, "core.hooksPath", &scene.ws.path("hooks").to_string_lossy());
    remote(scene, &scene.ws.root().to_string_lossy());
    touch(scene);
}

fn filters(scene: &LookingScene) {
    for (filter, attributes) in
        [("info", ".git/info/attributes"), ("tracked", ".gitattributes"), ("file", ".git/attributes")]
    {
        for side in ["clean", "smudge"] {
            let path = scene.outside(&format!("{filter}-{side}"), "exec cat");
            config(scene, &format!("filter.{filter}.{side}"), &path);
        }
        let pattern = match filter {
            "info" => "README.md",
            "tracked" => "Cargo.toml",
            _ => "CHECKLIST.md",
        };
        fs::write(scene.ws.path(attributes), format!("{pattern} filter={filter}\n")).unwrap();
    }
    config(scene, "core.attributesFile", &scene.ws.path(".git/attributes").to_string_lossy());
    for file in ["README.md", "Cargo.toml", "CHECKLIST.md"] {
        let text = scene.ws.read(file);
        scene.ws.write(file, text);
    }
}

fn process_filter(scene: &LookingScene) {
    let path = scene.outside("process", "exit 1");
    config(scene, "filter.x.process", &path);
    config(scene, "filter.x.required", "true");
    fs::write(scene.ws.path(".git/info/attributes"), "* filter=x\n").unwrap();
    touch(scene);
}

/// The program is the user's own, but the files of the repository choose that it runs.
fn users_filter(scene: &LookingScene) {
    let path = scene.outside("user-clean", "exec cat");
    let file = scene.ws.scratch().join("gitconfig");
    let more = fs::read_to_string(&file).unwrap()
        + &format!("[filter \"big\"]\n\tclean = {path}\n\tsmudge = {path}\n");
    scene.ws.write(".gitattributes", "*.md filter=big\n");
    scene.ws.commit("Attributes");
    fs::write(file, more).unwrap();
    touch(scene);
}

fn signed(scene: &LookingScene) {
    // git counts a program that does not read what it is to sign as one that failed.
    let sign = "cat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf -- '-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n'";
    let path = scene.outside("signature", sign);
    config(scene, "gpg.program", &path);
    config(scene, "log.showSignature", "true");
    scene.ws.append("CHECKLIST.md", "- [x] signed\n");
    scene.ws.git(["add", "--all"]);
    scene.ws.git(["commit", "--quiet", "--gpg-sign=x", "--message", "Signed"]);
}

fn remote(scene: &LookingScene, url: &str) {
    scene.ws.git(["remote", "add", "origin", url]);
    config(scene, "branch.main.remote", "origin");
    config(scene, "branch.main.merge", "refs/heads/main");
}

fn ext_remote(scene: &LookingScene) {
    let path = scene.outside("ext", "exit 1");
    remote(scene, &format!("ext::{path}"));
    config(scene, "protocol.ext.allow", "always");
    config(scene, "protocol.allow", "always");
}

fn ssh_remote(scene: &LookingScene) {
    let path = scene.outside("ssh", "exit 1");
    remote(scene, "ssh://nowhere.invalid/a.git");
    config(scene, "core.sshCommand", &path);
    config(scene, "ssh.variant", "simple");
}

fn http_remote(scene: &LookingScene) {
    let path = scene.outside("credential-helper", "exit 1");
    remote(scene, "https://127.0.0.1:9/a.git");
    config(scene, "credential.helper", &path);
    let pack = scene.outside("upload-pack", "exit 1");
    config(scene, "remote.origin.uploadpack", &pack);
    config(scene, "remote.origin.receivepack", &pack);
    let vcs = scene.outside("proxy", "exit 1");
    config(scene, "remote.origin.proxy", &vcs);
}

/// The object of a file is missing, and would be fetched when somebody asks.
fn partial(scene: &LookingScene) {
    let path = scene.outside("lazy-fetch", "exit 1");
    let blob = scene.ws.git(["rev-parse", "HEAD:README.md"]);
    config(scene, "core.repositoryFormatVersion", "1");
    config(scene, "extensions.partialClone", "origin");
    config(scene, "remote.origin.promisor", "true");
    config(scene, "remote.origin.partialCloneFilter", "blob:none");
    config(scene, "remote.origin.url", &format!("ext::{path}"));
    config(scene, "protocol.ext.allow", "always");
    fs::remove_file(scene.ws.path(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).unwrap();
    let tree = scene.ws.git(["rev-parse", "HEAD^{tree}"]);
    fs::remove_file(scene.ws.path(&format!(".git/objects/{}/{}", &tree[..2], &tree[2..]))).unwrap();
    touch(scene);
}

/// No marker: only that the index is not written.
fn touched(scene: &LookingScene) {
    for file in ["CHECKLIST.md", "README.md", "Cargo.toml"] {
        let text = scene.ws.read(file);
        scene.ws.write(file, text);
    }
}

/// A bare repository in the files of the tree, with a checklist in it: git takes it for the one that one stands in.
fn bare_inside(scene: &LookingScene) {
    let path = scene.outside("bare-fsmonitor", "exit 1");
    scene.ws.git(["init", "--quiet", "--bare", "inner"]);
    scene.ws.git(["--git-dir=inner", "config", "core.bare", "false"]);
    scene.ws.git(["--git-dir=inner", "config", "core.worktree", &scene.ws.path("inner").to_string_lossy()]);
    scene.ws.git(["--git-dir=inner", "config", "core.fsmonitor", &path]);
    for file in ["readiness.toml", "CHECKLIST.md", "README.md", "Cargo.toml"] {
        let text = scene.ws.read(file);
        scene.ws.write(&format!("inner/{file}"), text.replace("crates/vic", "../crates/vic"));
    }
    scene.ws.write("inner/Cargo.toml", "[package]\nname = \"inner\"\nversion = \"0.1.0\"\n[workspace]\n");
    scene.ws.write("inner/src/lib.rs", "");
    scene.ws.write("inner/objects/keep", "");
    scene.ws.write("inner/refs/keep", "");
    scene.ws.commit("A repository inside");
    scene.stand_in("inner");
}

/// A repository with these settings among the files of the tree.
fn repository_inside(scene: &LookingScene, marker: &str) {
    let path = scene.outside(marker, "exit 1");
    fs::rename(scene.ws.path(".git"), scene.ws.path("store")).unwrap();
    let settings = scene.ws.read("store/config") + &format!("[core]\n\tfsmonitor = {path}\n");
    scene.ws.write("store/config", settings);
}

fn git_file(scene: &LookingScene) {
    repository_inside(scene, "git-file");
    scene.ws.write(".git", "gitdir: store\n");
}

fn git_link(scene: &LookingScene) {
    repository_inside(scene, "git-link");
    scene.ws.link(".git", "store");
}

fn elsewhere(scene: &LookingScene) {
    let path = scene.outside("elsewhere", "exit 1");
    let other = scene.ws.scratch().join("other");
    fs::create_dir(&other).unwrap();
    config(scene, "core.worktree", &other.to_string_lossy());
    config(scene, "core.fsmonitor", &path);
}

/// The workspace is a worktree of a repository that lies beside it.
fn linked_worktree(scene: &LookingScene) {
    let path = scene.outside("worktree", "exit 1");
    let main = scene.ws.scratch().join("main");
    fs::create_dir(&main).unwrap();
    fs::rename(scene.ws.path(".git"), main.join(".git")).unwrap();
    let git = main.join(".git/worktrees/vic");
    fs::create_dir_all(&git).unwrap();
    let place = scene.ws.path(".git");
    for (name, text) in [
        ("HEAD", "ref: refs/heads/main\n".to_owned()),
        ("commondir", "../..\n".to_owned()),
        ("gitdir", format!("{}\n", place.display())),
        ("config.worktree", format!("[core]\n\tfsmonitor = {path}\n")),
    ] {
        fs::write(git.join(name), text).unwrap();
    }
    fs::copy(main.join(".git/index"), git.join("index")).unwrap();
    fs::write(place, format!("gitdir: {}\n", git.display())).unwrap();
    config(scene, "core.repositoryFormatVersion", "1");
    config(scene, "extensions.worktreeConfig", "true");
    touch(scene);
}

fn submodule(scene: &LookingScene) {
    let path = scene.outside("submodule", "exit 1");
    let clean = scene.outside("submodule-filter", "exec cat");
    let origin = scene.ws.scratch().join("origin");
    scene.ws.git(["clone", "--quiet", ".", &origin.to_string_lossy()]);
    scene.ws.git([
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "--quiet",
        &origin.to_string_lossy(),
        "module",
    ]);
    scene.ws.commit("A module");
    for (key, value) in [("core.fsmonitor", &path), ("filter.x.clean", &clean)] {
        scene.ws.git(["-C", "module", "config", key, value]);
    }
    scene.ws.write(".git/modules/module/info/attributes", "* filter=x\n");
    scene.ws.append("module/README.md", "more\n");
}

fn nested(scene: &LookingScene) {
    let path = scene.outside("nested", "exit 1");
    scene.ws.git(["clone", "--quiet", ".", "nested"]);
    scene.ws.git(["-C", "nested", "config", "core.fsmonitor", &path]);
    scene.ws.append("nested/README.md", "more\n");
}

/// A folder that rustup takes for a toolchain.
fn toolchain(scene: &LookingScene, marker: &str) {
    for name in ["cargo", "rustc", "rustfmt", "cargo-clippy", "cargo-fmt", "rustdoc"] {
        program(
            &scene.ws.path(&format!("tc/bin/{name}")),
            &scene.script(&format!("{marker}-{name}"), "exit 1"),
        );
    }
    scene.ws.write("tc/lib/keep", "");
}

fn toolchain_toml(scene: &LookingScene) {
    toolchain(scene, "toml");
    scene.ws.write("rust-toolchain.toml", "[toolchain]\npath = \"/proc/self/cwd/tc\"\n");
    scene.ws.commit("A toolchain");
}

fn toolchain_legacy(scene: &LookingScene) {
    toolchain(scene, "legacy");
    scene.ws.write("rust-toolchain", "/proc/self/cwd/tc\n");
    scene.ws.commit("A toolchain");
}

fn toolchain_legacy_toml(scene: &LookingScene) {
    toolchain(scene, "legacy-toml");
    scene.ws.write("rust-toolchain", "[toolchain]\n\"p\\u0061th\" = \"/proc/self/cwd/tc\"\n");
    scene.ws.commit("A toolchain");
}

fn toolchain_above(scene: &LookingScene) {
    toolchain(scene, "above");
    let file = scene.ws.scratch().join("rust-toolchain.toml");
    fs::write(file, format!("[toolchain]\npath = \"{}\"\n", scene.ws.path("tc").display())).unwrap();
}

/// A crate of the repository that leaves the marker when it is run.
fn runnable(scene: &LookingScene, marker: &str) {
    let script = scene.outside(marker, "exit 0");
    scene.ws.write(
        &format!("{marker}/Cargo.toml"),
        format!("[package]\nname = \"{marker}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n"),
    );
    let main = format!("fn main() {{ let _ = std::process::Command::new({script:?}).status(); }}\n");
    scene.ws.write(&format!("{marker}/src/main.rs"), main);
}

fn aliases(scene: &LookingScene) {
    runnable(scene, "evil");
    let mut text = "[alias]\n".to_owned();
    for name in
        ["build", "clippy", "fmt", "metadata", "version", "test", "nextest", "package", "generate-lockfile"]
    {
        text += &format!("{name} = \"run -q --manifest-path evil/Cargo.toml --\"\n");
    }
    scene.ws.write(".cargo/config.toml", text);
    scene.ws.commit("Aliases");
}

/// An alias of a wrong type makes cargo list none, while it still follows the others.
fn hidden_alias(scene: &LookingScene) {
    runnable(scene, "hidden");
    let text =
        "[alias]\nclippy = \"run -q --manifest-path hidden/Cargo.toml --\"\nfmt = \"clippy\"\nzz = 1\n";
    scene.ws.write(".cargo/config.toml", text);
    scene.ws.commit("A hidden alias");
}

const HOST: &str = "x86_64-unknown-linux-gnu";

fn cargo_settings(scene: &LookingScene) {
    let names = [
        "rustc",
        "wrapper",
        "workspace-wrapper",
        "rustdoc",
        "provider",
        "global-provider",
        "runner",
        "linker",
        "asked",
    ];
    for name in names {
        scene.inside(&format!("evil/{name}"), &format!("cargo-{name}"));
    }
    scene.ws.write(
        ".cargo/config.toml",
        format!(
            "[build]\nrustc = \"./evil/rustc\"\nrustc-wrapper = \"./evil/wrapper\"\n\
             rustc-workspace-wrapper = \"./evil/workspace-wrapper\"\nrustdoc = \"./evil/rustdoc\"\n\
             [target.{HOST}]\nrunner = \"./evil/runner\"\nlinker = \"./evil/linker\"\n\
             [registry]\ndefault = \"mine\"\nglobal-credential-providers = [\"./evil/global-provider\"]\n\
             [registries.mine]\nindex = \"sparse+http://127.0.0.1:9/\"\ncredential-provider = [\"./evil/provider\"]\n\
             [registries.crates-io]\ncredential-provider = [\"./evil/asked\"]\n\
             [net]\ngit-fetch-with-cli = true\n[unstable]\nbuild-std = [\"std\"]\n"
        ),
    );
    scene.ws.commit("Settings");
}

fn cargo_included(scene: &LookingScene) {
    scene.inside("evil/rustc", "included-rustc");
    scene.ws.write(".cargo/config.toml", "include = [\"more.toml\"]\n[unstable]\nconfig-include = true\n");
    scene
        .ws
        .write(".cargo/more.toml", "[build]\nrustc = \"./evil/rustc\"\nrustc-wrapper = \"./evil/rustc\"\n");
    scene.ws.commit("Settings");
}

fn cargo_variables(scene: &LookingScene) {
    for name in ["rustc", "cargo", "git", "cargo-clippy"] {
        scene.inside(&format!("evil/{name}"), &format!("env-{name}"));
    }
    scene.ws.write(
        ".cargo/config.toml",
        "[env]\nPATH = { value = \"evil\", relative = true, force = true }\n\
         RUSTC = { value = \"evil/rustc\", relative = true, force = true }\n\
         RUSTC_WRAPPER = { value = \"evil/rustc\", relative = true, force = true }\n\
         CARGO = { value = \"evil/cargo\", relative = true, force = true }\n\
         RUSTUP_TOOLCHAIN = { value = \"evil\", relative = true, force = true }\n",
    );
    scene.ws.commit("Variables");
}

fn builds(scene: &LookingScene) {
    let script = scene.outside("build-script", "exit 0");
    let run = format!("fn main() {{ let _ = std::process::Command::new({script:?}).status(); }}\n");
    scene.ws.write("crates/vic/build.rs", &run);
    let xtask = scene.outside("xtask", "exit 0");
    scene.ws.write(
        "xtask/Cargo.toml",
        "[package]\nname = \"xtask\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n",
    );
    scene.ws.write("xtask/src/main.rs", run.replace(&script, &xtask));
    scene.ws.write(".cargo/config.toml", "[alias]\nxtask = \"run --manifest-path xtask/Cargo.toml --\"\n");
    scene.ws.commit("A build script");
}

const PROGRAMS: [&str; 12] = [
    "cargo",
    "cargo-clippy",
    "cargo-fmt",
    "cargo-nextest",
    "df",
    "git",
    "git-cliff",
    "jq",
    "rustc",
    "rustup",
    "gh",
    "sh",
];

fn on_path(scene: &LookingScene, folder: &str, entry: &str) {
    for name in PROGRAMS {
        scene.inside(&format!("{folder}{name}"), &format!("path-{name}"));
    }
    scene.ws.write("cliff.toml", "");
    scene.path_begins(entry);
}

/// A folder of the user's with links to what lies in the repository.
fn linked_path(scene: &LookingScene) {
    let folder = scene.ws.scratch().join("bin");
    fs::create_dir(&folder).unwrap();
    for name in PROGRAMS {
        scene.inside(&format!("tools/{name}"), &format!("link-{name}"));
        std::os::unix::fs::symlink(scene.ws.path(&format!("tools/{name}")), folder.join(name)).unwrap();
    }
    scene.path_begins(&folder.to_string_lossy());
}

fn slashes(scene: &LookingScene) {
    let mut gates = String::new();
    for (at, name) in
        ["cargo-evil/run", "./cargo-nextest", "tools/git", "tools/../tools/cargo"].iter().enumerate()
    {
        scene.inside(name, &format!("slash-{at}"));
        gates += &format!(
            "\n[[phase.gate]]\nid = \"slash-{at}\"\ntitle = \"A program {at}\"\npriority = \"P0\"\n\
             check = {{ kind = \"command\", argv = [\"{name}\"] }}\n"
        );
    }
    let text = scene.ws.read("readiness.toml") + &gates;
    scene.ws.write("readiness.toml", text);
    scene.ws.append(
        "CHECKLIST.md",
        "- [x] `./cargo-nextest --version` passes\n- [x] `tools/git status` passes\n",
    );
    scene.ws.commit("Programs");
}
