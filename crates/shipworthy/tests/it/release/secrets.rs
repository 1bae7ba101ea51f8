//! The token of the registry is nowhere but in its credentials and in what goes to the registry.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use testkit::{Fault, ReleaseFixture, TOKEN, command_lines};

/// A process that lives less long than this has no use for a token.
pub(super) const BETWEEN_LOOKS: Duration = Duration::from_millis(2);

/// Every file below a folder that holds the text, but the credentials.
pub(super) fn holding(dir: &Path, text: &str) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![dir.to_owned()], Vec::new());
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() && entry.file_name() != "credentials.toml" {
                let bytes = fs::read(entry.path()).unwrap_or_default();
                // The search in a text is optimised also where tests are not, and there are programs among the files.
                if String::from_utf8_lossy(&bytes).contains(text) {
                    found.push(entry.path());
                }
            }
        }
    }
    found
}

/// The command lines of living processes that hold the text.
pub(super) fn arguments_holding(text: &str) -> Vec<String> {
    command_lines().filter(|command| command.contains(text)).collect()
}

#[test]
fn no_token_is_in_any_file_output_or_argument() {
    let fixture = ReleaseFixture::small_proxied();
    fixture.plan();
    // A registry that tells the token back, and a tool that fails, are when tokens get into logs.
    fixture.proxy().fault("bakery-flour", Fault::TokenRefused);
    fixture.proxy().fault("bakery", Fault::Tells(TOKEN.to_owned()));
    let (mut said, mut arguments, mut looks) = (String::new(), Vec::new(), 0);
    for args in [&["release", "0.2.0", "--execute"][..], &["release", "--resume"], &["release", "--resume"]] {
        let run = fixture.run(args).env("CARGO_REGISTRIES_LOCAL_TOKEN", TOKEN);
        let mut running = run.spawn();
        while !running.has_ended() {
            arguments.extend(arguments_holding(TOKEN));
            looks += 1;
            thread::sleep(BETWEEN_LOOKS);
        }
        let output = running.finish();
        said.push_str(&output.told());
    }
    fixture.assert_released();
    assert_eq!(fixture.proxy().tokens(), [TOKEN], "it was used");
    assert!(looks > 10, "only {looks} looks at the processes");
    assert_eq!(arguments, [""; 0]);
    assert!(!said.contains(TOKEN), "it is told:\n{said}");
    assert_eq!(holding(fixture.ws.scratch(), TOKEN), Vec::<PathBuf>::new());
    assert_eq!(holding(fixture.registry.dir(), TOKEN), Vec::<PathBuf>::new());

    // And this look is able to find it.
    fs::write(fixture.ws.path("leak"), format!("x{TOKEN}")).unwrap();
    assert_eq!(holding(fixture.ws.scratch(), TOKEN), [fixture.ws.path("leak")]);
}
