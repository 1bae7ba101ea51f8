//! Cargo's JSON messages: what was compiled, and what the compiler said. A diagnostic that the compiler gives twice,
//! for a library and for its unit tests, is one diagnostic. Human text is never read for this.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shipworthy_model::facts::{Package, Target, Workspace};
use shipworthy_model::judgement::{Finding, Judgement};
use shipworthy_model::observation::Ran;
use shipworthy_model::unknown::Reason;

use super::{failure, selection};

/// The rule of a warning that has no name.
pub(crate) const UNNAMED: &str = "warning";

/// The messages of one run of cargo.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    /// The targets of members that were compiled, fresh or not.
    pub(crate) artifacts: Vec<Artifact>,
    /// What the compiler reported, each thing once.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Cargo's own last word: did the build succeed?
    finished: Option<bool>,
    /// Lines that look like messages and could not be read.
    unread: u64,
}

/// One compiled target of a member of the workspace.
#[derive(Debug, PartialEq)]
pub(crate) struct Artifact {
    /// The name of the member.
    pub(crate) package: String,
    /// The name of the target.
    pub(crate) target: String,
    /// The kinds of the target, as cargo names them.
    pub(crate) kinds: Vec<String>,
    /// Was the target compiled as a test?
    pub(crate) test: bool,
    /// The path of the program, when there is one.
    pub(crate) executable: Option<String>,
    /// Is the artifact documentation?
    pub(crate) page: bool,
}

impl Artifact {
    /// Is the artifact what this target of this member compiles to?
    pub(crate) fn is(&self, package: &Package, target: &Target) -> bool {
        let plain = |name: &str| name.replace('-', "_");
        self.package == package.name
            && plain(&self.target) == plain(&target.name)
            && self.kinds == target.kinds
    }
}

/// One error or warning of the compiler.
#[derive(Debug, PartialEq)]
pub(crate) struct Diagnostic {
    /// Is the diagnostic an error? Else it is a warning.
    pub(crate) error: bool,
    /// The names of the members that it is about: two, where they have one file for a module; none, for what lies outside.
    pub(crate) members: BTreeSet<String>,
    /// The lint or the error code of the diagnostic, when it has one.
    pub(crate) code: Option<String>,
    /// The finding that it makes: what is wrong, where, and what to do.
    pub(crate) finding: Finding,
    /// Why it says nothing about the code, when that is so.
    excuse: Option<Reason>,
}

/// The messages in the JSON lines on standard output. What is not JSON (a compiler plug-in may print) is passed over.
pub(crate) fn read(ran: &Ran, workspace: &Workspace) -> Messages {
    let mut messages = Messages::default();
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for line in ran.stdout.text.lines().filter(|line| line.starts_with("{\"reason\":")) {
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            messages.unread += 1;
            continue;
        };
        match text(&value, "reason") {
            "compiler-artifact" => messages.artifacts.extend(artifact(&value, workspace)),
            "compiler-message" => {
                let Some(diagnostic) = diagnostic(&value, workspace) else { continue };
                let key = &diagnostic.finding;
                let key = (key.rule.clone(), key.message.clone(), key.file.clone(), key.line, key.column);
                match seen.get(&key).and_then(|&at| messages.diagnostics.get_mut(at)) {
                    Some(known) => known.members.extend(diagnostic.members),
                    None => {
                        seen.insert(key, messages.diagnostics.len());
                        messages.diagnostics.push(diagnostic);
                    }
                }
            }
            "build-finished" => messages.finished = value.get("success").and_then(Value::as_bool),
            _ => {}
        }
    }
    messages
}

impl Messages {
    /// The errors, after exit code, messages and cargo's last word were held against each other.
    ///
    /// # Errors
    ///
    /// When they disagree, or cargo failed without a word from the compiler, the judgement that follows.
    pub(crate) fn errors(&self, ran: &Ran) -> Result<Vec<Finding>, Judgement> {
        let errors: Vec<&Diagnostic> =
            self.diagnostics.iter().filter(|diagnostic| diagnostic.error).collect();
        if let Some((reason, error)) = errors.iter().find_map(|error| Some((error.excuse?, error))) {
            return Err(Judgement::unknown(reason, error.finding.message.clone()));
        }
        let mut findings: Vec<Finding> = errors.into_iter().map(|error| error.finding.clone()).collect();
        if !ran.succeeded() {
            if let Some(crash) = failure::crash(&ran.stderr.text) {
                return Err(crash);
            }
            if findings.is_empty() {
                return Err(failure::judge(ran, &ran.stderr.text));
            }
            findings.extend(failure::findings(&ran.stderr.text));
            // Where the compiler has no advice, the command shows all that it said.
            for finding in findings.iter_mut().filter(|finding| finding.remedy.is_none()) {
                finding.remedy = Some(selection::again(ran));
            }
            return Ok(findings);
        }
        let detail = if !findings.is_empty() {
            format!("cargo exited with code 0, but its messages hold {} errors", findings.len())
        } else if self.finished != Some(true) {
            "cargo exited with code 0, but its messages do not end with a finished build".to_owned()
        } else if self.unread > 0 || ran.stdout.cut > 0 {
            format!("{} messages of cargo could not be read, {} bytes were cut", self.unread, ran.stdout.cut)
        } else {
            return Ok(findings);
        };
        Err(Judgement::unknown(Reason::CouldNotLook, detail))
    }

    /// The warnings about members, also about those that a gate was not asked about.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| !diagnostic.error && !diagnostic.members.is_empty())
    }

    /// The lints of clippy's that are errors in none of these members. Where clippy ends at one, nothing is said against
    /// what compiles, and what needs it was not linted.
    pub(crate) fn lints_of_others<'m>(
        &'m self,
        members: &'m [&Package],
    ) -> impl Iterator<Item = &'m Diagnostic> {
        let lint = |code: &String| code.starts_with("clippy::");
        self.diagnostics.iter().filter(move |diagnostic| {
            diagnostic.error && diagnostic.code.as_ref().is_some_and(lint) && !diagnostic.is_about(members)
        })
    }

    /// How many targets of these members were compiled, and how many of theirs were not.
    pub(crate) fn targets(&self, members: &[&Package]) -> (u64, u64) {
        let all =
            members.iter().flat_map(|package| package.targets.iter().map(move |target| (*package, target)));
        let wanted = all.filter(|(_, target)| !target.kinds.iter().any(|kind| kind == "custom-build"));
        let (compiled, skipped): (Vec<_>, Vec<_>) = wanted.partition(|(package, target)| {
            self.artifacts.iter().any(|artifact| artifact.is(package, target))
        });
        (compiled.len() as u64, skipped.len() as u64)
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The member that a message is about, and the folder of the checklist as cargo writes it; nothing where the member lies
/// outside of it.
fn member<'a>(value: &Value, workspace: &'a Workspace) -> Option<(&'a Package, String)> {
    let id = text(value, "package_id");
    let (source, fragment) = id.rsplit_once('#')?;
    let named = fragment.split_once('@').map(|(name, _)| name);
    let name = named.or_else(|| source.rsplit('/').next())?;
    let package = workspace.package(name)?;
    let manifest = text(value, "manifest_path").replace('\\', "/");
    let root = manifest.strip_suffix(&package.manifest)?;
    (source.starts_with("path+") && (root.is_empty() || root.ends_with('/')))
        .then(|| (package, root.to_owned()))
}

fn artifact(value: &Value, workspace: &Workspace) -> Option<Artifact> {
    let (package, _) = member(value, workspace)?;
    let target = value.get("target")?;
    Some(Artifact {
        package: package.name.clone(),
        target: text(target, "name").to_owned(),
        kinds: list(target, "kind").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        test: value.pointer("/profile/test").and_then(Value::as_bool).unwrap_or_default(),
        executable: value.get("executable").and_then(Value::as_str).map(str::to_owned),
        page: list(value, "filenames").iter().filter_map(Value::as_str).any(|name| name.ends_with(".html")),
    })
}

fn diagnostic(value: &Value, workspace: &Workspace) -> Option<Diagnostic> {
    let message = value.get("message")?;
    let level = text(message, "level");
    let error = level.starts_with("error");
    let code = message.pointer("/code/code").and_then(Value::as_str).map(str::to_owned);
    let spans = list(message, "spans");
    let what = text(message, "message");
    // The compiler counts its own errors and warnings at the end; that is no diagnostic.
    let summary = code.is_none()
        && spans.is_empty()
        && (what.starts_with("aborting due to") || what.ends_with(" emitted"));
    if summary || !(error || level == "warning") {
        return None;
    }
    let member = member(value, workspace);
    let what = what.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let what = match member {
        Some(_) => what,
        None => format!("{what} ({})", dependency(value, spans)),
    };
    let rule = code.clone().unwrap_or_else(|| if error { "error" } else { UNNAMED }.to_owned());
    let mut finding = Finding::new(rule, what);
    if let Some((_, root)) = &member
        && let Some((file, line, column)) = place(spans, root)
    {
        finding = finding.at(workspace.path_of(&file), line, column);
    }
    finding.remedy = remedy(list(message, "children"));
    let excuse = excuse(message).filter(|_| error);
    let members = member.map(|(package, _)| package.name.clone()).into_iter().collect();
    Some(Diagnostic { error, members, code, finding, excuse })
}

/// Why an error of the compiler says nothing about the code, when that is so: it crashed, the machine has no more of
/// something, or the standard library or another crate that is compiled already cannot be read.
fn excuse(message: &Value) -> Option<Reason> {
    let notes = || list(message, "children").iter().map(|child| text(child, "message"));
    let what = text(message, "message");
    let unreadable = message.pointer("/code/code").and_then(Value::as_str) == Some("E0786")
        || what.starts_with("only metadata stub found")
        || what == "cannot resolve a prelude import";
    let linker_ended = what.starts_with("linking with ")
        && (what.contains("failed: signal: ") || notes().any(|note| note.lines().any(linker_crash)));
    if text(message, "level").contains("internal") || linker_ended {
        Some(Reason::Crashed)
    } else if unreadable || std::iter::once(what).chain(notes()).any(failure::is_exhausted) {
        Some(Reason::CouldNotLook)
    } else if notes().any(|note| note.ends_with("target may not be installed")) {
        Some(Reason::ToolMissing)
    } else if list(message, "spans").is_empty() {
        // What the system refuses where no line of code is named: a linker, or another program that the compiler starts.
        let refused = |note: &str| failure::system_error(note).is_some_and(|(_, rest)| rest.is_empty());
        match notes().any(|note| note.ends_with("(os error 2)")) {
            true => Some(Reason::ToolMissing),
            false => notes().any(refused).then_some(Reason::CouldNotLook),
        }
    } else {
        None
    }
}

/// Does a driver of linkers, gcc's or clang's, say in this line that a signal ended its linker? It was short of memory or of
/// room, or is broken.
fn linker_crash(line: &str) -> bool {
    line.contains(" terminated with signal ") || line.contains("linker command failed due to signal")
}

/// The dependency that a message is about, and where in it, as a person would look for it.
fn dependency(value: &Value, spans: &[Value]) -> String {
    let id = text(value, "package_id");
    let package = id.rsplit(['/', '#']).next().unwrap_or_default();
    // `#0.1.0` alone where the folder is called as the package is.
    let name = match package.starts_with(|c: char| c.is_ascii_digit()) {
        true => id.rsplit('/').next().unwrap_or_default(),
        false => package,
    };
    let name = name.replace(['@', '#'], " ");
    let primary = |span: &&Value| span.get("is_primary").and_then(Value::as_bool) == Some(true);
    let at = spans.iter().find(primary).map(|span| {
        let number = |key: &str| span.get(key).and_then(Value::as_u64).unwrap_or(0);
        format!(" at {}:{}:{}", text(span, "file_name"), number("line_start"), number("column_start"))
    });
    format!("in the dependency {name}{}", at.unwrap_or_default())
}

impl Diagnostic {
    /// Is the diagnostic about one of these members?
    pub(crate) fn is_about(&self, members: &[&Package]) -> bool {
        members.iter().any(|member| self.members.contains(&member.name))
    }
}

type SpanPlace = (String, Option<u32>, Option<u32>);

/// The place of a diagnostic: the primary span, or the place in our own files where the macro was used that it lies in.
fn place(spans: &[Value], root: &str) -> Option<SpanPlace> {
    let primary = |span: &&Value| span.get("is_primary").and_then(Value::as_bool) == Some(true);
    let mut span = spans.iter().find(primary)?;
    loop {
        let file = text(span, "file_name").replace('\\', "/");
        let ours = if root.is_empty() { &file } else { file.strip_prefix(root).unwrap_or(&file) };
        let absolute = ours.starts_with('/') || ours.starts_with('<') || ours.contains(':');
        if !absolute && !ours.is_empty() {
            let number =
                |name: &str| span.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
            return Some((ours.to_owned(), number("line_start"), number("column_start")));
        }
        span = span.pointer("/expansion/span")?;
    }
}

/// The compiler's first advice, with the text it would put there; the page about the lint when it has none.
fn remedy(children: &[Value]) -> Option<String> {
    let help = || children.iter().filter(|child| text(child, "level") == "help");
    let page = |child: &&Value| text(child, "message").starts_with("for further information");
    let best = help().find(|child| !page(child)).or_else(|| help().next())?;
    let advice = text(best, "message").lines().next().unwrap_or_default().trim().to_owned();
    let [span] = list(best, "spans") else { return Some(advice) };
    let mut lines = text(span, "suggested_replacement").trim().lines();
    let put = lines.next().unwrap_or_default();
    let more = if lines.next().is_some() { " ..." } else { "" };
    let fits = !put.is_empty() && put.len() <= 80 && !advice.contains(put);
    Some(if fits { format!("{advice}: `{put}{more}`") } else { advice })
}
