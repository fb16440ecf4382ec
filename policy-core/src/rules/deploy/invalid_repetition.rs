//! `count` and `for_each` that Terraform cannot repeat a block by.
//!
//! Configuration only. What their values are, what of them is sensitive and what is known only after an apply is
//! [`crate::graph`]'s to tell.

use alloc::{borrow::ToOwned, format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::{Declared, Section},
    engine::{Checker, Subject},
    graph::{CountFault, ForEachFault, Why},
    plan::Value,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-repetition",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "`count` or `for_each` is nothing that a block can be repeated by",
    remedy: "give `count` a whole number, or `for_each` a map or a set of strings whose keys are known before the apply",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    for declared in &graph.language().declared {
        if !matches!(
            declared.section,
            Section::Resource | Section::Data | Section::Ephemeral | Section::Module
        ) {
            continue;
        }
        if declared.section == Section::Module {
            configures_providers(checker, declared);
        }
        match (declared.get("count"), declared.get("for_each")) {
            // An override file may give the one beside the other.
            (Some(_), Some(_)) if checker.plan().has_overrides() => {}
            (Some(count), Some(_)) => {
                let message = "it has both `count` and `for_each`, of which there may be one".to_owned();
                let refusal = Refusal::by_init("Invalid combination of \"count\" and \"for_each\"");
                checker.refuse(Subject::declared(graph, declared, count.id()), message, refusal);
            }
            (Some(count), None) => by_count(checker, declared, count),
            (None, Some(over)) => by_for_each(checker, declared, over),
            (None, None) => {}
        }
    }
}

/// A module that configures providers itself can neither be repeated nor wait for anything.
fn configures_providers<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>) {
    let graph = checker.graph();
    let Some(provider) = graph.modules().get(&declared.name).and_then(|module| module.provider.as_ref())
    else {
        return;
    };
    let arguments = ["count", "for_each", "depends_on"].into_iter();
    let Some((name, value)) = { arguments }.find_map(|name| Some((name, declared.get(name)?))) else {
        return;
    };
    let message = format!("the module configures `{provider}` itself, so that it can have no `{name}`");
    let refusal = Refusal::by_init("Module is incompatible with count, for_each, and depends_on");
    checker.refuse(Subject::declared(graph, declared, value.id()), message, refusal);
}

fn by_count<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, count: Value<'p>) {
    let graph = checker.graph();
    let Some(fault) = CountFault::of(graph, count) else { return };
    let subject = Subject::declared(graph, declared, count.id());
    let message = match &fault {
        CountFault::Kind { found, why } => {
            format!("`count` is {found} and must be a whole number{}", said_of(*why))
        }
        CountFault::Null => "`count` is null and must be a whole number".to_owned(),
        CountFault::Negative => "`count` is less than `0`".to_owned(),
        CountFault::Fraction => "`count` is no whole number".to_owned(),
        CountFault::Unknown(cause) => {
            format!(
                "`count` depends on `{cause}`, which is known only after the apply, so that the first plan fails"
            )
        }
    };
    let is_later = matches!(fault, CountFault::Unknown(_));
    let draft = checker.refuse(subject, message, refusal_of_count(&fault));
    if is_later {
        draft.severity(Severity::High);
    }
}

fn by_for_each<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, over: Value<'p>) {
    let graph = checker.graph();
    let Some(fault) = ForEachFault::of(graph, over) else { return };
    let subject = Subject::declared(graph, declared, over.id());
    let message = match &fault {
        ForEachFault::Kind { found, why } => {
            let hint = if *found == "a list" { "; `toset(…)` makes a set of it" } else { "" };
            format!("`for_each` is {found} and must be a map or a set of strings{}{hint}", said_of(*why))
        }
        ForEachFault::Items { found, .. } => {
            format!("`for_each` is a set that holds {found}, and its keys must be strings")
        }
        ForEachFault::Sensitive(cause) => {
            format!("`for_each` is made of `{cause}`, which is sensitive and would show in the addresses")
        }
        ForEachFault::Unknown(cause) => unknown(cause),
    };
    let is_later = matches!(fault, ForEachFault::Unknown(_));
    let draft = checker.refuse(subject, message, refusal_of_for_each(&fault));
    if is_later {
        draft.severity(Severity::High);
    }
}

fn refusal_of_count(fault: &CountFault) -> Refusal {
    match fault {
        CountFault::Kind { why, .. } => found_out(*why, "Incorrect value type"),
        CountFault::Null | CountFault::Negative | CountFault::Fraction => {
            Refusal::by_validate("Invalid count argument")
        }
        CountFault::Unknown(_) => Refusal::by_plan("Invalid count argument"),
    }
}

fn refusal_of_for_each(fault: &ForEachFault) -> Refusal {
    match fault {
        ForEachFault::Kind { why, .. } => found_out(*why, "Invalid for_each argument"),
        ForEachFault::Items { why, .. } => found_out(*why, "Invalid for_each set argument"),
        ForEachFault::Sensitive(_) => Refusal::by_validate("Invalid for_each argument"),
        ForEachFault::Unknown(_) => Refusal::by_plan("Invalid for_each argument"),
    }
}

/// Validation knows the types of variables, and not their values.
fn found_out(why: Why, summary: &'static str) -> Refusal {
    match why {
        Why::Certain | Why::Bare => Refusal::by_validate(summary),
        Why::ByDefault | Why::WhenPlanned => Refusal::by_plan(summary),
    }
}

fn said_of(why: Why) -> &'static str {
    match why {
        Why::Certain | Why::WhenPlanned => "",
        Why::Bare => "; an expression is written `${…}`",
        Why::ByDefault => ", while variables keep their defaults",
    }
}

fn unknown(cause: &str) -> String {
    let why = "which is known only after the apply, so that the first plan fails";
    format!("the keys of `for_each` depend on `{cause}`, {why}")
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform has to know how many instances there are, and under which keys, before it plans any of them. A list \
                has no keys; a value that is sensitive would show in addresses; an id that AWS assigns is not there yet. \
                `terraform validate` or plan fails: `Invalid for_each argument`, `Invalid count argument`, `Incorrect value \
                type`, `Invalid combination of \"count\" and \"for_each\"`. What an apply makes known fails on the first plan \
                of a new stack only, which is why it is found late: key by names that the configuration says, and use the ids as \
                values.",
    snippets: Snippets {
        hcl: r#"resource "aws_route_table_association" "private" {
  for_each       = { for name, subnet in aws_subnet.private : name => subnet.id } # keys are known, values need not be
  subnet_id      = each.value
  route_table_id = aws_route_table.private.id
}"#,
        cdktf_typescript: r"// Keys that the program knows; the ids are values.
const subnets = TerraformIterator.fromMap({ a: subnetA.id, b: subnetB.id });",
        cdktf_python: r#"# Keys that the program knows; the ids are values.
subnets = TerraformIterator.from_map({"a": subnet_a.id, "b": subnet_b.id})"#,
    },
    sources: &[
        Source {
            title: "Terraform: the for_each meta-argument",
            url: "https://developer.hashicorp.com/terraform/language/meta-arguments/for_each",
        },
        Source {
            title: "Terraform: the count meta-argument",
            url: "https://developer.hashicorp.com/terraform/language/meta-arguments/count",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_sns_topic": {"a": {"count": 1, "for_each": {"a": 1}}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_sns_topic": {"a": {"for_each": ["a", "b"], "name": "${each.value}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"locals": {"names": ["a", "b"]},
 "resource": {"aws_sns_topic": {"a": {"for_each": "${local.names}", "name": "${each.value}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"names": {"type": "list(string)", "default": ["a"]}},
 "resource": {"aws_sns_topic": {"a": {"for_each": "${var.names}", "name": "${each.value}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"names": {"default": ["a"]}},
 "resource": {"aws_sns_topic": {"a": {"for_each": "${var.names}", "name": "${each.value}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"names": {"default": {}}}, "resource": {"aws_sns_topic": {"a": {"for_each": "var.names"}}}}"#,
        ),
        Example::Flagged(r#"{"resource": {"aws_sns_topic": {"a": {"for_each": "${toset([1, 2])}"}}}}"#),
        Example::Flagged(
            r#"{"variable": {"names": {"type": "set(string)", "sensitive": true, "default": ["a"]}},
 "resource": {"aws_sns_topic": {"a": {"for_each": "${var.names}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_subnet": {"a": {"vpc_id": "vpc-1"}},
  "aws_route_table_association": {"a": {"for_each": "${toset([aws_subnet.a.id])}", "subnet_id": "${each.key}",
   "route_table_id": "rtb-1"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"on": {"default": true}}, "resource": {"aws_sns_topic": {"a": {"count": "var.on ? 1 : 0"}}}}"#,
        ),
        Example::Flagged(r#"{"resource": {"aws_sns_topic": {"a": {"count": -1}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}},
  "aws_sns_topic": {"a": {"count": "${aws_vpc.a.id != \"\" ? 1 : 0}"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"names": {"default": ["a"]}},
 "resource": {"aws_sns_topic": {"a": {"for_each": "${toset(var.names)}"}, "b": {"for_each": "${aws_sns_topic.a}"},
  "c": {"for_each": {}}, "d": {"for_each": "${{for name in var.names : name => 1}}"}}}}"#,
        ),
        // Values may be unknown or sensitive, keys may not.
        Example::Clean(
            r#"{"variable": {"key": {"sensitive": true, "default": "b"}},
 "resource": {"aws_vpc": {"a": {"cidr_block": "10.0.0.0/16"}},
  "aws_sns_topic": {"a": {"for_each": {"a": "${var.key}", "b": "${aws_vpc.a.id}"}},
   "b": {"for_each": "${{a = aws_vpc.a.id}}"}, "c": {"count": "${length([aws_vpc.a.id])}"},
   "d": {"count": "${aws_vpc.a.cidr_block != \"\" ? 1 : 0}"}, "e": {"count": "2"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"count": {"type": "number"}}, "module": {"a": {"source": "./a", "count": "${var.count}"}},
 "data": {"aws_vpc": {"a": {"count": 0}}}}"#,
        ),
    ],
};
