//! Two runs at once: one waits, neither spoils what the other writes.

use std::cell::RefCell;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use shipworthy_engine::evidence::StoreError;

use crate::fixture::{gate, helper, sound, store};

#[test]
fn a_second_run_is_told_who_holds_the_store_and_waits() {
    let (_root, store) = store();
    let held = store.lock(&mut |_| panic!("nothing to wait for"), &|| false).unwrap();
    let waited = thread::scope(|scope| {
        let second = scope.spawn(|| {
            let mut told = Vec::new();
            store.lock(&mut |holder| told.push(holder), &|| false).unwrap();
            told
        });
        thread::sleep(Duration::from_millis(300));
        assert!(!second.is_finished());
        drop(held);
        second.join().unwrap()
    });
    assert_eq!(waited, [Some(std::process::id())], "told once");
}

#[test]
fn waiting_can_be_interrupted() {
    let (_root, store) = store();
    let _held = store.lock(&mut |_| {}, &|| false).unwrap();
    let told = RefCell::new(0);
    let result = store.lock(&mut |_| *told.borrow_mut() += 1, &|| *told.borrow() > 0);
    assert!(matches!(result, Err(StoreError::Interrupted)));
}

#[test]
fn a_killed_run_holds_nothing() {
    let (root, store) = store();
    let mut holder = Command::new(helper()).arg(root.path()).arg("hold").spawn().unwrap();
    let begun = Instant::now();
    while std::fs::read_to_string(store.folder().path().join("lock")).unwrap_or_default().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the other process never took the lock");
        thread::sleep(Duration::from_millis(10));
    }
    let mut told = None;
    thread::scope(|scope| {
        let waiter = scope.spawn(|| store.lock(&mut |holder| told = holder, &|| false).map(drop));
        thread::sleep(Duration::from_millis(200));
        assert!(!waiter.is_finished());
        holder.kill().unwrap();
        waiter.join().unwrap().unwrap();
    });
    assert_eq!(told, Some(holder.id()));
    holder.wait().unwrap();
}

#[test]
fn runs_at_once_lose_nothing() {
    let (root, store) = store();
    let run = |n: usize| {
        let result = if n.is_multiple_of(2) { "pass" } else { "fail" };
        Command::new(helper()).arg(root.path()).args(["g", result, &n.to_string()]).spawn().unwrap()
    };
    for mut run in (0..8).map(run).collect::<Vec<_>>() {
        assert!(run.wait().unwrap().success());
    }
    let index = sound(&store);
    let mut numbers = crate::fixture::numbers(index.history(&gate("g")));
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
}
