//! Uploads and what is looked at after them, at a real registry behind a proxy that misbehaves on demand.

use shipworthy_release::abort::abort;
use shipworthy_release::effect::{EffectState, ReleaseEffect};
use shipworthy_release::error::StopKind;
use testkit::{Fault, Proxy, Registry, SAMPLE_PACKAGES};

use super::fixture::ReleaseFixture;

const GRAIN: &str = "bakery-grain";

fn of(package: &str) -> Vec<ReleaseEffect> {
    let package = package.to_owned();
    vec![
        ReleaseEffect::Upload(package.clone()),
        ReleaseEffect::Index(package.clone()),
        ReleaseEffect::Fetch(package.clone()),
        ReleaseEffect::Consumer(package),
    ]
}

#[test]
fn a_package_is_uploaded_once_and_seen_in_every_way() {
    let registry = Registry::start();
    let proxy = Proxy::start(&registry);
    let fixture = ReleaseFixture::new(&proxy.index());
    let plan = fixture.plan(of(GRAIN));
    let receipt = fixture.execute(&plan).unwrap();
    assert!(receipt.is_complete(), "{receipt:?}");
    let upload = registry.uploads().remove(0);
    for at in [3, 4, 5] {
        assert_eq!(receipt.effects[at].1, EffectState::Equal(upload.checksum.clone()), "{receipt:?}");
    }
    assert_eq!(fixture.execute(&plan).unwrap(), receipt);
    assert_eq!(proxy.tries(), [GRAIN]);
    fixture.assert_without_token();
}

#[test]
fn trouble_is_waited_out_and_a_lost_answer_is_not_asked_for_twice() {
    let registry = Registry::start();
    let date = "Sat, 21 Nov 2026 13:00:00 GMT".to_owned();
    for (fault, tries) in
        [(Fault::Broken, 2), (Fault::Cut, 2), (Fault::TooMany { until: date }, 2), (Fault::AnswerLost, 1)]
    {
        let proxy = Proxy::start(&registry);
        let fixture = ReleaseFixture::new(&proxy.index());
        let mut plan = fixture.plan(vec![ReleaseEffect::Upload(GRAIN.to_owned())]);
        proxy.fault(GRAIN, fault.clone());
        // A registry keeps what it has: each case has a version of its own.
        let version = format!("0.2.{}", registry.uploads().len());
        for member in &mut plan.packages {
            member.to.clone_from(&version);
        }
        for edit in &mut plan.edits {
            edit.text = edit.text.replace("0.2.0", &version);
        }
        let receipt = fixture.execute(&plan).unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert!(receipt.is_complete(), "{fault:?}: {receipt:?}");
        assert_eq!(proxy.tries().len(), tries, "{fault:?}");
    }
}

#[test]
fn a_refusal_stops_it_and_mended_it_goes_on() {
    let registry = Registry::start();
    let proxy = Proxy::start(&registry);
    let fixture = ReleaseFixture::new(&proxy.index());
    let plan = fixture.plan(vec![ReleaseEffect::Upload(GRAIN.to_owned())]);
    for (fault, remedy) in
        [(Fault::TokenRefused, "cargo login --registry local"), (Fault::NameTaken, "cargo owner --add")]
    {
        proxy.fault(GRAIN, fault.clone());
        let error = fixture.execute(&plan).unwrap_err();
        assert!(error.stop == StopKind::NoGo && error.remedy.contains(remedy), "{fault:?}: {error}");
    }
    for _ in 0..4 {
        proxy.fault(GRAIN, Fault::Broken);
    }
    let error = fixture.resume().unwrap_err();
    assert!(error.stop == StopKind::Resumable && error.why.contains("500"), "{error}");
    // Two late looks for the upload that was begun, 2 seconds each, and waits of 2, 8 and 30: nothing else takes time here.
    let journal = fixture.journal();
    assert!(journal.lines().last().is_some_and(|line| line.contains("2026-11-21T10:00:44Z")), "{journal}");
    assert!(fixture.resume().unwrap().is_complete());
    assert_eq!(proxy.accepted(), [GRAIN]);
}

#[test]
fn other_bytes_in_the_registry_are_for_a_person() {
    let registry = Registry::start();
    let proxy = Proxy::start(&registry);
    let fixture = ReleaseFixture::new(&proxy.index());
    let plan = fixture.plan(of(GRAIN));
    proxy.fault(GRAIN, Fault::OtherBytes);
    for error in [fixture.execute(&plan).unwrap_err(), fixture.resume().unwrap_err()] {
        let there = registry.uploads().remove(0).checksum;
        assert!(error.stop == StopKind::NoGo && error.why.contains(&there), "{error}");
    }
    assert_eq!(proxy.accepted(), [GRAIN]);
}

#[test]
fn a_whole_workspace_is_released_and_its_program_installed() {
    let registry = Registry::start();
    let fixture = ReleaseFixture::new(&registry.index());
    let mut later: Vec<ReleaseEffect> = SAMPLE_PACKAGES
        .iter()
        .flat_map(|name| {
            [ReleaseEffect::Upload((*name).to_owned()), ReleaseEffect::Index((*name).to_owned())]
        })
        .collect();
    let last = "bakery".to_owned();
    later.extend([ReleaseEffect::Consumer(last.clone()), ReleaseEffect::Install(last.clone())]);
    later.extend([ReleaseEffect::Docs(last), ReleaseEffect::Forge("v0.2.0".to_owned())]);
    let plan = fixture.plan(later);
    let receipt = fixture.execute(&plan).unwrap();
    assert_eq!(registry.uploads().len(), SAMPLE_PACKAGES.len());
    let open: Vec<_> = receipt.open().collect();
    let [
        (ReleaseEffect::Docs(_), EffectState::Unknown(docs)),
        (ReleaseEffect::Forge(_), EffectState::ByHand(forge)),
    ] = open[..]
    else {
        panic!("{open:?}");
    };
    assert_eq!(docs, "this registry builds no docs");
    let command =
        "gh release create v0.2.0 --verify-tag --title v0.2.0 --notes-file .readiness/release/0.2.0/notes.md";
    assert!(forge.contains(command), "{forge}");
    fixture.assert_without_token();

    let aborted = abort(&fixture.environment(), "0.2.0").unwrap();
    assert!(aborted.undone.is_empty(), "{aborted:?}");
    let flour = aborted.left.iter().find(|left| left.starts_with("bakery-flour 0.2.0")).unwrap();
    assert!(flour.contains("cargo yank bakery-flour@0.2.0 --registry local"), "{flour}");
    assert!(flour.contains("of bakery, bakery-bread, bakery-dough either"), "{flour}");
}
