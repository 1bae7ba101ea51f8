//! `audit`: holds the claims of documents against the workspace. Reads; runs what the documents name only when told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use shipworthy_document::audit::{self, Reply, Witness};
use shipworthy_document::binding::{self, Binding, Bound};
use shipworthy_document::contradiction::{self, Commits, DocumentHistory};
use shipworthy_document::document::Document;
use shipworthy_document::item::{Form, Item};
use shipworthy_engine::evidence::{StoreError, StoreLock};
use shipworthy_engine::facts::git;
use shipworthy_engine::facts::history::{self, FileEvent, History};
use shipworthy_engine::run::TreeReading;
use shipworthy_engine::run::probe::{CheckProbe, ProbeResult};
use shipworthy_engine::run::session::Session;
use shipworthy_engine::sys::interrupt::Interrupt;
use shipworthy_kinds::KINDS;
use shipworthy_model::checklist::{Check, Checklist};
use shipworthy_model::claim::{Attribution, Audit, Audited, Contradiction, Era, Mended, Trap};
use shipworthy_model::exit::Exit;
use shipworthy_model::step::command_line;
use shipworthy_model::time::Date;
use shipworthy_report::audit as report;
use shipworthy_report::json::AuditDocument;
use shipworthy_report::progress;

use super::build_blocker::build_blocker;
use super::document::{self, Opened};
use super::run_gates::end_orphans;
use super::{surroundings, view};
use crate::answer::Answer;
use crate::context::Context;
use crate::flags::AuditFlags;
use crate::stop::Stop;
use crate::terminal::Terminal;

/// Holds the claims of documents against the workspace.
pub(crate) fn audit(context: &Context<'_>, flags: &AuditFlags) -> Result<Answer, Stop> {
    let root = document::root(context)?;
    let reading = TreeReading::begin(&root);
    let opened: Vec<Opened> =
        flags.files.iter().map(|file| document::open(file, &root)).collect::<Result<_, _>>()?;
    let checklist = Checklist::default();
    let mut session =
        Session::open(reading.finish().map_err(Stop::incomplete)?, &checklist, context.kinds, KINDS);
    context.tell_of_evidence(&session);
    let surroundings = surroundings::gather(&mut session, opened.iter().map(|opened| &opened.document));
    let bindings: Vec<Vec<Option<Binding>>> =
        opened.iter().map(|opened| binding::bind(&opened.document, &surroundings)).collect();
    let interrupt = watch()?;
    if flags.run {
        context.last_word.act()?;
    }
    let lock = if flags.run { Some(hold(&session, &interrupt)?) } else { None };
    let mut contradictions = contradictions(&root, &opened);
    let mut audit = Audit::default();
    let mut probe = CheckProbe::new(&session, interrupt.clone());
    for (at, (opened, bindings)) in opened.iter().zip(&bindings).enumerate() {
        if flags.run {
            announce(&mut probe, bindings);
        }
        let mut court = Court {
            probe: &mut probe,
            session: &session,
            run: flags.run,
            histories: histories(&root, opened, bindings),
            ignored: ignored(&session, bindings),
        };
        let mut claims = audit::claims(&opened.document, bindings, &mut court);
        audit::contradicted(&mut claims, &opened.document, contradictions.remove(&at).unwrap_or_default());
        audit.claims.append(&mut claims);
        audit.documents.push(audited(opened));
    }
    drop(lock);
    session.save_caches();
    let view = view::view(context, &session, &checklist);
    let detail = report::Detail { all: flags.all, ran: flags.run };
    let exit =
        if interrupt.requested() && audit.exit() == Exit::Go { Exit::Incomplete } else { audit.exit() };
    Ok(context.answer(exit, || report::human(&audit, detail, &view), || AuditDocument::of(&audit)))
}

/// The contradictions between documents, by the place of the document and the line in it.
fn contradictions(root: &Path, opened: &[Opened]) -> BTreeMap<usize, Vec<(u32, Contradiction)>> {
    // Of a document that lies elsewhere it is not known when it was written.
    let commits = |opened: &Opened| {
        let (first, last) = history::commit_dates(root, opened.inside.as_ref()?)?;
        Some(Commits { first: Date::parse(&first)?, last: Date::parse(&last)? })
    };
    let known = DocumentHistory { commits: opened.iter().map(commits).collect() };
    let documents: Vec<&Document> = opened.iter().map(|opened| &opened.document).collect();
    let mut found: BTreeMap<usize, Vec<(u32, Contradiction)>> = BTreeMap::new();
    for (at, line, contradiction) in contradiction::contradictions(&documents, &known) {
        found.entry(at).or_default().push((line, contradiction));
    }
    found
}

/// Listens to Ctrl-C and SIGTERM, to end what is run.
fn watch() -> Result<Interrupt, Stop> {
    Interrupt::install().map_err(|error| Stop::unstoppable(&error))
}

/// Keeps other runs away while commands of the documents are run.
fn hold(session: &Session<'_>, interrupt: &Interrupt) -> Result<StoreLock, Stop> {
    let cannot = |error: StoreError| {
        Stop::incomplete(format!(
            "{error}\nNothing was run: there is no place for the output of the commands."
        ))
    };
    session.store.prepare().map_err(cannot)?;
    let mut waiting = |holder| Terminal::tell(&progress::waits(holder));
    let lock = session.store.lock(&mut waiting, &|| interrupt.requested()).map_err(cannot)?;
    end_orphans(&session.store, &lock).map_err(cannot)?;
    Ok(lock)
}

/// Shows the commands that the claims of a document are bound to, before any of them is run; some only when
/// another one fails.
fn announce(probe: &mut CheckProbe<'_>, bindings: &[Option<Binding>]) {
    let mut lines = BTreeSet::new();
    for check in bindings.iter().flatten().flat_map(checks) {
        if let ProbeResult::WouldRun(commands) = probe.ask(check, false, &mut |_| {}) {
            lines.extend(commands.iter().map(|argv| command_line(argv)));
        }
    }
    if !lines.is_empty() {
        Terminal::tell("These commands are run:");
        lines.iter().for_each(|line| Terminal::tell(&format!("  {line}")));
    }
}

/// The check of a binding, and the weaker ones that are asked when it fails.
fn checks(binding: &Binding) -> impl Iterator<Item = &Check> {
    let weaker = match &binding.bound {
        Bound::Checked { weaker, .. } => weaker.as_slice(),
        Bound::Decided { .. } | Bound::Question(_) | Bound::Text => &[],
    };
    check(binding).into_iter().chain(weaker)
}

fn check(binding: &Binding) -> Option<&Check> {
    match &binding.bound {
        Bound::Checked { check, .. } => Some(check),
        Bound::Decided { .. } | Bound::Question(_) | Bound::Text => None,
    }
}

/// Answers with the engine's checks and with git's history.
struct Court<'a, 'b> {
    probe: &'a mut CheckProbe<'b>,
    session: &'b Session<'b>,
    run: bool,
    histories: BTreeMap<String, History>,
    ignored: BTreeSet<String>,
}

impl Court<'_, '_> {
    fn build_blocker(&mut self, check: &Check) -> Option<String> {
        let workspace = self.session.workspace.as_ref().ok()?;
        build_blocker(self.probe, &self.session.tree, workspace, check)
    }
}

impl Witness for Court<'_, '_> {
    fn ask(&mut self, check: &Check) -> Reply {
        let mut started = |argv: &[String]| Terminal::tell(&format!("running {}", command_line(argv)));
        match self.probe.ask(check, self.run, &mut started) {
            ProbeResult::Answered(judgement) => Reply::Judged(judgement),
            ProbeResult::WouldRun(commands) => match self.build_blocker(check) {
                Some(why) => Reply::Hopeless(why),
                None => Reply::WouldRun(commands.first().map(|argv| command_line(argv)).unwrap_or_default()),
            },
            ProbeResult::Interrupted => Reply::Stopped,
        }
    }

    fn attribute(&mut self, path: &str, so: bool, absent: bool) -> Option<Attribution> {
        let history = self.histories.get(path)?;
        let did = |event: &Option<FileEvent>, era: Era, came: bool| {
            let event = event.as_ref().filter(|event| event.came == came)?;
            let FileEvent { commit, date, subject, .. } = event.clone();
            Some(Attribution { era, commit, date, subject })
        };
        match so {
            true => did(&history.since, Era::Since, !absent)
                .or_else(|| did(&history.before, Era::Before, !absent)),
            false => did(&history.since, Era::Broken, absent),
        }
    }

    fn is_ignored(&mut self, path: &str) -> bool {
        self.ignored.contains(path)
    }
}

/// The histories of the files that the claims are about, for a document that git knows.
fn histories(root: &Path, opened: &Opened, bindings: &[Option<Binding>]) -> BTreeMap<String, History> {
    let Some(document) = &opened.inside else { return BTreeMap::new() };
    let paths = bindings.iter().flatten().filter_map(check).filter_map(|check| check.params.text("path"));
    history::histories(root, document, &paths.map(str::to_owned).collect())
}

/// The files that claims are about and that are not in the tree because git does not keep them.
fn ignored(session: &Session<'_>, bindings: &[Option<Binding>]) -> BTreeSet<String> {
    let paths = bindings.iter().flatten().flat_map(checks).filter_map(|check| check.params.text("path"));
    let gone = paths.filter(|path| session.tree.file(path).is_none()).map(str::to_owned);
    git::ignored(&session.root, &gone.collect())
}

/// Is the item a task that a Markdown reader shows as code?
fn is_swallowed(item: &&Item) -> bool {
    item.swallowed && matches!(item.form, Form::Box | Form::BoxHeading)
}

fn audited(opened: &Opened) -> Audited {
    let document = &opened.document;
    let mended = |repair: &shipworthy_document::repair::Repair| Mended {
        line: repair.line,
        from: repair.from.clone(),
        to: repair.to.clone(),
        through: repair.through.to_owned(),
    };
    Audited {
        file: document.file.clone(),
        repairs: document.text.repairs.iter().map(mended).collect(),
        traps: document.swallowed.iter().map(|it| Trap { line: it.line, closed: it.closed }).collect(),
        swallowed: document.items.iter().filter(is_swallowed).map(|item| item.line).collect(),
    }
}
