//! A disk that is full at each write of a run, one after another: a small file system of our own, on which the free blocks,
//! and then the free files, are as many as the run gets before it fails. Once it needs no more, all moments were met.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use testkit::Output;

use crate::counts::Counts;
use crate::options::Options;
use crate::scene::{GATES, Scene, document, entries, outcomes};

/// A folder on the small file system that is no input of any gate: what git ignores would be one.
const ASIDE: &str = ".git/aside";

/// The room on the small file system when nothing is scarce, as `mount` is told it. A block has 4096 bytes.
const ROOM: &str = "nr_blocks=4096,nr_inodes=8192";

/// No run needs so many blocks or files more: a sweep that comes there has gone wrong.
const MOST: u64 = 2000;

const PLAIN: [&str; 6] = [
    "runs",
    "runs in which a write failed",
    "untouched runs",
    "runs that told a failure",
    "older passes that went with an unknown that could not be kept",
    "most that a run needed, in blocks or files",
];
const BAD: [&str; 7] = [
    "false passes",
    "failures that were seen and forgotten",
    "lost old results",
    "invalid JSON",
    "unexpected exit codes",
    "damage that stays",
    "sweeps without an end",
];

/// What is scarce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scarce {
    Blocks,
    Files,
}

/// Where temporary files are: on the disk that is full as well, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Temporary {
    There,
    Elsewhere,
}

/// What happens to the gate that is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// What it looks at outside of the tree breaks: its fingerprint stays, and the older pass must not speak.
    Breaks,
    /// What it looks at outside of the tree is mended.
    Mends,
    /// The tree changes so that it fails.
    TreeBreaks,
}

/// Runs the trial.
///
/// # Errors
///
/// When nothing can be mounted here.
pub(crate) fn trial(options: &Options) -> Result<Counts, String> {
    let mut counts = Counts::new(&PLAIN, &BAD);
    let turns = [Turn::Breaks, Turn::Mends, Turn::TreeBreaks];
    let places = [Temporary::There, Temporary::Elsewhere];
    let kinds = turns.iter().flat_map(|turn| places.map(|temporary| (*turn, temporary)));
    let sweeps = kinds.flat_map(|kind| [Scarce::Blocks, Scarce::Files].map(|scarce| (kind, scarce)));
    for (at, ((turn, temporary), scarce)) in
        sweeps.enumerate().skip(options.from).take(options.number.unwrap_or(usize::MAX))
    {
        let (before, begin) = (counts.number("runs"), Instant::now());
        let needed = Disk::new(turn, temporary)?.sweep(scarce, &mut counts);
        let runs = counts.number("runs") - before;
        println!(
            "sweep {at}: {turn:?}, temporary files {temporary:?}, few {scarce:?}: {runs} runs, the last with {needed}, \
             in {} s",
            begin.elapsed().as_secs()
        );
        counts.raise("most that a run needed, in blocks or files", needed);
    }
    Ok(counts)
}

/// The outcome of each gate.
type Outcomes = BTreeMap<String, String>;

/// The scene, with its workspace on a small file system.
struct Disk {
    scene: Scene,
    turn: Turn,
    temporary: Temporary,
    /// The store and the tree as they were before the run, beside the small file system.
    kept: PathBuf,
    mounted: SmallDisk,
}

/// The gate that turns.
const GATE: &str = "quick";

/// All gates that are run, one after the other.
const RUN: [&str; 7] = ["check", "word", GATE, "slow", "--rerun", "--jobs", "1"];

impl Disk {
    fn new(turn: Turn, temporary: Temporary) -> Result<Self, String> {
        let mut scene = Scene::new();
        let mounted = SmallDisk::over(scene.ws.root())?;
        let broken = scene.ws.scratch().join(format!("broken-{GATE}"));
        if turn == Turn::Mends {
            fs::write(&broken, "").expect("a new file can be written");
        }
        scene.run(&["ready"]).exit(i32::from(turn == Turn::Mends)).done();
        let kept = scene.ws.scratch().join("kept");
        copy(&scene.ws.path(".readiness"), &kept);
        match turn {
            Turn::Breaks => fs::write(&broken, "").expect("a new file can be written"),
            Turn::Mends => fs::remove_file(&broken).expect("it is there"),
            Turn::TreeBreaks => scene.set(GATE, false),
        }
        Ok(Self { scene, turn, temporary, kept, mounted })
    }

    /// Does the gate hold now?
    fn truth(&self) -> bool {
        self.turn == Turn::Mends
    }

    /// Runs it with ever more room, until nothing is missing; how much room that is.
    fn sweep(&mut self, scarce: Scarce, counts: &mut Counts) -> u64 {
        let (_, mut wanted) = self.once(None, counts);
        for room in 0..MOST {
            // How many files an untouched run leaves depends on its moment too: what was measured once is measured again.
            if room % 16 == 15 {
                wanted = self.once(None, counts).1;
            }
            let case = format!("{:?} with {room} {scarce:?}", self.turn);
            let (output, kept) = self.once(Some((scarce, room)), counts);
            self.judge(&output, &case, counts);
            if kept == wanted {
                counts.one("untouched runs");
                return room;
            }
            counts.one("runs in which a write failed");
        }
        counts.bad("sweeps without an end", format!("{:?}, {scarce:?}", self.turn));
        MOST
    }

    /// One run with so much room; what it said, and what it left: as much as an untouched run, or less.
    fn once(&mut self, room: Option<(Scarce, u64)>, counts: &mut Counts) -> (Output, Vec<String>) {
        let store = self.scene.ws.path(".readiness");
        self.mounted.all_room();
        fs::remove_dir_all(&store).expect("the store can be removed");
        copy(&self.kept, &store);
        self.scene.log();
        if let Some((scarce, room)) = room {
            self.mounted.leave(scarce, room);
        }
        counts.one("runs");
        let run = self.scene.run(&RUN);
        let run = match self.temporary {
            Temporary::There => run.env("TMPDIR", self.scene.ws.path(ASIDE)),
            Temporary::Elsewhere => run,
        };
        (run.spawn().finish(), self.left())
    }

    /// The files of the store, without what is different each time: how many there are of each sort, and none is empty.
    fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        for folder in ["records", "logs", "runs", "cache", "manifests", ""] {
            let files = entries(&self.scene.ws.path(".readiness").join(folder));
            let full = files.iter().filter(|path| path.metadata().is_ok_and(|meta| meta.len() > 0));
            left.push(format!("{folder}: {} of {}", full.count(), files.len()));
        }
        left
    }

    /// What the run and a look after it say, while the disk is still full and when it is not any more.
    fn judge(&mut self, output: &Output, case: &str, counts: &mut Counts) {
        if !matches!(output.code, Some(0 | 1 | 3)) {
            counts.bad("unexpected exit codes", format!("{case}: {}", output.told()));
        }
        let said = document(&output.stdout);
        // A run that could not begin says why, and has no document of gates.
        if said.is_none() {
            counts.bad("invalid JSON", format!("{case}: {}", output.told()));
        }
        let said = said.map(|json| outcomes(&json)).unwrap_or_default();
        let ran_to_its_end = self.scene.log().iter().any(|line| line.starts_with(&format!("end {GATE}")));
        let outcome = said.get(GATE).cloned().unwrap_or_else(|| "none".to_owned());
        if outcome == "pass" && !self.truth() || output.code == Some(0) && !self.truth() {
            counts.bad("false passes", format!("{case}: {}", output.told()));
        }
        if outcome == "fail" {
            counts.one("runs that told a failure");
        }
        for full in [true, false] {
            if !full {
                self.mounted.all_room();
            }
            let case = format!("{case}, {}", if full { "still full" } else { "with room again" });
            self.look(&said, ran_to_its_end, &case, counts);
        }
        self.goes_on(case, counts);
    }

    fn look(&self, said: &Outcomes, ran_to_its_end: bool, case: &str, counts: &mut Counts) {
        let outcome = said.get(GATE).map_or("none", String::as_str);
        let (output, json) = self.scene.status();
        let Some(json) = json else {
            return counts.bad("invalid JSON", format!("{case}: {}", output.told()));
        };
        if !matches!(output.code, Some(0 | 1 | 3)) {
            counts.bad("unexpected exit codes", format!("{case}: {}", output.told()));
        }
        let stored = outcomes(&json);
        let now = stored.get(GATE).map_or("none", String::as_str);
        let told = format!("{case}: the run said {outcome}, status says {now}: {}", output.stderr);
        if now == "pass" && !self.truth() {
            if ran_to_its_end {
                counts.bad("failures that were seen and forgotten", &told);
            } else if self.turn == Turn::TreeBreaks {
                counts.bad("false passes", &told);
            }
        }
        // The failure that was there is still there, or overruled by what the run has said.
        if self.turn == Turn::Mends && now != "fail" && now != outcome {
            counts.bad("lost old results", &told);
        }
        if self.turn != Turn::TreeBreaks {
            for gate in GATES.iter().filter(|gate| gate.id != GATE && gate.id != "after-quick") {
                let expected = if self.scene.truth(gate.id) { "pass" } else { "fail" };
                let now = stored.get(gate.id).map_or("none", String::as_str);
                // That it could not be looked at overrules a pass, whether that could be kept or not.
                let unknown = said.get(gate.id).is_some_and(|said| said == "unknown");
                if unknown && now == "not-run" {
                    counts.one(PLAIN[4]);
                } else if now != expected && !(unknown && now == "unknown") {
                    counts.bad("lost old results", format!("{case}: {} is {now}", gate.id));
                }
            }
        }
    }

    /// With room again, the next run is as if nothing had happened.
    fn goes_on(&self, case: &str, counts: &mut Counts) {
        let output = self.scene.run(&RUN).spawn().finish();
        let said = document(&output.stdout).map(|json| outcomes(&json)).unwrap_or_default();
        let expected = if self.truth() { "pass" } else { "fail" };
        if said.get(GATE).map(String::as_str) != Some(expected) {
            counts.bad("damage that stays", format!("{case}: {}", output.told()));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp can be run");
    assert!(copied.success(), "{} cannot be copied to {}", from.display(), to.display());
}

/// A small file system of its own in the place of a folder, unmounted when dropped.
struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// Moves what is in a folder to a small file system that lies over it.
    fn over(folder: &Path) -> Result<Self, String> {
        let aside = folder.with_extension("aside");
        fs::rename(folder, &aside).map_err(|error| error.to_string())?;
        fs::create_dir(folder).map_err(|error| error.to_string())?;
        mount(&["-t", "tmpfs", "-o", ROOM, "tmpfs"], folder)?;
        let mounted = Self { at: folder.to_owned() };
        for entry in entries(&aside) {
            copy(&entry, &folder.join(entry.file_name().unwrap_or_default()));
        }
        fs::create_dir(folder.join(ASIDE)).map_err(|error| error.to_string())?;
        Ok(mounted)
    }

    /// Gives the file system all the room that it may have.
    fn all_room(&self) {
        self.resize(ROOM);
    }

    /// Leaves so many free blocks or files.
    fn leave(&self, scarce: Scarce, room: u64) {
        let stat = rustix::fs::statvfs(&self.at).expect("a mounted file system says how full it is");
        let (name, used) = match scarce {
            Scarce::Blocks => ("nr_blocks", stat.f_blocks - stat.f_bfree),
            Scarce::Files => ("nr_inodes", stat.f_files - stat.f_ffree),
        };
        self.resize(&format!("{name}={}", used + room));
        let stat = rustix::fs::statvfs(&self.at).expect("a mounted file system says how full it is");
        let free = match scarce {
            Scarce::Blocks => stat.f_bfree,
            Scarce::Files => stat.f_ffree,
        };
        assert_eq!(free, room, "it is not as full as it was to be: {scarce:?}");
    }

    fn resize(&self, options: &str) {
        let resized = mount(&["-o", &format!("remount,{options}")], &self.at);
        resized.expect("a small file system can be given another size");
    }
}

fn mount(words: &[&str], at: &Path) -> Result<(), String> {
    let mounted = Command::new("mount").args(words).arg(at).output();
    let mounted = mounted.map_err(|error| format!("mount: {error}"))?;
    match mounted.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&mounted.stderr).trim().to_owned()),
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.at).status();
    }
}
