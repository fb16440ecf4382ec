//! A password that was generated while synthesizing, and so stands in the configuration and the state.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::Read,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "generated-secret-in-configuration",
    category: Category::Secrets,
    severity: Severity::Low,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "A generated password stands in the configuration beside the secret that holds it",
    remedy: "let the service manage the password, or generate it with random_password or an ephemeral resource",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    for password in checker.graph().literal_passwords() {
        let Read::Known(secret) = password.stored_in else { continue };
        let name = password.attribute.path();
        let message = match password.variable {
            None => format!("`{name}` is a literal that the configuration also puts into Secrets Manager"),
            Some(variable) => format!(
                "`{name}` is the default of `var.{variable}`, which the configuration also puts into Secrets Manager"
            ),
        };
        checker.report(password.attribute, message).related(secret, "holds the same value");
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "The application reads the password from Secrets Manager, which is right. But a program that makes it \
                up while synthesizing writes it in clear into `cdk.tf.json`, from where it goes into the plan, the \
                state and the logs of whoever prints them. Made up anew at each run, it changes the database at each \
                deployment, too. That is a lesser fault than a password that somebody typed, which the repository \
                and its history hold.",
    snippets: Snippets {
        hcl: r#"resource "aws_db_instance" "main" {
  username                    = "app"
  manage_master_user_password = true # made, kept and rotated in Secrets Manager
}"#,
        cdktf_typescript: r#"const main = new DbInstance(this, "main", {
  username: "app",
  manageMasterUserPassword: true, // made, kept and rotated in Secrets Manager
});
new TerraformOutput(this, "secret", { value: main.masterUserSecret.get(0).secretArn });"#,
        cdktf_python: r#"main = DbInstance(self, "main",
    username="app",
    manage_master_user_password=True,  # made, kept and rotated in Secrets Manager
)
TerraformOutput(self, "secret", value=main.master_user_secret.get(0).secret_arn)"#,
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
    controls: &["CWE-312"],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s",
   "secret_string": "{\"username\": \"app\", \"password\": \"Zk3vT9qLm2xW8rPd\"}"}},
  "aws_db_instance": {"main": {"username": "app", "password": "Zk3vT9qLm2xW8rPd"}}}}"#,
        ),
        // The secret holds the address of the database too, which waits for apply.
        Example::Flagged(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s",
   "secret_string": "${jsonencode({host = aws_rds_cluster.main.endpoint, password = \"Zk3vT9qLm2xW8rPd\"})}"}},
  "aws_rds_cluster": {"main": {"master_username": "app", "master_password": "Zk3vT9qLm2xW8rPd"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"cache": [{"secret_id": "s", "secret_string": "Zk3vT9qLm2xW8rPd"}]},
  "aws_elasticache_replication_group": {"main": [{"auth_token": "Zk3vT9qLm2xW8rPd"}]}}}"#,
        ),
        // Another password than the stored one: that is `hardcoded-password`.
        Example::Clean(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s", "secret_string": "Zk3vT9qLm2xW8rPd"}},
  "aws_db_instance": {"main": {"username": "app", "password": "correct-horse-battery"}}}}"#,
        ),
        // It stands in the text of the secret only by chance.
        Example::Clean(
            r#"{"resource": {
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s", "secret_string": "Zk3vT9qLm2xW8rPd"}},
  "aws_db_instance": {"main": {"username": "app", "password": "Zk3v"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"random_password": {"db": {"length": 32}},
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s", "secret_string": "${random_password.db.result}"}},
  "aws_db_instance": {"main": {"username": "app", "password": "${random_password.db.result}"}}}}"#,
        ),
        // What the secret holds is not known.
        Example::Clean(
            r#"{"variable": {"secret": {"sensitive": true}}, "resource": {
  "aws_secretsmanager_secret_version": {"db": {"secret_id": "s", "secret_string": "${var.secret}"}},
  "aws_db_instance": {"main": {"username": "app", "password": "Zk3vT9qLm2xW8rPd"}}}}"#,
        ),
    ],
};
