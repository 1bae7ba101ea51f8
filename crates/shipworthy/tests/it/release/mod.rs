//! Releases, against a real registry and a real remote on loopback: what a release does, and what it leaves when
//! something goes wrong.

pub(crate) mod after;
mod cliff;
mod compatibility;
mod edges;
mod forge;
#[cfg(target_os = "linux")]
mod killed;
mod planned;
mod refusals;
mod secrets;
mod settings;
mod side_by_side;
mod whole;
mod yanked;

use testkit::ReleaseFixture;

/// Commits what was changed, pushes it and proves it.
#[track_caller]
fn proven(fixture: &ReleaseFixture) {
    if !fixture.ws.git(["status", "--porcelain"]).is_empty() {
        fixture.ws.commit("Change something");
        fixture.ws.git(["push", "--quiet", "origin", "main"]);
    }
    fixture.run(&["ready"]).done();
}

/// What the command says, on lines that are not broken.
#[track_caller]
fn says(fixture: &ReleaseFixture, args: &[&str], exit: i32, words: &[&str]) -> String {
    let output = fixture.run(args).exit(exit).done();
    let said = format!("{}{}", output.stdout, output.stderr);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(said.contains(word), "`{word}` is not told\n{}", output.told());
    }
    said
}
