//! What the structured targets begin with: the rules' examples, and the fixtures cut into small stacks.

use std::{collections::BTreeSet, fs, sync::LazyLock};

use policy_core::{
    Policy,
    rule::{Example, Profile},
    rules,
};

use super::tree::{Tree, quoted};
use crate::{files, report_with, tests};

/// How many resources of a plan, or types of a configuration, stay together in a stack that is cut out.
const TOGETHER: usize = 2;

/// The longest stack; a longer one takes the time of many.
const LONGEST: usize = 6000;

/// What stands where a policy is put in, quotes and all.
pub(super) const POLICY: &str = r#""@policy@""#;

/// A plan in which a policy says what a function may do, and who may use a key.
pub(super) const PLAN_OF_POLICY: &str = r#"{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [
 {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b",
  "change": {"actions": ["create"], "after": {"bucket": "b"}, "after_unknown": {"arn": true}, "after_sensitive": {}}},
 {"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p",
  "change": {"actions": ["create"], "after": {"name": "p", "policy": "@policy@"}, "after_unknown": {"arn": true}}},
 {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r",
  "change": {"actions": ["create"], "after": {"name": "r", "assume_role_policy": "@policy@"}, "after_unknown": {"arn": true}}},
 {"address": "aws_iam_role_policy_attachment.a", "mode": "managed", "type": "aws_iam_role_policy_attachment", "name": "a",
  "change": {"actions": ["create"], "after": {"role": "r"}, "after_unknown": {"policy_arn": true}}},
 {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f",
  "change": {"actions": ["create"], "after": {"function_name": "f", "environment": [{"variables": {"B": "b"}}]},
   "after_unknown": {"role": true}}},
 {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k",
  "change": {"actions": ["create"], "after": {"policy": "@policy@"}, "after_unknown": {"arn": true}}},
 {"address": "aws_cloudwatch_log_group.l", "mode": "managed", "type": "aws_cloudwatch_log_group", "name": "l",
  "change": {"actions": ["create"], "after": {"name": "l"}, "after_unknown": {"kms_key_id": true}}}],
 "configuration": {"root_module": {"resources": [
 {"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "expressions": {"bucket": {"constant_value": "b"}}},
 {"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p", "expressions": {"policy": {}}},
 {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r", "expressions": {"assume_role_policy": {}}},
 {"address": "aws_iam_role_policy_attachment.a", "mode": "managed", "type": "aws_iam_role_policy_attachment", "name": "a",
  "expressions": {"role": {"references": ["aws_iam_role.r.name", "aws_iam_role.r"]}, "policy_arn": {"references": ["aws_iam_policy.p.arn", "aws_iam_policy.p"]}}},
 {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f", "expressions": {
  "role": {"references": ["aws_iam_role.r.arn", "aws_iam_role.r"]},
  "environment": [{"variables": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}}]}},
 {"address": "aws_kms_key.k", "mode": "managed", "type": "aws_kms_key", "name": "k", "expressions": {"policy": {}}},
 {"address": "aws_cloudwatch_log_group.l", "mode": "managed", "type": "aws_cloudwatch_log_group", "name": "l",
  "expressions": {"kms_key_id": {"references": ["aws_kms_key.k.arn", "aws_kms_key.k"]}}}]}}}"#;

/// The same as configuration, where a policy is a template.
pub(super) const CONFIGURATION_OF_POLICY: &str = r#"{"resource": {
 "aws_s3_bucket": {"b": {"bucket": "b"}},
 "aws_iam_policy": {"p": {"name": "p", "policy": "@policy@"}},
 "aws_iam_role": {"r": {"name": "r", "assume_role_policy": "@policy@", "inline_policy": [{"name": "i", "policy": "@policy@"}]}},
 "aws_iam_role_policy_attachment": {"a": {"role": "${aws_iam_role.r.name}", "policy_arn": "${aws_iam_policy.p.arn}"}},
 "aws_lambda_function": {"f": {"function_name": "f", "role": "${aws_iam_role.r.arn}",
  "environment": {"variables": {"B": "${aws_s3_bucket.b.id}"}}}},
 "aws_kms_key": {"k": {"policy": "@policy@"}},
 "aws_cloudwatch_log_group": {"l": {"name": "l", "kms_key_id": "${aws_kms_key.k.arn}"}}}}"#;

/// The stacks that the target `plan` changes.
pub(super) fn bases() -> &'static [Tree] {
    static BASES: LazyLock<Vec<Tree>> = LazyLock::new(|| {
        let mut bases: Vec<Tree> = examples().filter_map(Tree::of).collect();
        for path in files(&tests().join("fixtures")) {
            // Of the plans of one stack the first will do.
            let is_input =
                path.extension().is_some_and(|end| end == "json") && !path.ends_with("replan.json");
            let tree = fs::read_to_string(&path).ok().filter(|_| is_input).and_then(|text| Tree::of(&text));
            bases.extend(tree.iter().flat_map(cut));
        }
        bases.retain(|base| base.to_string().len() < LONGEST);
        bases
    });
    &BASES
}

/// Of each stack, the texts that the report on it shows: where they stand, a secret would show too.
pub(super) fn shown() -> &'static [BTreeSet<String>] {
    static SHOWN: LazyLock<Vec<BTreeSet<String>>> = LazyLock::new(|| {
        let policy = Policy { profile: Profile::All, ..Policy::default() };
        let shown = |base: &Tree| {
            let report = report_with("base.json", base.to_string().as_bytes(), &policy);
            let findings = report.map(|report| report.findings).unwrap_or_default();
            let texts = findings.iter().flat_map(|finding| finding.message.split('`').skip(1).step_by(2));
            texts.map(quoted).collect()
        };
        bases().iter().map(shown).collect()
    });
    &SHOWN
}

/// The configurations that the rules document themselves by.
pub(super) fn examples() -> impl Iterator<Item = &'static str> {
    rules::all().iter().flat_map(|rule| rule.docs.examples).map(|example| match *example {
        Example::Flagged(text) | Example::Clean(text) => text,
    })
}

/// Small stacks of a large one.
fn cut(whole: &Tree) -> Vec<Tree> {
    match (whole.get("resource_changes"), whole.get("resource")) {
        (Some(Tree::Array(changes)), _) => {
            (0..).zip(changes.chunks(TOGETHER)).map(|(at, changes)| cut_plan(whole, changes, at)).collect()
        }
        (None, Some(Tree::Object(types))) => types
            .chunks(TOGETHER)
            .map(|types| {
                let mut own = whole.clone();
                own.set("resource", Tree::Object(types.to_vec()));
                own
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A plan of a few changes, with what is configured for them; every third shows them as planned values only.
fn cut_plan(whole: &Tree, changes: &[Tree], at: usize) -> Tree {
    let text = |of: &Tree, name: &str| of.get(name).map(Tree::to_string).unwrap_or_default();
    let kept: BTreeSet<_> = changes.iter().map(|own| (text(own, "type"), text(own, "name"))).collect();
    let mut own = whole.clone();
    for name in ["prior_state", "resource_drift", "relevant_attributes", "output_changes"] {
        own.set(name, Tree::Leaf("null".into()));
    }
    let keep = |of: &Tree| kept.contains(&(text(of, "type"), text(of, "name")));
    if let Some(root) = own.get_mut("configuration").and_then(|own| own.get_mut("root_module")) {
        keep_configured(root, &keep);
    }
    if let Some(root) = own.get_mut("planned_values").and_then(|own| own.get_mut("root_module")) {
        keep_planned(root, &keep);
    }
    if at % 3 == 2 {
        own.set("resource_changes", Tree::Array(Vec::new()));
    } else {
        own.set("resource_changes", Tree::Array(changes.to_vec()));
        own.set("planned_values", Tree::Object(Vec::new()));
    }
    own
}

fn keep_configured(module: &mut Tree, keep: &dyn Fn(&Tree) -> bool) {
    if let Some(Tree::Array(resources)) = module.get_mut("resources") {
        resources.retain(keep);
    }
    let Some(Tree::Object(calls)) = module.get_mut("module_calls") else { return };
    for (_, call) in calls.iter_mut() {
        if let Some(module) = call.get_mut("module") {
            keep_configured(module, keep);
        }
    }
    let holds = |call: &Tree| {
        call.get("module").is_some_and(|module| {
            let has = |name: &str, nothing: &Tree| module.get(name).is_some_and(|value| value != nothing);
            has("resources", &Tree::Array(Vec::new())) || has("module_calls", &Tree::Object(Vec::new()))
        })
    };
    calls.retain(|(_, call)| holds(call));
}

fn keep_planned(module: &mut Tree, keep: &dyn Fn(&Tree) -> bool) {
    if let Some(Tree::Array(resources)) = module.get_mut("resources") {
        resources.retain(keep);
    }
    let Some(Tree::Array(children)) = module.get_mut("child_modules") else { return };
    for child in children.iter_mut() {
        keep_planned(child, keep);
    }
    let nothing = Tree::Array(Vec::new());
    children.retain(|child| child.get("resources").is_some_and(|resources| *resources != nothing));
}
