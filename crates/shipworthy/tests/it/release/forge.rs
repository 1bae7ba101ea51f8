//! Notes at the forge, made by a **fake** `gh`: the real one needs an account. The fake takes the flags that the real one
//! takes, records its arguments, and keeps releases as files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use testkit::{ReleaseFixture, Run, Signal};

/// What `gh` would find in its environment. It answers with it when it refuses, as nothing should.
const FORGE_TOKEN: &str = "canary-gh-0b7d2f55";

/// `FORGE` is the folder of the fake.
const FAKE_GH: &str = r#"#!/bin/sh
# A fake of GitHub's gh. A release is a folder with its notes.
forge='FORGE'
printf '%s\n' "$*" >> "$forge/asked"
[ "$GH_PROMPT_DISABLED" = 1 ] || { echo "it would ask" >&2; exit 2; }
if [ -e "$forge/logged-out" ]; then
  echo "To get started with GitHub CLI, please run:  gh auth login" >&2
  exit 4
fi
what="$1 $2" tag="$3" notes='' repo=''
shift 3
while [ $# -gt 0 ]; do
  case "$1" in
    --repo) repo="$2"; shift 2 ;;
    --notes-file) notes="$2"; shift 2 ;;
    --title|--json|--jq) shift 2 ;;
    --verify-tag|--prerelease) shift ;;
    *) echo "unknown flag: $1" >&2; exit 1 ;;
  esac
done
[ "$repo" = bakers/bakery ] || { echo "HTTP 404: Not Found ($repo)" >&2; exit 1; }
case "$what" in
  'release view') [ -d "$forge/releases/$tag" ] || { echo "release not found" >&2; exit 1; } ;;
  'release create')
    [ ! -e "$forge/refuses" ] || { echo "HTTP 403: Resource not accessible by $GH_TOKEN" >&2; exit 1; }
    mkdir "$forge/releases/$tag" || { echo "a release with the same tag name already exists: $tag" >&2; exit 1; }
    cp "$notes" "$forge/releases/$tag/notes"
    if [ -e "$forge/silent" ]; then touch "$forge/made"; sleep 600; fi ;;
  *) echo "unknown command" >&2; exit 1 ;;
esac
echo "https://github.com/bakers/bakery/releases/tag/$tag"
"#;

/// What the fake made, and where.
const URL: &str = "https://github.com/bakers/bakery/releases/tag/v0.2.0";

/// What a person would type.
const COMMAND: &str = "gh release create v0.2.0 --repo bakers/bakery --verify-tag --title v0.2.0 --notes-file \
                       .readiness/release/0.2.0/notes.md";

/// A planned release of a sample workspace whose remote has an address at github.com.
struct Forge {
    fixture: ReleaseFixture,
    dir: PathBuf,
}

impl Forge {
    fn new() -> Self {
        Self::of(ReleaseFixture::small())
    }

    fn of(fixture: ReleaseFixture) -> Self {
        let dir = fixture.ws.scratch().join("fake-forge");
        fs::create_dir_all(dir.join("releases")).expect("a new folder can be made");
        // In place of ssh: whatever is asked of the host, the remote beside the workspace answers.
        let ssh = dir.join("fake-ssh");
        let script = format!(
            "#!/bin/sh\nfor last; do :; done\nexec \"${{last%% *}}\" '{}'\n",
            fixture.remote.dir().display()
        );
        fs::write(&ssh, script).expect("a new file can be written");
        fs::set_permissions(&ssh, fs::Permissions::from_mode(0o755))
            .expect("a new file may be made runnable");
        fixture.ws.git(["config", "core.sshCommand", &ssh.display().to_string()]);
        fixture.ws.git(["config", "ssh.variant", "simple"]);
        fixture.ws.git(["remote", "set-url", "origin", "git@github.com:bakers/bakery.git"]);
        fixture.plan();
        Self { fixture, dir }
    }

    fn with_gh<'r>(&self, run: Run<'r>) -> Run<'r> {
        let script = FAKE_GH.replace("FORGE", &self.dir.display().to_string());
        run.with_tool("gh", &script).env("GH_TOKEN", FORGE_TOKEN)
    }

    /// The first time: the plan is carried out.
    fn execute(&self) -> Run<'_> {
        self.with_gh(self.fixture.execute())
    }

    fn resume(&self) -> Run<'_> {
        self.with_gh(self.fixture.resume())
    }

    fn sets(&self, what: &str) {
        fs::write(self.dir.join(what), "").expect("a new file can be written");
    }

    fn unsets(&self, what: &str) {
        fs::remove_file(self.dir.join(what)).expect("it was set");
    }

    /// The command lines that the fake was given and that begin so.
    fn asked(&self, begin: &str) -> Vec<String> {
        let asked = fs::read_to_string(self.dir.join("asked")).unwrap_or_default();
        asked.lines().filter(|line| line.starts_with(begin)).map(str::to_owned).collect()
    }

    /// It has the release with its notes; creating it was tried so often.
    #[track_caller]
    fn assert_made(&self, tries: usize) {
        let notes = fs::read_to_string(self.dir.join("releases/v0.2.0/notes")).expect("it was made");
        assert_eq!(notes, "### Added\n\n- Bread.");
        let created = self.asked("release create");
        assert_eq!(created, vec![COMMAND.trim_start_matches("gh "); tries]);
        let all = fs::read_to_string(self.dir.join("asked")).expect("it was asked");
        assert!(!all.contains(FORGE_TOKEN), "a token is among its arguments:\n{all}");
        assert_eq!(
            super::secrets::holding(&self.fixture.ws.path(".readiness"), FORGE_TOKEN),
            Vec::<PathBuf>::new()
        );
        self.fixture.assert_released();
    }
}

#[test]
fn it_is_made_once_with_the_notes_and_found_again() {
    let forge = Forge::new();
    forge.execute().stdout_has(URL).done();
    forge.assert_made(1);
    forge.resume().stdout_has(URL).done();
    forge.assert_made(1);
    // An abort knows of it.
    let stays = format!("the forge has a release for v0.2.0 ({URL}); `gh release delete v0.2.0`");
    forge.with_gh(forge.fixture.run(&["release", "--abort"])).exit(1).stdout_has(&stays).done();
}

/// Each had the notes of all crates.
#[test]
fn each_tag_has_the_notes_of_its_packages() {
    let changelog = |news: &str| format!("# Changelog\n\n## [Unreleased]\n\n- {news}\n");
    let forge = Forge::of(ReleaseFixture::small_with(|fixture| {
        fixture
            .readiness("[release]\ntag-name = \"{name}/v{version}\"")
            .file("crates/bakery-grain/CHANGELOG.md", &changelog("Rye."))
            .file("crates/bakery-flour/CHANGELOG.md", &changelog("Finer."))
    }));
    // A tag may be a path, as that of a folder of the forge.
    for name in ["bakery-grain", "bakery-flour", "bakery"] {
        fs::create_dir_all(forge.dir.join("releases").join(name)).expect("a new folder can be made");
    }
    forge.execute().done();
    let notes = |tag: &str| fs::read_to_string(forge.dir.join(format!("releases/{tag}/notes"))).expect(tag);
    assert_eq!(notes("bakery-grain/v0.2.0"), "- Rye.");
    assert_eq!(notes("bakery-flour/v0.2.0"), "- Finer.");
    assert_eq!(notes("bakery/v0.2.0"), "### Added\n\n- Bread.");
}

#[test]
fn killed_after_it_was_made_it_is_found() {
    let forge = Forge::new();
    forge.sets("silent");
    let mut running = forge.execute().spawn();
    running.wait_for_file(forge.dir.join("made"));
    running.signal_group(Signal::Kill);
    running.finish_with_orphans();
    forge.unsets("silent");
    forge.resume().stdout_has(URL).done();
    forge.assert_made(1);
}

#[test]
fn a_gh_that_cannot_leaves_it_open_and_resuming_does_it() {
    let forge = Forge::new();
    forge.sets("logged-out");
    let output = forge.execute().exit(3).stdout_has("gh auth login").stdout_has(COMMAND).done();
    // In the words of the caller, which is no xtask here.
    assert!(output.stdout.contains("`shipworthy release --resume`"), "{}", output.told());
    assert!(!output.stdout.contains("cargo xtask"), "{}", output.told());
    assert_eq!(forge.asked("release create"), [""; 0], "nobody knows whether it is there");
    forge.unsets("logged-out");
    forge.sets("refuses");
    let output = forge.resume().exit(3).stdout_has("HTTP 403").stdout_has(COMMAND).done();
    assert!(!output.told().contains(FORGE_TOKEN), "{}", output.told());
    // What is open at the forge does not keep the next release waiting.
    let next = forge.fixture.run(&["release", "0.3.0", "--dry-run"]).spawn().finish();
    assert!(!next.stdout.contains("was begun already"), "{}", next.told());
    forge.unsets("refuses");
    forge.resume().stdout_has(URL).done();
    forge.assert_made(2);
}

#[test]
fn without_gh_the_notes_and_the_command_are_told() {
    let forge = Forge::new();
    let output = forge.fixture.execute().without_tool("gh").stdout_has("BY HAND").stdout_has(COMMAND).done();
    let notes = "gh is not installed; the notes are in .readiness/release/0.2.0/notes.md";
    assert!(output.stdout.contains(notes), "{}", output.told());
    assert_eq!(forge.fixture.ws.read(".readiness/release/0.2.0/notes.md"), "### Added\n\n- Bread.");
    forge.fixture.assert_released();
}
