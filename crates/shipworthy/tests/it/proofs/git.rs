//! The proofs of `git`.

use testkit::{Fixture, Workspace};

use super::asked::{fails, gate, passes, unknown};

fn fixture(check: &str) -> Workspace {
    Fixture::new().package("alpha", |p| p).gate("gate", &format!("kind = \"git\", {check}")).git().build()
}

/// A repository beside the workspace that its branch follows.
fn follow(ws: &Workspace) {
    let remote = ws.scratch().join("remote.git");
    ws.git(["clone", "--quiet", "--bare", ".", remote.to_str().unwrap()]);
    ws.git(["remote", "add", "origin", remote.to_str().unwrap()]);
    ws.git(["fetch", "--quiet", "origin"]);
    ws.git(["branch", "--quiet", "--set-upstream-to=origin/main"]);
}

#[test]
pub(super) fn fires() {
    let ws = fixture("clean = true");
    ws.write("new äöü.txt", "x");
    ws.append("crates/alpha/src/lib.rs", "// More.\n");
    let json = fails(gate(&ws), &["dirty"]);
    let files: Vec<_> =
        json.findings("gate").iter().map(|finding| finding["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["crates/alpha/src/lib.rs", "new äöü.txt"]);

    let ws = fixture(r#"branch = "release/.*""#);
    fails(gate(&ws), &["branch"]);
    ws.git(["checkout", "--quiet", "--detach"]);
    fails(gate(&ws), &["branch"]);

    let ws = fixture("up-to-date = true");
    follow(&ws);
    ws.commit("Upstream only");
    ws.git(["push", "--quiet", "origin", "main"]);
    ws.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    fails(gate(&ws), &["behind"]);

    let ws = fixture(r#"tag-free = "{name}-v{version}""#);
    ws.git(["tag", "alpha-v0.1.0"]);
    fails(gate(&ws), &["tag-taken"]);

    fails(gate(&fixture(r#"tag-exists = "v0.1.0""#)), &["no-tag"]);

    let ws = fixture("not-shallow = true");
    ws.commit("Second");
    let url = format!("file://{}", ws.root().display());
    let shallow = ws.scratch().join("shallow");
    ws.git(["clone", "--quiet", "--depth=1", &url, shallow.to_str().unwrap()]);
    fails(gate(&ws).dir(&shallow), &["shallow"]);
}

#[test]
pub(super) fn stays_silent() {
    let ws = fixture(
        r#"clean = true, branch = ["main", "release/.*"], up-to-date = true, tag-free = "v{version}", not-shallow = true"#,
    );
    follow(&ws);
    ws.git(["tag", "v0.0.9"]);
    assert_eq!(passes(gate(&ws)).subjects("gate"), 5);
    ws.write("target/ignored", "x");
    passes(gate(&ws));

    let ws = fixture(r#"tag-exists = "v{version}""#);
    ws.git(["tag", "v0.1.0"]);
    passes(gate(&ws));
}

/// There is no tag to ask after, and no upstream to compare with.
#[test]
pub(super) fn vacuous_is_unknown() {
    let ws = fixture(r#"tag-free = "v{version}""#);
    ws.replace("crates/alpha/Cargo.toml", "edition", "publish = false\nedition");
    unknown(gate(&ws), "could not look");
    unknown(gate(&fixture("up-to-date = true")), "could not look");
}

#[test]
pub(super) fn tool_missing_is_unknown() {
    unknown(gate(&fixture("clean = true")).without_tool("git"), "tool missing");
    let ws = fixture("clean = true");
    ws.remove(".git");
    unknown(gate(&ws), "could not look");
}
