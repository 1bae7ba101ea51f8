//! What holds of every import, whatever stands in the document and in the file.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use shipworthy_model::checklist::{Check, Priority};
use shipworthy_model::claim::Mark;
use shipworthy_model::import::Imported;
use shipworthy_model::params::{Params, Value};

use super::{ImportRefusal, import};
use crate::binding::{Binding, Bound};
use crate::document::{Document, Role, Section};
use crate::item::{Form, Item, Note};

/// Words that come again, and anything at all.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(Tests|Docs|All|The build|passes|\"so\"|C:\\\\x| ){1,4}",
        1 => any::<String>(),
        1 => Just("Тесты проходят".to_owned()),
        1 => Just("\u{1b}[31mred\u{7f}\r\nnext".to_owned()),
    ]
}

fn section() -> impl Strategy<Value = Section> {
    let role = prop_oneof![Just(Role::Tasks), Just(Role::Criteria), Just(Role::NoGo), Just(Role::Prose)];
    (1_u8..5, words(), role, option::of(any::<usize>()), option::of(words())).prop_map(
        |(level, title, role, parent, owner)| Section {
            level,
            heading: title.clone(),
            title,
            role,
            parent,
            notes: owner.into_iter().map(|value| note("owner", value)).collect(),
            ..Section::default()
        },
    )
}

fn note(key: &str, value: String) -> Note {
    Note { key: key.to_owned(), value, codes: Vec::new(), line: 1 }
}

fn item() -> impl Strategy<Value = Item> {
    let form = prop_oneof![
        4 => Just(Form::Box),
        1 => Just(Form::NumberedHeading),
        1 => Just(Form::Label),
        1 => Just(Form::Metric),
        1 => Just(Form::StatusRow),
    ];
    let mark = prop_oneof![Just(Mark::Done), Just(Mark::Open), Just(Mark::None)];
    let places = (option::of(any::<usize>()), option::of(any::<usize>()), option::of(any::<usize>()));
    (words(), form, mark, any::<bool>(), places, option::of(words())).prop_map(
        |(text, form, mark, unwanted, (section, parent, label), effort)| Item {
            text,
            form,
            mark,
            unwanted,
            section,
            parent,
            label,
            priority: unwanted.then_some(Priority::P0),
            notes: effort.into_iter().map(|value| note("effort", value)).collect(),
            ..Item::default()
        },
    )
}

fn binding() -> impl Strategy<Value = Option<Binding>> {
    let checked = (words(), any::<f64>()).prop_map(|(text, number)| {
        let params = [("path".to_owned(), Value::Text(text)), ("floor".to_owned(), Value::Number(number))];
        let check = Check { kind: "file".to_owned(), params: Params(params.into()) };
        Bound::Checked { check, weaker: Vec::new() }
    });
    let bound = prop_oneof![
        checked,
        words().prop_map(Bound::Question),
        Just(Bound::Text),
        words().prop_map(|proof| Bound::Decided { so: proof.is_empty(), proof }),
    ];
    option::of(bound.prop_map(|bound| Binding { rule: "a", bound, near: Vec::new(), told: None }))
}

/// A document, also one that no reading would make: places that lead nowhere, or in circles.
fn document() -> impl Strategy<Value = (Document, Vec<Option<Binding>>)> {
    let items = vec((item(), binding()), 0..12);
    let file = prop_oneof![Just("PLAN.md".to_owned()), Just("a: b\u{1b}\".md".to_owned())];
    (vec(section(), 0..5), items, file).prop_map(|(mut sections, items, file)| {
        let count = sections.len();
        for (section, line) in sections.iter_mut().zip((1..).step_by(7)) {
            section.line = line;
            section.parent = section.parent.filter(|_| line % 3 != 0).map(|parent| parent % (count + 1));
        }
        let (mut items, bindings): (Vec<Item>, Vec<_>) = items.into_iter().unzip();
        let held = items.len();
        for (item, line) in items.iter_mut().zip(2..) {
            item.line = line;
            item.section = item.section.map(|section| section % (count + 1));
            item.parent = item.parent.map(|parent| parent % (held + 1));
            item.label = item.label.map(|label| label % (held + 1));
        }
        (Document { file, sections, items, ..Document::default() }, bindings)
    })
}

fn done(existing: Option<&str>, (document, bindings): &(Document, Vec<Option<Binding>>)) -> Imported {
    import(existing, document, bindings).expect("what import wrote can be added to")
}

proptest::proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// What is written is TOML, and importing it again changes nothing and loses nothing.
    #[test]
    fn a_second_import_of_the_same_changes_nothing(document in document()) {
        let first = done(None, &document);
        let again = done(Some(&first.text), &document);
        proptest::prop_assert_eq!(&again.text, &first.text);
        proptest::prop_assert_eq!(&again.diff, "");
        proptest::prop_assert_eq!(again.kept.len(), first.added.len());
        proptest::prop_assert_eq!((again.added.len(), again.updated.len(), again.vanished.len()), (0, 0, 0));
        let differing: Vec<_> = again.kept.iter().filter(|kept| !kept.differences.is_empty()).collect();
        proptest::prop_assert!(differing.is_empty(), "{:?}", differing);
    }

    /// Of what stood there, only `source` ever changes.
    #[test]
    fn another_document_in_the_same_file_keeps_every_line(one in document(), other in document()) {
        let first = done(None, &one);
        let second = done(Some(&first.text), &other);
        let sourceless = |text: &str| {
            let lines = text.split_inclusive('\n').filter(|line| !line.starts_with("source = "));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        let mut after = sourceless(&second.text).into_iter();
        for line in sourceless(&first.text) {
            proptest::prop_assert!(after.any(|there| there == line), "{:?} is gone from\n{}", line, second.text);
        }
        let gates = second.updated.len() + second.kept.len() + second.added.len();
        proptest::prop_assert!(second.text.matches("\n[[phase.gate]]").count() >= gates);
    }

    /// Any file is added to, or refused.
    #[test]
    fn any_file_is_taken_or_refused(text in any::<String>(), document in document()) {
        let _: Result<Imported, ImportRefusal> = import(Some(&text), &document.0, &document.1);
    }
}
