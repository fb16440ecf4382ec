//! What the fuzz targets do with their bytes; the tests do the same with every input that once broke something.
//!
//! Each function takes any bytes, calls the core as its users do, and panics where something that must hold does not.
//! It is here and not beside the targets, so that a stable build needs no fuzzer.

#![expect(clippy::missing_panics_doc, clippy::panic, reason = "to panic is what these functions are for")]

mod bases;
mod canary;
mod inspect;
mod mutate;
mod seeds;
mod tree;

pub use self::seeds::seeds;

use std::{collections::HashSet, rc::Rc};

use policy_core::{
    Color, DecodeError, Format, Input, Policy, Report, check as run_rules, from_json,
    plan::Mode,
    rule::Profile,
    schema::{Body, Kind, Reader, Table},
    template::{self, Evaluated, Expression, ExpressionKind, Scope, Traversal, Value, follow},
};

use self::inspect::{Lines, walk};

/// A target's name, and what it does with its bytes.
type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 6] = [
    ("decode", decode),
    ("template", template),
    ("iam_policy", iam_policy),
    ("check", check),
    ("plan", plan),
    ("schema", schema),
];

/// What an input is called; whatever the core does with a path, it does with this one.
const FILE: &str = "input.json";

/// Decodes any bytes and reads everything that a plan shows.
pub fn decode(bytes: &[u8]) {
    let input = match Input::new(FILE, bytes) {
        Ok(input) => input,
        Err(error) => return refused(&error, &String::from_utf8_lossy(bytes)),
    };
    assert!(input.text().is_char_boundary(input.json_start()));
    match input.decode() {
        Ok(plan) => walk(&plan),
        Err(error) => refused(&error, input.text()),
    }
}

/// Parses any text as a template, an expression and an address, and evaluates what it comes to.
pub fn template(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    match template::parse(text) {
        Ok(parsed) => {
            for reference in parsed.references() {
                in_place(reference, text);
            }
            for scope in [&Nothing as &dyn Scope, &Something] {
                if let Evaluated::Known(value) = template::evaluate(&parsed, scope) {
                    assert!(parsed.as_literal().is_none_or(|literal| value == Value::String(literal.into())));
                    // The value crosses to JSON and back, where JSON has it.
                    let _ = value.to_text();
                }
            }
        }
        Err(error) => assert!(text.is_char_boundary(error.offset()) && !error.to_string().is_empty()),
    }
    match template::parse_expression(text) {
        Ok(parsed) => drop(template::evaluate_expression(&parsed, &Something)),
        Err(error) => assert!(text.is_char_boundary(error.offset()) && !error.to_string().is_empty()),
    }
    match template::parse_traversal(text) {
        Ok(parsed) => assert_eq!(
            template::parse_traversal(parsed.span.of(text)).map(|own| own.steps.len()),
            Ok(parsed.steps.len())
        ),
        Err(error) => assert!(text.is_char_boundary(error.offset()) && !error.to_string().is_empty()),
    }
}

/// Judges any text as the policy of everything that has one: as planned values, or as templates where it has some.
pub fn iam_policy(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let policy = serde_json::Value::from(text).to_string();
    let input = if text.contains("${") {
        bases::CONFIGURATION_OF_POLICY.replace(bases::POLICY, &policy)
    } else {
        bases::PLAN_OF_POLICY.replace(bases::POLICY, &policy)
    };
    let decoded = Input::new(FILE, input.as_bytes());
    let plan = decoded.as_ref().map(Input::decode);
    let Ok(Ok(plan)) = plan else { panic!("it is an input, whatever the policy") };
    // The default rules, and no format: what reads policies is among the former and none of the latter.
    let report = run_rules(&plan, &Policy::default());
    assert!(report.findings.iter().all(|finding| !finding.message.is_empty()));
}

/// Checks any bytes with every rule, and writes the report in every format.
pub fn check(bytes: &[u8]) {
    // What is refused has been held against its text.
    let _ = report_on(bytes, &|_| {});
}

/// Checks a plan or configuration of the fixtures that the bytes have changed and planted a secret in.
pub fn plan(bytes: &[u8]) {
    planted(planned(bytes).as_bytes());
}

/// The text that the target `plan` makes of its bytes.
pub fn planned(bytes: &[u8]) -> String {
    mutate::text(bytes)
}

/// Checks bytes that may hold a secret, which must not show in any format.
pub fn planted(bytes: &[u8]) {
    let told = report_on(bytes, &|text| assert!(!canary::is_in(text), "the secret shows:\n{text}"));
    if let Err(error) = told {
        assert!(!canary::is_in(&format!("{error} {error:?}")));
    }
}

/// Reads any bytes as a table of a provider's types, and everything in it.
pub fn schema(bytes: &[u8]) {
    let Some(table) = Table::of(bytes) else { return };
    let _ = table.versions().count();
    let mut reader = Reader::new(table);
    let mut seen = HashSet::new();
    for mode in [Mode::Managed, Mode::Data] {
        for (name, versions) in table.types(mode) {
            assert!(!versions.is_empty());
            let _ = table.names_of(versions).count();
            let _ = table.secrets(name).paths().count();
            // What is out of order is not found; what is found is what was asked for.
            if let Some(found) = table.find(mode, name) {
                let body = reader.body(found);
                walk_body(&body, &mut seen);
            }
        }
    }
}

/// The report on bytes under every rule, held against the text it is about; visits it in each format.
fn report_on(bytes: &[u8], visit: &dyn Fn(&str)) -> Result<Report, DecodeError> {
    let policy =
        Policy { profile: Profile::All, regions: vec!["eu-central-1".to_owned()], ..Policy::default() };
    let input = Input::new(FILE, bytes)?;
    let plan = input.decode_for(&policy).inspect_err(|error| refused(error, input.text()))?;
    visit(&format!("{plan:?}"));
    let report = run_rules(&plan, &policy);
    inspect::report(&report, &input);
    visit(&report.display(Format::Text(Color::Always)).to_string());
    for format in Format::NAMES.into_iter().filter_map(|name| Format::parse(name, Color::Never)) {
        let text = report.display(format).to_string();
        visit(&text);
        inspect::written(format, &text);
        if format == Format::Json {
            assert_eq!(from_json::<Report>(&text).as_ref(), Ok(&report), "the core reads what it wrote");
            assert!(serde_json::from_str::<Report>(&text).is_ok_and(|read| read == report), "so do others");
        }
    }
    Ok(report)
}

/// An error lies inside the text, and its wording is complete.
fn refused(error: &DecodeError, text: &str) {
    Lines::of(text).hold(error.location());
    assert!(!error.message().is_empty() && !error.help().is_empty() && !error.code().is_empty());
    assert!(error.to_string().starts_with(FILE));
}

/// A reference is what stands at its place in the text.
fn in_place(reference: &Traversal<'_>, text: &str) {
    let own = reference.span.of(text);
    let parsed = template::parse_expression(own);
    assert!(
        matches!(
            &parsed,
            Ok(Expression { kind: ExpressionKind::Traversal(again), .. })
                if (again.root, again.steps.len()) == (reference.root, reference.steps.len())
        ),
        "{own:?} in {text:?}"
    );
}

/// A scope in which nothing is known.
struct Nothing;

impl Scope for Nothing {
    fn value(&self, _: &Traversal<'_>) -> Evaluated {
        Evaluated::Unknown
    }
}

/// A scope in which every name stands for one value of nested lists and objects.
struct Something;

impl Scope for Something {
    fn value(&self, traversal: &Traversal<'_>) -> Evaluated {
        let texts = ["a", "b", "10.0.0.0/8"].map(|text| Value::String(text.into()));
        let inner = [("id", Value::Number(3.into())), ("names", Value::List(texts.to_vec()))];
        let inner = Value::Object(inner.map(|(name, value)| (name.into(), value)).into_iter().collect());
        let outer = [("a", Value::List(vec![inner.clone(), Value::Null])), ("b", inner)];
        let outer = Value::Object(outer.map(|(name, value)| (name.into(), value)).into_iter().collect());
        follow(&outer, &traversal.steps)
    }
}

/// Visits a body and those in it; what several share is visited once.
fn walk_body(body: &Rc<Body>, seen: &mut HashSet<*const Body>) {
    let mut open = vec![Rc::clone(body)];
    while let Some(body) = open.pop() {
        if !seen.insert(Rc::as_ptr(&body)) {
            continue;
        }
        for member in &body.members {
            assert!(body.named(&member.name).iter().all(|found| found.name == member.name));
            match &member.kind {
                Kind::Any => {}
                Kind::Attribute { object, .. } => open.extend(object.clone()),
                Kind::Block { body, .. } => open.push(Rc::clone(body)),
            }
        }
    }
}
