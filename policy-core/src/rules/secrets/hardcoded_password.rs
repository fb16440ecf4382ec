//! A password or another secret that stands in the configuration.
//!
//! Literals in arguments that the provider's schema marks sensitive or write-only; not in those that mostly hold no
//! secret, and of what keeps secrets for others only what looks like one and is not to be replaced by hand.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::Read,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "hardcoded-password",
    category: Category::Secrets,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A password or another secret stands in the configuration",
    remedy: "let the service make and keep it, or read it from a secret that is filled outside of the configuration",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    for password in checker.graph().literal_passwords() {
        // One that the configuration also puts into Secrets Manager is generated while synthesizing, which is a
        // lesser fault and another rule's.
        if password.stored_in != Read::Absent {
            continue;
        }
        let name = password.attribute.path();
        let message = match password.variable {
            None => format!("`{name}` is a literal in the configuration"),
            Some(variable) => {
                format!("`{name}` is the default of `var.{variable}`, a literal in the configuration")
            }
        };
        checker.report(password.attribute, message);
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A literal password, key or token is readable by everyone who can read the repository, the state or a saved plan, \
                stays in the history after it is taken out, and is the same in every environment that is made from \
                the configuration. It cannot be rotated without a deployment. The usual scanners look for it only \
                in source text; a plan shows it in clear even where Terraform marks it sensitive.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  username                    = "app"
  manage_master_user_password = true # kept and rotated in Secrets Manager
}"#,
        cdktf_typescript: r#"new DbInstance(this, "main", {
  username: "app",
  manageMasterUserPassword: true, // kept and rotated in Secrets Manager
});"#,
        cdktf_python: r#"DbInstance(self, "main",
    username="app",
    manage_master_user_password=True,  # kept and rotated in Secrets Manager
)"#,
    },
    sources: &[
        Source {
            title: "Password management with Amazon RDS and AWS Secrets Manager",
            url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
        },
        Source {
            title: "Terraform: manage sensitive data",
            url: "https://developer.hashicorp.com/terraform/language/manage-sensitive-data",
        },
    ],
    controls: &["PCI DSS v4.0 8.6.2", "CWE-798"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"username": "app", "password": "correct-horse-battery"}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"db_password": {"default": "correct-horse-battery", "sensitive": true}},
 "resource": {"aws_rds_cluster": {"main": {"master_username": "app", "master_password": "${var.db_password}"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_mq_broker": {"main": {"user": [
  {"username": "a", "password": "${random_password.a.result}"},
  {"username": "b", "password": "correct-horse-battery"}]}}}}"#,
        ),
        // A secret that only has the same letters in it is another.
        Example::Flagged(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"api": {"secret_id": "s", "secret_string": "{\"user\": \"app\"}"}},
  "aws_db_instance": {"main": {"username": "app", "password": "ap"}}}}"#,
        ),
        // Whatever the provider marks, under any type and at any depth.
        Example::Flagged(
            r#"{"resource": {"aws_cloudwatch_event_connection": {"hook": {"name": "hook", "authorization_type": "API_KEY",
  "auth_parameters": {"api_key": {"key": "x-api-key", "value": "7d1f4c0b"}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_secretsmanager_secret_version": {"api": {"secret_id": "s", "secret_string": "7d1f4c0b"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_ssm_parameter": {"token": {"name": "/token", "type": "SecureString", "value": "7d1f4c0b"}}}}"#,
        ),
        // A setting, what is filled by hand, what anybody may know.
        Example::Clean(
            r#"{"resource": {"aws_ssm_parameter": {"level": {"name": "/level", "type": "String", "value": "debug"}},
  "aws_secretsmanager_secret_version": {"a": {"secret_id": "s", "secret_string": "CHANGE_ME"},
   "b": {"secret_id": "s", "secret_string": "7d1f4c0b", "lifecycle": {"ignore_changes": ["secret_string"]}},
   "c": {"secret_id": "s", "secret_string": "{\"host\": \"db.internal\", \"port\": 5432}"}},
  "aws_dms_certificate": {"ca": {"certificate_id": "ca", "certificate_pem": "-----BEGIN CERTIFICATE-----"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"db_password": {"sensitive": true}},
 "resource": {"aws_db_instance": {"main": {"username": "app", "password": "${var.db_password}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"random_password": {"db": {"length": 32}},
  "aws_db_instance": {"main": {"username": "app", "password": "${random_password.db.result}"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_secretsmanager_secret_version": {"db": {"secret_id": "payments/db"}}},
 "resource": {"aws_db_instance": {"main": {"username": "app",
  "password": "${data.aws_secretsmanager_secret_version.db.secret_string}"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_db_instance": {"main": {"username": "app", "manage_master_user_password": true,
  "password": null}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s",
   "secret_string": "{\"username\": \"app\", \"password\": \"correct-horse-battery\"}"}},
  "aws_db_instance": {"main": {"username": "app", "password": "correct-horse-battery"}}}}"#,
        ),
    ],
};
