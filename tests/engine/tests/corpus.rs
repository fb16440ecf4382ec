//! Files of real projects, where they are at hand: everything is judged or refused, nothing panics.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::PathBuf,
    time::Instant,
};

use engine_tests::{files, golden::Goldens, report, report_with, tests};
use policy_core::{
    Input, Policy, Report,
    plan::{Kind, Mode},
    rule::Profile,
    rules,
};
use serde_json::{Value, json};

/// Real files lie beside the project on machines that have them; they are other people's and never part of it.
fn corpus() -> Option<PathBuf> {
    let corpus = tests().join("../../shared/corpus");
    if corpus.is_dir() {
        return Some(corpus);
    }
    say(&format!("SKIPPED: the real files of {} are not on this machine", corpus.display()));
    None
}

/// What became of every real file: its kind or the code of its refusal, and how many resources are judged.
///
/// A file that holds managed resources gives as many of them, or the table says why not.
#[test]
fn every_file_is_judged_or_refused_with_a_reason() {
    let Some(corpus) = corpus() else { return };
    let index = fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let mut table = "file\toutcome\tresources\n".to_owned();
    let (mut judged, mut refused, mut wrong) = (0, 0, Vec::new());
    for line in index.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, _, _, _, _, _, _, managed, ..] = cells[..] else { panic!("{line}") };
        let bytes = fs::read(corpus.join(name)).unwrap();
        let start = Instant::now();
        let outcome = report(name, &bytes);
        assert!(start.elapsed().as_secs() < 20, "{name} hangs");
        match outcome {
            Ok(report) => {
                judged += 1;
                for finding in &report.findings {
                    assert!(finding.location.line > 0, "{name}: {}", finding.address);
                }
                let input = &report.inputs[0];
                let _ = writeln!(table, "{name}\t{}\t{}", input.kind.name(), input.resources);
                let managed = managed.parse::<usize>().unwrap();
                let accounted = accounted(name, &bytes, input.kind);
                if accounted != managed {
                    wrong.push(format!("{name}: {accounted} of {managed} are accounted for"));
                }
            }
            Err(error) => {
                refused += 1;
                let _ = writeln!(table, "{name}\t{}\t", error.code());
                say(&format!("{} {error}", error.code()));
                // Whatever is refused must be known for what it is.
                assert_ne!(error.code(), "malformed", "{error}");
                if managed != "0" {
                    assert!(PARTS_OF_PLANS.contains(&name), "{name} holds {managed} resources: {error}");
                }
            }
        }
    }
    say(&format!("real files: {judged} judged, {refused} refused"));
    assert!(judged >= 600, "only {judged} files were judged");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    agree("golden/inputs.tsv", &table);
}

/// What holds resources and cannot be judged: a plan that somebody took apart, without what tells its format.
const PARTS_OF_PLANS: [&str; 1] =
    ["plan/bridgecrewio_checkov__tests__terraform__parser__resources__plan_vpc_endpoint__tfplan.json"];

/// How many managed resources of a file are judged, or not judged for a reason: those of a plan that go, or are gone.
/// Of a configuration the blocks, whatever instances they have.
fn accounted(name: &str, bytes: &[u8], kind: Kind) -> usize {
    let input = Input::new(name, bytes).unwrap();
    let plan = input.decode().unwrap();
    let managed = plan.resources().filter(|resource| resource.mode() == Mode::Managed);
    match kind {
        Kind::Plan => {
            let json = input.text().get(input.json_start()..).unwrap();
            let json = serde_json::Deserializer::from_str(json).into_iter::<Value>().next().unwrap().unwrap();
            let changes = json["resource_changes"].as_array().into_iter().flatten();
            let gone = changes.filter(|own| {
                let change = &own["change"];
                let is_nowhere = change["actions"] == json!(["no-op"]) && change["after"].is_null();
                own["mode"] == "managed" && (change["actions"] == json!(["delete"]) || is_nowhere)
            });
            managed.count() + gone.count()
        }
        Kind::State | Kind::TfState => managed.count(),
        Kind::Configuration | Kind::Project | Kind::Cdktf => {
            managed.map(|own| (own.type_name(), own.name())).collect::<BTreeSet<_>>().len()
        }
    }
}

/// Holds a table against the one agreed upon, and rewrites that where it differs, so that the change is reviewed.
fn agree(golden: &str, table: &str) {
    let mut goldens = Goldens::default();
    goldens.compare(&tests().join(golden), table);
    goldens.agree();
}

/// How often each rule fires on real files: in how many of them, of how many repositories, and how many findings.
///
/// The table is reviewed like any golden file: a rule that suddenly fires everywhere shows in its difference.
#[test]
fn rules_fire_as_often_as_agreed() {
    let Some(corpus) = corpus() else { return };
    let index = fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let mut tallies: [Tally; 3] = Default::default();
    for line in index.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [path, repository, _, _, _, _, _, _, aws, ..] = cells[..] else { panic!("{line}") };
        if aws.parse::<usize>().unwrap_or_default() == 0 {
            continue;
        }
        let policy = Policy { profile: Profile::All, ..Policy::default() };
        let Ok(report) = report_with(path, &fs::read(corpus.join(path)).unwrap(), &policy) else { continue };
        let [plans, states, configurations] = &mut tallies;
        let tally = match report.inputs[0].kind {
            Kind::Plan => plans,
            Kind::State | Kind::TfState => states,
            Kind::Configuration | Kind::Project | Kind::Cdktf => configurations,
        };
        // The same repository at another commit is the same people's work.
        tally.add(repository.split('@').next().unwrap_or_default(), &report);
    }
    let [plans, states, configurations] = &tallies;
    let mut table = format!(
        "# {} plans of {} repositories, {} states of {}, {} configurations of {}, all with resources of AWS\n\
         rule\tplans\trepositories\tfindings\tstates\trepositories\tfindings\tconfigurations\trepositories\tfindings\n",
        plans.files,
        plans.repositories.len(),
        states.files,
        states.repositories.len(),
        configurations.files,
        configurations.repositories.len(),
    );
    for rule in rules::all() {
        let cells = [plans, states, configurations].map(|tally| {
            let fired = tally.fired.get(rule.name);
            fired.map_or("0\t0\t0".to_owned(), |(files, repositories, findings)| {
                format!("{files}\t{}\t{findings}", repositories.len())
            })
        });
        let _ = writeln!(table, "{}\t{}", rule.name, cells.join("\t"));
    }
    agree("golden/corpus.tsv", &table);
}

#[derive(Default)]
struct Tally {
    files: usize,
    repositories: BTreeSet<String>,
    /// By rule: files, repositories, findings.
    fired: BTreeMap<String, (usize, BTreeSet<String>, usize)>,
}

impl Tally {
    fn add(&mut self, repository: &str, report: &Report) {
        self.files += 1;
        self.repositories.insert(repository.to_owned());
        let mut seen = BTreeSet::new();
        for finding in &report.findings {
            let (files, repositories, findings) = self.fired.entry(finding.rule.clone()).or_default();
            *files += usize::from(seen.insert(&finding.rule));
            *findings += 1;
            repositories.insert(repository.to_owned());
        }
    }
}

/// Tells whoever runs the tests, past the harness, which keeps to itself what passing tests print.
fn say(line: &str) {
    // A line that cannot be shown changes nothing.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Cutting and changing real files anywhere gives an error or a report, never a panic.
#[test]
fn damaged_files_do_not_panic() {
    let Some(corpus) = corpus() else { return };
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let small = |path: &PathBuf| fs::metadata(path).is_ok_and(|facts| facts.len() < 30_000);
    for path in files(&corpus).into_iter().filter(small) {
        let bytes = fs::read(&path).unwrap();
        for _ in 0..6 {
            let mut damaged = bytes.clone();
            match random(3) {
                0 => damaged.truncate(random(bytes.len())),
                1 => {
                    let at = random(bytes.len());
                    let with = b"\"{}[]:,0 \\$%"[random(12)];
                    if let Some(byte) = damaged.get_mut(at) {
                        *byte = with;
                    }
                }
                _ => {
                    let from = random(bytes.len());
                    let to = (from + random(40)).min(bytes.len());
                    damaged.drain(from..to);
                }
            }
            // Only that it returns.
            let _ = report("damaged.json", &damaged);
        }
    }
}
