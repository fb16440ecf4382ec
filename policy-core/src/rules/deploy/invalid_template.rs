//! A string that Terraform cannot read as a template.
//!
//! Configuration only: no plan is made of one that holds such a string.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::templates::{Role, Site, Syntax},
    engine::{Checker, Subject},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    template::{self, TemplateError},
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-template",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A string is no valid template",
    remedy: "write the expression in Terraform's own syntax, or double the `$` or `%` where the text is meant as it stands",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    let templates = graph.templates();
    let is_broken = |site: &&Site<'_>| site.syntax == Syntax::Template && site.template().is_none();
    for site in templates.sites.iter().filter(is_broken) {
        let (Err(error), Some(holder)) = (template::parse(&site.text), templates.declaration(site)) else {
            continue;
        };
        let subject = Subject::site(graph, holder, site);
        if error.is_too_deep() {
            // Terraform may read it for all that.
            checker.undetermined_of(subject);
        } else {
            checker.refuse(subject, message(site, &error), refusal(site, &error));
        }
    }
}

fn message(site: &Site<'_>, error: &TemplateError) -> String {
    let before = site.text.get(..error.offset()).unwrap_or_default();
    let at = before.chars().count() + 1;
    if site.context.is_sensitive {
        return format!("what must not be shown here is no valid template from its character {at} on");
    }
    format!("`{}` is no valid template: {error}", excerpt(&site.text, error.offset()))
}

/// A condition is asked for what it refers to before it is evaluated, and one that cannot be read refers to nothing.
fn refusal(site: &Site<'_>, error: &TemplateError) -> Refusal {
    match site.context.role {
        Role::Precondition => Refusal::by_init("Invalid precondition expression"),
        Role::Postcondition => Refusal::by_init("Invalid postcondition expression"),
        Role::Validation => Refusal::by_init("Invalid variable validation condition"),
        Role::Assertion => Refusal::by_init("Invalid assert expression"),
        Role::Value | Role::Repetition | Role::Message | Role::Provisioner => {
            Refusal::by_validate(error.summary())
        }
    }
}

/// How many characters of a long text are shown.
const SHOWN: usize = 60;

/// The sequence that an error is in, or as much of it as tells which is meant.
fn excerpt(text: &str, offset: usize) -> String {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let opened = |opener| before.rfind(opener).filter(|at| before.len() - at < SHOWN);
    let start = opened("${").max(opened("%{")).unwrap_or(before.len());
    let end = after.find('}').map_or(text.len(), |at| offset + at + 1);
    let sequence = text.get(start..end).unwrap_or_default();
    let mut shown = String::new();
    for character in sequence.chars().take(SHOWN) {
        if character.is_control() {
            shown.extend(character.escape_debug());
        } else {
            shown.push(character);
        }
    }
    if sequence.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Every string of a configuration in JSON syntax is a template, apart from the few that Terraform takes \
                literally. Text that was written for another tool (shell's `${VAR:-default}`, a policy's \
                `${aws:username}`, curl's `%{http_code}`) is read as one too, and so are quotes of another language. \
                `terraform validate` and everything after it fail: `Extra characters after interpolation expression`, \
                `Invalid template control keyword`, `Invalid character: Single quotes are not valid`. CDKTF writes such \
                text as it is given, so that `cdktf synth` passes and `cdktf deploy` fails.",
    snippets: Snippets {
        hcl: r#"resource "aws_ssm_parameter" "greeting" {
  name = "/web/greeting"
  type = "String"
  # Doubled, the dollar sign is text: the parameter holds ${NAME:-world}.
  value = "hello $${NAME:-world}"
}"#,
        cdktf_typescript: r#"new SsmParameter(this, "greeting", {
  name: "/web/greeting",
  type: "String",
  // Doubled, the dollar sign is text: the parameter holds ${NAME:-world}.
  value: "hello $${NAME:-world}",
});"#,
        cdktf_python: r#"SsmParameter(self, "greeting",
    name="/web/greeting",
    type="String",
    # Doubled, the dollar sign is text: the parameter holds ${NAME:-world}.
    value="hello $${NAME:-world}",
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: strings and templates",
            url: "https://developer.hashicorp.com/terraform/language/expressions/strings",
        },
        Source {
            title: "Terraform: JSON configuration syntax",
            url: "https://developer.hashicorp.com/terraform/language/syntax/json",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // Single quotes.
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook", "filename": "webhook.zip",
  "source_code_hash": "${filebase64sha256('webhook.zip')}"}}}}"#,
        ),
        // A variable of a policy that is meant for IAM.
        Example::Flagged(
            r#"{"data": {"aws_iam_policy_document": {"home": {"statement": [{"actions": ["s3:GetObject"],
  "resources": ["arn:aws:s3:::company-home/${aws:username}/*"]}]}}}}"#,
        ),
        Example::Flagged(
            r#"{"output": {"probe": {"value": "curl -s -o /dev/null -w '%{http_code}' https://example.com"}}}"#,
        ),
        Example::Flagged(r#"{"locals": {"tags": {"${var.key": "value"}}, "variable": {"key": {}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_db_instance": {"main": {"identifier": "orders", "password": "a${b"}}}}"#,
        ),
        // Both written as text.
        Example::Clean(
            r#"{"data": {"aws_iam_policy_document": {"home": {"statement": [{"actions": ["s3:GetObject"],
  "resources": ["arn:aws:s3:::company-home/$${aws:username}/*"]}]}}},
 "output": {"probe": {"value": "curl -s -o /dev/null -w '%%{http_code}' https://example.com"}}}"#,
        ),
        // Taken literally.
        Example::Clean(
            r#"{"//": {"metadata": {"stackName": "web", "note": "${"}},
 "terraform": {"backend": {"s3": {"bucket": "company-state", "key": "${STAGE:-dev}", "region": "us-east-1"}}},
 "variable": {"script": {"default": "echo ${1:-a}", "description": "holds ${1:-a}"}},
 "output": {"script": {"value": "${var.script}", "description": "as it was given: ${1:-a}"}}}"#,
        ),
        // Shell that is no template, strings inside an expression, newlines and comments.
        Example::Clean(
            r#"{"variable": {"name": {}},
 "output": {"text": {"value": "$HOME $(id) 100% {}"}, "upper": {"value": "${upper(\"a${var.name}\")}"},
  "lines": {"value": "${\n  var.name # whose\n}"}}}"#,
        ),
    ],
};
