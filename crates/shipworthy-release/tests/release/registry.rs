//! Uploads and what is looked at after them, at a real registry behind a proxy that misbehaves on demand.

use std::fs;

use shipworthy_release::effect::{Effect, State};
use shipworthy_release::halt::Stop;
use testkit::{Fault, Proxy, Registry};

use super::fixture::{TOKEN, Yard};

const GRAIN: &str = "bakery-grain";

fn of(package: &str) -> Vec<Effect> {
    let package = package.to_owned();
    vec![
        Effect::Upload(package.clone()),
        Effect::Index(package.clone()),
        Effect::Fetch(package.clone()),
        Effect::Consumer(package),
    ]
}

#[test]
fn a_package_is_uploaded_once_and_seen_in_every_way() {
    let Some(registry) = Registry::start() else { return };
    let proxy = Proxy::start(&registry);
    let yard = Yard::new(&proxy.index());
    let plan = yard.plan(of(GRAIN));
    let receipt = yard.execute(&plan).unwrap();
    assert!(receipt.is_complete(), "{receipt:?}");
    let upload = registry.uploads().remove(0);
    for at in [3, 4, 5] {
        assert_eq!(receipt.effects[at].1, State::Equal(upload.checksum.clone()), "{receipt:?}");
    }
    assert_eq!(yard.execute(&plan).unwrap(), receipt);
    assert_eq!(proxy.tries(), [GRAIN]);
    let release = yard.ws.path(".readiness/release");
    let mut open = vec![release];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => open.push(path),
                false => {
                    assert!(!String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(TOKEN), "{path:?}")
                }
            }
        }
    }
}

#[test]
fn trouble_is_waited_out_and_a_lost_answer_is_not_asked_for_twice() {
    let Some(registry) = Registry::start() else { return };
    let date = "Sat, 21 Nov 2026 13:00:00 GMT".to_owned();
    for (fault, tries) in
        [(Fault::Broken, 2), (Fault::Cut, 2), (Fault::TooMany { until: date }, 2), (Fault::AnswerLost, 1)]
    {
        let proxy = Proxy::start(&registry);
        let yard = Yard::new(&proxy.index());
        let mut plan = yard.plan(vec![Effect::Upload(GRAIN.to_owned())]);
        proxy.fault(GRAIN, fault.clone());
        // A registry keeps what it has: each case has a version of its own.
        let version = format!("0.2.{}", registry.uploads().len());
        for member in &mut plan.packages {
            member.to.clone_from(&version);
        }
        for edit in &mut plan.edits {
            edit.text = edit.text.replace("0.2.0", &version);
        }
        let receipt = yard.execute(&plan).unwrap_or_else(|halt| panic!("{fault:?}: {halt}"));
        assert!(receipt.is_complete(), "{fault:?}: {receipt:?}");
        assert_eq!(proxy.tries().len(), tries, "{fault:?}");
    }
}

#[test]
fn a_refusal_stops_it_and_mended_it_goes_on() {
    let Some(registry) = Registry::start() else { return };
    let proxy = Proxy::start(&registry);
    let yard = Yard::new(&proxy.index());
    let plan = yard.plan(vec![Effect::Upload(GRAIN.to_owned())]);
    for (fault, remedy) in
        [(Fault::TokenRefused, "cargo login --registry local"), (Fault::NameTaken, "cargo owner --add")]
    {
        proxy.fault(GRAIN, fault.clone());
        let halt = yard.execute(&plan).unwrap_err();
        assert!(halt.stop == Stop::NoGo && halt.remedy.contains(remedy), "{fault:?}: {halt}");
    }
    for _ in 0..4 {
        proxy.fault(GRAIN, Fault::Broken);
    }
    let halt = yard.resume().unwrap_err();
    assert!(halt.stop == Stop::Resumable && halt.why.contains("500"), "{halt}");
    assert!(yard.resume().unwrap().is_complete());
    assert_eq!(proxy.accepted(), [GRAIN]);
}

#[test]
fn other_bytes_in_the_registry_are_for_a_person() {
    let Some(registry) = Registry::start() else { return };
    let proxy = Proxy::start(&registry);
    let yard = Yard::new(&proxy.index());
    let plan = yard.plan(of(GRAIN));
    proxy.fault(GRAIN, Fault::OtherBytes);
    for halt in [yard.execute(&plan).unwrap_err(), yard.resume().unwrap_err()] {
        let there = registry.uploads().remove(0).checksum;
        assert!(halt.stop == Stop::NoGo && halt.why.contains(&there), "{halt}");
    }
    assert_eq!(proxy.accepted(), [GRAIN]);
}
