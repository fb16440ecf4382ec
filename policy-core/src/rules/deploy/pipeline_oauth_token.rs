//! A pipeline that reads its GitHub token from a secret which nobody makes, or holds it in clear.

use alloc::{borrow::ToOwned, format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    plan::{Mode, Plan, Read, Resource, Text},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "pipeline-oauth-token",
    category: Category::Deploy,
    severity: Severity::High,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "A pipeline's GitHub token is in clear, or in a secret that the configuration does not create",
    remedy: "use an aws_codestarconnections_connection as the source, which needs no token",
    check: Check::Each(&["aws_codepipeline"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The first of a pipeline's tokens that is at fault.
fn check<'p>(pipeline: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    for action in pipeline.all(&["stage", "action"]) {
        let configuration = action.get("configuration");
        let token = configuration.get("OAuthToken");
        if matches!(configuration.literal_entry("OAuthToken"), Read::Known(text) if !text.is_empty()) {
            checker.report(token, "the GitHub token stands in the configuration".to_owned()).not_blocking();
            return;
        }
        // In a plan the secret has been read, so that it is there.
        if !checker.plan().is_configuration() {
            continue;
        }
        for version in checker.graph().referents(token) {
            if version.mode() != Mode::Data || version.type_name() != "aws_secretsmanager_secret_version" {
                continue;
            }
            let secret = Secret::read_by(version, checker.graph());
            match secret.is_created(checker.plan()) {
                Read::Known(()) => {}
                Read::Unknown => checker.undetermined(token),
                Read::Absent => {
                    let Secret::Named { shown, .. } = &secret else { continue };
                    let message = format!(
                        "the GitHub token is read from {shown}, which the configuration does not create"
                    );
                    checker.report(token, message).related(version, "reads the secret");
                    return;
                }
            }
        }
    }
}

/// The secret that a data source reads.
enum Secret {
    /// By its name, as far as that is known, and as it may be shown.
    Named {
        name: Option<String>,
        shown: String,
    },
    /// A resource of this configuration.
    Own,
    Unknown,
}

impl Secret {
    fn read_by<'p>(version: Resource<'p>, graph: &ResourceGraph<'p>) -> Self {
        let id = version.attribute("secret_id");
        for found in graph.referents(id) {
            match (found.mode(), found.type_name()) {
                (Mode::Managed, "aws_secretsmanager_secret") => return Self::Own,
                (Mode::Data, "aws_secretsmanager_secret") => return Self::found_by(found),
                _ => {}
            }
        }
        match id.text_by_default() {
            Read::Known(id) => Self::named(&id),
            Read::Unknown | Read::Absent => Self::Unknown,
        }
    }

    /// The secret that a data source looks up, by name or ARN.
    fn found_by(data: Resource<'_>) -> Self {
        for name in ["name", "arn"] {
            if let Read::Known(text) = data.attribute(name).text_by_default() {
                return Self::named(&text);
            }
        }
        Self::Named { name: None, shown: "a secret".to_owned() }
    }

    fn named(text: &Text<'_>) -> Self {
        let name = name_in(text);
        let shown = if text.is_sensitive() { "a secret".to_owned() } else { format!("the secret `{name}`") };
        Self::Named { name: Some(name.to_owned()), shown }
    }

    /// Whether the configuration creates it.
    fn is_created(&self, plan: &Plan<'_>) -> Read<()> {
        let name = match self {
            Self::Named { name, .. } => name.as_deref(),
            Self::Own => return Read::Known(()),
            Self::Unknown => return Read::Unknown,
        };
        let mut is_open = plan.modules.iter().any(|module| module.unseen);
        for secret in plan.of_type("aws_secretsmanager_secret") {
            match (secret.attribute("name").text_by_default(), name) {
                (Read::Known(own), Some(name)) if *own == *name => return Read::Known(()),
                (Read::Known(_), Some(_)) => {}
                _ => is_open = true,
            }
        }
        if is_open { Read::Unknown } else { Read::Absent }
    }
}

/// A secret's name in its name or ARN, which ends in a hyphen and six characters.
fn name_in(text: &str) -> &str {
    let Some((_, name)) = text.split_once(":secret:") else { return text };
    match name.rsplit_once('-') {
        Some((name, end)) if end.len() == 6 => name,
        _ => name,
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "The first version of CodePipeline's GitHub action wants a personal access token. Where a data source \
                reads it from a secret that nothing creates, `plan` stops in a fresh account with `reading Secrets \
                Manager Secret`, for there is none of that name, and nothing of the stack is deployed. Written down instead, the token gives whoever reads the repository, the state or a \
                plan what its owner may do on GitHub. A connection needs no token: it is approved once, and GitHub \
                calls it.",
    snippets: Snippets {
        hcl: r#"resource "aws_codestarconnections_connection" "github" {
  name          = "payments"
  provider_type = "GitHub"
}

# In the source stage of aws_codepipeline:
#   action {
#     category = "Source"
#     owner    = "AWS"
#     provider = "CodeStarSourceConnection"
#     configuration = {
#       ConnectionArn    = aws_codestarconnections_connection.github.arn
#       FullRepositoryId = "example/payments"
#       BranchName       = "main"
#     }
#   }"#,
        cdktf_typescript: r#"const github = new CodestarconnectionsConnection(this, "github", {
  name: "payments",
  providerType: "GitHub",
});
const source = {
  name: "Source",
  category: "Source",
  owner: "AWS",
  provider: "CodeStarSourceConnection",
  version: "1",
  outputArtifacts: ["source"],
  configuration: {
    ConnectionArn: github.arn,
    FullRepositoryId: "example/payments",
    BranchName: "main",
  },
};"#,
        cdktf_python: r#"github = CodestarconnectionsConnection(self, "github",
    name="payments",
    provider_type="GitHub",
)
source = CodepipelineStageAction(
    name="Source",
    category="Source",
    owner="AWS",
    provider="CodeStarSourceConnection",
    version="1",
    output_artifacts=["source"],
    configuration={
        "ConnectionArn": github.arn,
        "FullRepositoryId": "example/payments",
        "BranchName": "main",
    },
)"#,
    },
    sources: &[
        Source {
            title: "Update a GitHub (via OAuth app) source action to a GitHub (via GitHub App) source action",
            url: "https://docs.aws.amazon.com/codepipeline/latest/userguide/update-github-action-connections.html",
        },
        Source {
            title: "GitHub (via OAuth app) source actions",
            url: "https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html",
        },
    ],
    controls: &["CWE-798"],
    parameters: &[],
    examples: &[
        // Looked up by a name that the configuration gives to no secret.
        Example::Flagged(
            r#"{"data": {"aws_secretsmanager_secret": {"github": {"name": "payments/github-token"}},
  "aws_secretsmanager_secret_version": {"github": {"secret_id": "${data.aws_secretsmanager_secret.github.id}"}}},
 "resource": {"aws_secretsmanager_secret": {"db": {"name": "payments/db"}},
  "aws_codepipeline": {"main": {"name": "payments", "stage": [
   {"name": "Source", "action": [{"name": "Source", "category": "Source", "owner": "ThirdParty", "provider": "GitHub",
    "configuration": {"Owner": "example", "Repo": "payments", "Branch": "main",
     "OAuthToken": "${data.aws_secretsmanager_secret_version.github.secret_string}"}}]},
   {"name": "Build", "action": [{"name": "Build", "configuration": {"ProjectName": "payments"}}]}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"data": {"aws_secretsmanager_secret_version": {"github": {"secret_id": "payments/github-token"}}},
 "resource": {"aws_codepipeline": {"main": {"stage": {"action": {"configuration": {
  "OAuthToken": "${jsondecode(data.aws_secretsmanager_secret_version.github.secret_string)[\"token\"]}"}}}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_codepipeline": {"main": {"name": "payments", "stage": [{"action": [{"provider": "GitHub",
  "configuration": {"Owner": "example", "OAuthToken": "github-token-of-somebody"}}]}]}}}}"#,
        ),
        // The configuration creates the secret: by reference, and by name.
        Example::Clean(
            r#"{"data": {"aws_secretsmanager_secret": {"b": {"name": "payments/b"}}, "aws_secretsmanager_secret_version": {
   "a": {"secret_id": "${aws_secretsmanager_secret.a.id}"}, "b": {"secret_id": "${data.aws_secretsmanager_secret.b.id}"}}},
 "resource": {"aws_secretsmanager_secret": {"a": {"name": "payments/a"}, "b": {"name": "payments/b"}},
  "aws_codepipeline": {
   "a": {"stage": [{"action": [{"configuration": {"OAuthToken": "${data.aws_secretsmanager_secret_version.a.secret_string}"}}]}]},
   "b": {"stage": [{"action": [{"configuration": {"OAuthToken": "${data.aws_secretsmanager_secret_version.b.secret_string}"}}]}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_codestarconnections_connection": {"github": {"name": "payments", "provider_type": "GitHub"}},
  "aws_codepipeline": {"main": {"stage": [{"action": [{"owner": "AWS", "provider": "CodeStarSourceConnection",
   "configuration": {"ConnectionArn": "${aws_codestarconnections_connection.github.arn}",
    "FullRepositoryId": "example/payments"}}]}]}}}}"#,
        ),
        // Given from outside; or what is read is no token of a pipeline.
        Example::Clean(
            r#"{"variable": {"token": {"sensitive": true}},
 "data": {"aws_secretsmanager_secret_version": {"db": {"secret_id": "payments/db"}}},
 "resource": {"aws_codepipeline": {"main": {"stage": [{"action": [{"configuration": {"OAuthToken": "${var.token}"}}]}]}},
  "aws_db_instance": {"main": {"password": "${data.aws_secretsmanager_secret_version.db.secret_string}"}}}}"#,
        ),
        // A module whose contents are not here may create it.
        Example::Clean(
            r#"{"data": {"aws_secretsmanager_secret_version": {"github": {"secret_id": "payments/github-token"}}},
 "module": {"secrets": {"source": "./secrets"}},
 "resource": {"aws_codepipeline": {"main": {"stage": [{"action": [{"configuration": {
  "OAuthToken": "${data.aws_secretsmanager_secret_version.github.secret_string}"}}]}]}}}}"#,
        ),
    ],
};
