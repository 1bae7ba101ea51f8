//! Workflow files made at random, judged by `ci-workflow` and held against what GitHub would run of them. The shells of this
//! machine say what a script does. `scripts/workflow-oracle` asks for more of them.
#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "what was found is for people")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "what cannot be set up is a failure of the test")]

mod files;
mod scripts;
mod world;

use shipworthy_kinds::KINDS;
use shipworthy_model::facts::Facts;
use shipworthy_model::glob::Glob;
use shipworthy_model::judgement::{Conclusion, Judgement};
use shipworthy_model::observation::{Looked, Observation};
use shipworthy_model::params::{Params, Value};
use shipworthy_model::step::{SourceFile, Step};
use testkit::Random;

use crate::files::{Made, Truth};
use crate::world::Shells;

/// How many files are tried when nobody says.
const SAMPLE: u64 = 60;

/// The numbers that make one file.
fn numbers(seed: u64, place: u64) -> Random {
    let mixed = seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ place.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    Random::from_state(Random::from_state(mixed).number())
}

#[test]
fn no_answer_is_wrong() {
    #[allow(clippy::disallowed_methods, reason = "the script that asks for more says so by variables")]
    let asked =
        |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (count, seed) = (asked("WORKFLOWS", SAMPLE), asked("SEED", 1));
    let shells = Shells::new(&format!("workflow-oracle-{seed}"));
    let (mut passes, mut fails, mut unknown, mut skipped, mut needless) = (0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    for place in 0..count {
        let made = Made::new(&mut numbers(seed, place));
        let judgement = judged(&made);
        let (Some(lucky), Some(unlucky)) = (made.truth(&shells, true), made.truth(&shells, false)) else {
            skipped += 1;
            continue;
        };
        let told = match &judgement.result {
            Conclusion::Pass => {
                passes += 1;
                ![lucky, unlucky].contains(&Truth::Cannot)
            }
            Conclusion::Fail => {
                fails += 1;
                ![lucky, unlucky].contains(&Truth::Can)
            }
            Conclusion::Unknown(_) => {
                unknown += 1;
                needless += usize::from(lucky == unlucky);
                true
            }
        };
        if !told {
            wrong.push(format!("{}\n{judgement:#?}\nso: {lucky:?}, {unlucky:?}", shown(&made, place)));
        } else if asked("SHOW_UNKNOWN", 0) > 0
            && lucky == unlucky
            && let Conclusion::Unknown(why) = &judgement.result
        {
            println!("{}\nneedless: {why:?}; so: {lucky:?}", shown(&made, place));
        }
    }
    println!(
        "{count} files of seed {seed}: {passes} pass, {fails} fail, {unknown} unknown (of these {needless} alike in both \
         worlds), {skipped} without an end; {} wrong",
        wrong.len()
    );
    let first: Vec<&str> = wrong.iter().take(4).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} wrong, the first:\n{}", wrong.len(), first.join("\n"));
    assert!(passes > 0 && fails > 0 && unknown * 2 < count, "most of the files were of no use");
}

fn shown(made: &Made, place: u64) -> String {
    let files: Vec<String> = made.files.iter().map(|(path, text)| format!("--- {path}\n{text}")).collect();
    format!("file {place}, {} on {:?}\n{}", made.event, made.platform, files.join(""))
}

fn judged(made: &Made) -> Judgement {
    let kind = KINDS.iter().find(|kind| kind.schema.id == "ci-workflow").unwrap();
    let text = |text: &str| Value::Text(text.to_owned());
    let mut params = Params::default();
    params.0.insert("jobs".to_owned(), text("test"));
    params.0.insert("runs".to_owned(), text("cargo test"));
    params.0.insert("triggers".to_owned(), text(made.event));
    params.0.insert("real".to_owned(), Value::Flag(true));
    if let Some(platform) = made.platform {
        params.0.insert("platforms".to_owned(), text(platform));
    }
    let look = |step: Step| {
        let Step::Look(look) = step else { panic!("{step:?}") };
        let globs: Vec<Glob> = look.select.iter().map(|text| Glob::new(text).unwrap()).collect();
        let mut looked = Looked::default();
        for (path, text) in made.files.iter().filter(|(path, _)| globs.iter().any(|glob| glob.matches(path)))
        {
            looked.files += 1;
            looked.sightings.extend((look.look)(&params, &SourceFile::new(path, text.as_bytes())).unwrap());
        }
        Observation::Looked(looked)
    };
    let observations: Vec<Observation> =
        (kind.steps)(&params, &Facts::default()).into_iter().map(look).collect();
    (kind.judge)(&params, &observations)
}
