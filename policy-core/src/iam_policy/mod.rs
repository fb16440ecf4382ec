//! IAM policies: what their statements allow, as far as that is known.
//!
//! A policy is read from JSON with or without `${…}` in it, from `jsonencode` of an object, and from
//! `data.aws_iam_policy_document`. Every answer is three-valued: known to be allowed, unknown, or absent, which means
//! certainly not allowed. Conditions are taken to be met. Which of a service's resources an action is allowed for is
//! not asked, and a denial counts only where it covers a whole service.

mod document;
mod pattern;
mod read;

use alloc::vec::Vec;

use self::pattern::Pattern;
pub(crate) use self::read::policy_in;
use crate::plan::Read;

/// A policy: what it allows and denies.
#[derive(Clone, Default)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Document {
    statements: Vec<Statement>,
    /// Whether it may have more statements than these.
    is_open: bool,
}

#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
struct Statement {
    sid: Option<alloc::string::String>,
    effect: Effect,
    actions: Selection,
    resources: Selection,
    principals: Principals,
    is_conditional: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
enum Effect {
    Allow,
    Deny,
    Unknown,
}

/// What a list of patterns selects: what it names, or everything else.
#[derive(Clone, Default)]
#[cfg_attr(test, derive(Debug))]
struct Selection {
    is_inverted: bool,
    patterns: Vec<Pattern>,
}

/// Whom a statement of a resource's policy is about.
#[derive(Clone, Default)]
#[cfg_attr(test, derive(Debug))]
struct Principals {
    /// Whether it names those whom it is not about.
    is_inverted: bool,
    /// Whether there may be others than those that are known.
    is_open: bool,
    is_anyone: bool,
    services: Vec<Pattern>,
    accounts: Vec<Pattern>,
}

/// How certain something is; the more certain of two is the larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(Debug))]
enum Answer {
    No,
    Maybe,
    Yes,
}

impl Document {
    /// Whether it allows its holder any action of a service, such as `s3`.
    pub(crate) fn allows_some_of(&self, service: &str) -> Read<()> {
        let is_denied = self.statements.iter().any(|statement| statement.denies_all_of(service));
        if is_denied {
            return Read::Absent;
        }
        let allowed = |statement: &Statement| statement.is_allowing().min(statement.actions.some_of(service));
        self.answer(allowed)
    }

    /// Whether it allows a service, such as `logs` for `logs.amazonaws.com`, any of these actions.
    pub(crate) fn allows_service(&self, service: &str, actions: &[&str]) -> Read<()> {
        self.answer(|statement| {
            let named =
                actions.iter().map(|action| statement.actions.holds(action)).max().unwrap_or(Answer::No);
            statement.is_allowing().min(statement.principals.include_service(service)).min(named)
        })
    }

    /// Whether it allows anything to anybody who is neither a service nor an account as a whole, which leaves the
    /// decision to its own policies.
    pub(crate) fn allows_identities(&self) -> Read<()> {
        self.answer(|statement| statement.is_allowing().min(statement.principals.include_identities()))
    }

    fn answer(&self, of: impl Fn(&Statement) -> Answer) -> Read<()> {
        let found = self.statements.iter().map(of).max().unwrap_or(Answer::No);
        found.max(if self.is_open { Answer::Maybe } else { Answer::No }).into()
    }
}

impl Statement {
    fn is_allowing(&self) -> Answer {
        match self.effect {
            Effect::Allow => Answer::Yes,
            Effect::Deny => Answer::No,
            Effect::Unknown => Answer::Maybe,
        }
    }

    fn denies_all_of(&self, service: &str) -> bool {
        self.effect == Effect::Deny
            && !self.is_conditional
            && self.actions.all_of(service) == Answer::Yes
            && !self.resources.is_inverted
            && self.resources.patterns.iter().any(Pattern::is_everything)
    }
}

impl Selection {
    /// Whether any action of a service is among them.
    fn some_of(&self, service: &str) -> Answer {
        if self.is_inverted {
            return self.max(|pattern| pattern.covers_service(service)).not();
        }
        self.max(|pattern| pattern.meets_service(service))
    }

    /// Whether all actions of a service are among them.
    fn all_of(&self, service: &str) -> Answer {
        if self.is_inverted {
            return self.max(|pattern| pattern.meets_service(service)).not();
        }
        self.max(|pattern| pattern.covers_service(service))
    }

    fn holds(&self, name: &str) -> Answer {
        let named = self.max(|pattern| pattern.matches(name));
        if self.is_inverted { named.not() } else { named }
    }

    fn max(&self, of: impl Fn(&Pattern) -> Answer) -> Answer {
        self.patterns.iter().map(of).max().unwrap_or(Answer::No)
    }
}

impl Principals {
    fn include_service(&self, service: &str) -> Answer {
        if self.is_inverted {
            return Answer::Maybe;
        }
        let named = self.services.iter().map(|own| own.is_service(service)).max().unwrap_or(Answer::No);
        named.max(self.others())
    }

    fn include_identities(&self) -> Answer {
        if self.is_inverted {
            return Answer::Maybe;
        }
        let is_account = |own: &Pattern| own.ends_with(":root") || own.is_account();
        let named = if self.accounts.iter().all(is_account) { Answer::No } else { Answer::Maybe };
        named.max(self.others())
    }

    fn others(&self) -> Answer {
        match (self.is_anyone, self.is_open) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::Maybe,
            (false, false) => Answer::No,
        }
    }
}

impl Answer {
    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}

impl From<Answer> for Read<()> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::No => Self::Absent,
            Answer::Maybe => Self::Unknown,
            Answer::Yes => Self::Known(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::{Input, graph::ResourceGraph};

    /// What the policy `aws_iam_policy.x` of an input allows, by `ask`.
    fn ask(text: &str, ask: fn(&Document) -> Read<()>) -> Read<()> {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let graph = ResourceGraph::new(&plan);
        let policy = plan.of_type("aws_iam_policy").next().unwrap().attribute("policy");
        match policy_in(&graph, policy) {
            Read::Known(document) => ask(&document),
            Read::Unknown => Read::Unknown,
            Read::Absent => Read::Absent,
        }
    }

    fn s3(document: &Document) -> Read<()> {
        document.allows_some_of("s3")
    }

    /// The policy as a string of a configuration, with what else is in it.
    fn with(policy: &str, rest: &str) -> alloc::string::String {
        let policy = serde_json::to_string(policy).unwrap();
        format!(r#"{{"resource": {{"aws_iam_policy": {{"x": {{"policy": {policy}}}}}}}{rest}}}"#)
    }

    const YES: Read<()> = Read::Known(());
    const MAYBE: Read<()> = Read::Unknown;
    const NO: Read<()> = Read::Absent;

    #[test]
    fn json_in_strings_is_read_with_its_templates() {
        for (policy, expected) in [
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": ["logs:*", "s3:PutObject"], "Resource": "*"}]}"#,
                YES,
            ),
            (
                r#"{"Statement": {"Effect": "Allow", "Action": "S3:putobject", "Resource": "${aws_s3_bucket.b.arn}/*"}}"#,
                YES,
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "${aws_s3_bucket.b.arn}"}]}"#,
                NO,
            ),
            (r#"{"Statement": [{"Effect": "Allow", "Action": "s3:${var.verb}", "Resource": "*"}]}"#, YES),
            (r#"{"Statement": [{"Effect": "Allow", "Action": "${var.action}", "Resource": "*"}]}"#, MAYBE),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": ${jsonencode(var.actions)}, "Resource": "*"}]}"#,
                MAYBE,
            ),
            (r#"{"Statement": [{"Effect": "${var.effect}", "Action": "s3:*", "Resource": "*"}]}"#, MAYBE),
            (r#"{"Statement": [${var.more}, {"Effect": "Allow", "Action": "logs:*"}]}"#, MAYBE),
            (r#"{"Statement": []}"#, NO),
            (r#"{"Statement": ["#, MAYBE),
            ("", MAYBE),
            ("${var.policy}", MAYBE),
            (r#"{"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}"#, YES),
            (r#"{"Statement": [{"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"}]}"#, NO),
            (r#"{"Statement": [{"Effect": "Allow", "NotAction": ["${var.not}"], "Resource": "*"}]}"#, MAYBE),
            (r#"{"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#, NO),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#,
                NO,
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"a": "b"}}}]}"#,
                YES,
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}]}"#,
                YES,
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "NotAction": "logs:*", "Resource": "*"}]}"#,
                NO,
            ),
        ] {
            assert_eq!(ask(&with(policy, ""), s3), expected, "{policy}");
        }
    }

    #[test]
    fn jsonencode_is_read_through_locals() {
        let locals = r#", "locals": {"statement": {"Effect": "Allow", "Action": ["s3:GetObject"],
            "Resource": "${aws_s3_bucket.b.arn}"}, "policy": "${jsonencode({Statement = [local.statement]})}"}"#;
        for (policy, expected) in [
            (
                r#"${jsonencode({Version = "2012-10-17", Statement = [{Effect = "Allow", Action = "s3:*", Resource = x.y.arn}]})}"#,
                YES,
            ),
            (
                r#"${jsonencode({Statement = [{Effect = "Allow", Action = ["logs:*"], Resource = x.y.arn}]})}"#,
                NO,
            ),
            (
                r#"${jsonencode({Statement = concat([{Effect = "Allow", Action = ["logs:*"]}], var.more)})}"#,
                MAYBE,
            ),
            (
                r#"${jsonencode({Statement = [for b in var.buckets : {Effect = "Allow", Action = "s3:*"}]})}"#,
                MAYBE,
            ),
            ("${local.policy}", YES),
            ("${jsonencode({Statement = local.statement})}", YES),
            (r#"${jsonencode(merge({Version = "1"}, {Statement = [local.statement]}))}"#, YES),
            ("${jsonencode(local.nowhere)}", MAYBE),
        ] {
            assert_eq!(ask(&with(policy, locals), s3), expected, "{policy}");
        }
    }

    #[test]
    fn documents_are_read_from_their_blocks() {
        let data = r#", "data": {"aws_iam_policy_document": {
            "s3": {"statement": [{"actions": ["s3:GetObject"], "resources": ["*"]}]},
            "logs": {"statement": {"sid": "A", "actions": ["logs:*"], "resources": ["${x.y.arn}"]}},
            "deny": {"statement": {"effect": "Deny", "actions": ["s3:*"], "resources": ["*"]}},
            "both": {"source_policy_documents": ["${data.aws_iam_policy_document.s3.json}",
                "${data.aws_iam_policy_document.logs.json}"]},
            "joined": {"source_policy_documents": "${[data.aws_iam_policy_document.s3.json]}"},
            "more": {"source_policy_documents": ["${var.more}"]},
            "replaced": {"statement": {"sid": "A", "actions": ["s3:*"], "resources": ["*"]},
                "override_policy_documents": ["${data.aws_iam_policy_document.logs.json}"]},
            "dynamic": {"dynamic": {"statement": {"for_each": "${var.s}", "content": {"actions": ["s3:*"]}}}},
            "mixed": {"statement": [{"actions": ["logs:*"]}],
                "dynamic": [{"statement": {"for_each": "${var.s}", "content": {"actions": ["s3:*"]}}}]},
            "not": {"statement": {"not_actions": ["s3:*"], "resources": ["*"]}},
            "itself": {"source_policy_documents": ["${data.aws_iam_policy_document.itself.json}"]}}},
          "locals": {"own": "${data.aws_iam_policy_document.s3.json}"}"#;
        for (policy, expected) in [
            ("${data.aws_iam_policy_document.s3.json}", YES),
            ("${data.aws_iam_policy_document.s3.minified_json}", YES),
            ("${local.own}", YES),
            ("${data.aws_iam_policy_document.logs.json}", NO),
            ("${data.aws_iam_policy_document.deny.json}", NO),
            ("${data.aws_iam_policy_document.both.json}", YES),
            ("${data.aws_iam_policy_document.joined.json}", YES),
            ("${data.aws_iam_policy_document.more.json}", MAYBE),
            ("${data.aws_iam_policy_document.replaced.json}", NO),
            ("${data.aws_iam_policy_document.dynamic.json}", MAYBE),
            ("${data.aws_iam_policy_document.mixed.json}", MAYBE),
            ("${data.aws_iam_policy_document.not.json}", NO),
            ("${data.aws_iam_policy_document.itself.json}", MAYBE),
            ("${data.aws_iam_policy_document.nowhere.json}", MAYBE),
            ("${replace(data.aws_iam_policy_document.logs.json, \"logs\", \"s3\")}", MAYBE),
            (
                "${var.a ? data.aws_iam_policy_document.s3.json : data.aws_iam_policy_document.logs.json}",
                MAYBE,
            ),
        ] {
            assert_eq!(ask(&with(policy, data), s3), expected, "{policy}");
        }
    }

    #[test]
    fn plans_are_read_from_values_and_from_what_they_keep_of_the_configuration() {
        let plan = |after: &str, unknown: &str, expressions: &str, changes: &str, more: &str| {
            format!(
                r#"{{"format_version": "1.2", "resource_changes": [{{"address": "aws_iam_policy.x", "mode": "managed",
                "type": "aws_iam_policy", "name": "x", "change": {{"actions": ["create"], "after": {{{after}}},
                "after_unknown": {{{unknown}}}}}}}{changes}], "configuration": {{"root_module": {{"resources": [
                {{"address": "aws_iam_policy.x", "mode": "managed", "type": "aws_iam_policy", "name": "x",
                "expressions": {{{expressions}}}}}{more}]}}}}}}"#
            )
        };
        let document = |expressions: &str| {
            format!(
                r#", {{"address": "data.aws_iam_policy_document.d", "mode": "data", "type": "aws_iam_policy_document",
                "name": "d", "expressions": {{{expressions}}}}}"#
            )
        };
        let known = r#""policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}""#;
        assert_eq!(ask(&plan(known, "", "", "", ""), s3), YES);
        // JSON syntax leaves its template.
        let template = r#""policy": {"references": ["aws_s3_bucket.b.arn", "aws_s3_bucket.b"],
            "constant_value": "${jsonencode({Statement = [{Effect = \"Allow\", Action = \"logs:*\", Resource = aws_s3_bucket.b.arn}]})}"}"#;
        assert_eq!(ask(&plan("", r#""policy": true"#, template, "", ""), s3), NO);
        // Native syntax leaves references.
        let reference = r#""policy": {"references": ["aws_s3_bucket.b.arn", "aws_s3_bucket.b"]}"#;
        assert_eq!(ask(&plan("", r#""policy": true"#, reference, "", ""), s3), MAYBE);
        let reference = r#""policy": {"references": ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]}"#;
        let statement = document(
            r#""statement": [{"actions": {"constant_value": ["s3:GetObject"]}, "resources": {"references": ["aws_s3_bucket.b.arn"]}}]"#,
        );
        assert_eq!(ask(&plan("", r#""policy": true"#, reference, "", &statement), s3), YES);
        // What was read while planning may have dynamic blocks, what waits for apply shows them.
        let statement = document(r#""statement": [{"actions": {"constant_value": ["logs:*"]}}]"#);
        assert_eq!(ask(&plan("", r#""policy": true"#, reference, "", &statement), s3), MAYBE);
        let deferred = r#", {"address": "data.aws_iam_policy_document.d", "mode": "data",
            "type": "aws_iam_policy_document", "name": "d", "change": {"actions": ["read"], "after":
            {"statement": [{"actions": ["logs:*"], "effect": "Allow", "not_actions": null, "resources": [null]}]},
            "after_unknown": {"json": true, "statement": [{"actions": [false], "resources": [true]}]}}}"#;
        assert_eq!(ask(&plan("", r#""policy": true"#, reference, deferred, &statement), s3), NO);
    }

    #[test]
    fn services_and_identities_are_found_among_principals() {
        let logs: fn(&Document) -> Read<()> = |own| own.allows_service("logs", &["kms:Encrypt"]);
        for (principal, expected, identities) in [
            (r#"{"Service": "logs.amazonaws.com"}"#, YES, NO),
            (r#"{"Service": ["s3.amazonaws.com", "logs.${var.region}.amazonaws.com"]}"#, YES, NO),
            (r#"{"Service": "s3.amazonaws.com"}"#, NO, NO),
            (r#"{"Service": "${var.service}"}"#, MAYBE, NO),
            (r#"{"AWS": "arn:aws:iam::123456789012:root"}"#, NO, NO),
            (r#"{"AWS": "123456789012"}"#, NO, NO),
            (r#"{"AWS": "${aws_iam_role.r.arn}"}"#, NO, MAYBE),
            (r#"{"AWS": "*"}"#, YES, YES),
            (r#""*""#, YES, YES),
            (r#"{"Federated": "cognito-identity.amazonaws.com"}"#, NO, NO),
        ] {
            let policy = format!(
                r#"{{"Statement": [{{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {principal}}}]}}"#
            );
            assert_eq!(ask(&with(&policy, ""), logs), expected, "{principal}");
            assert_eq!(ask(&with(&policy, ""), Document::allows_identities), identities, "{principal}");
        }
        let data = r#", "data": {"aws_iam_policy_document": {"d": {"statement": [{"actions": ["kms:Encrypt*"],
            "resources": ["*"], "principals": [{"type": "Service", "identifiers": ["logs.amazonaws.com"]}]}]}}}"#;
        assert_eq!(ask(&with("${data.aws_iam_policy_document.d.json}", data), logs), YES);
        let data = r#", "data": {"aws_service_principal": {"logs": {"service_name": "logs"}}}"#;
        let policy = r#"{"Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*",
            "Principal": {"Service": "${data.aws_service_principal.logs.name}"}}]}"#;
        assert_eq!(ask(&with(policy, data), logs), YES);
    }

    #[test]
    fn actions_are_asked_one_by_one() {
        let data = r#", "data": {"aws_iam_policy_document": {"d": {"statement": [{"actions": ["kms:Encrypt*"],
            "resources": ["*"], "principals": [{"type": "Service", "identifiers": ["logs.amazonaws.com"]}]}]}}}"#;
        let other: fn(&Document) -> Read<()> = |own| own.allows_service("logs", &["kms:Decrypt"]);
        assert_eq!(ask(&with("${data.aws_iam_policy_document.d.json}", data), other), NO);
    }
}
