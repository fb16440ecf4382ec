//! A name that Terraform does not take for what it is to name.
//!
//! Configuration only. What CDKTF left unresolved in a name is another rule's, `unresolved-token`.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::{Declared, Label, Section, members},
    engine::{Checker, Subject},
    json::NodeId,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-name",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A name is written as no name can be",
    remedy: "write a name of letters, digits, `_` and `-` that begins with a letter or `_`",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What a module call takes itself, so that no variable may be called so.
const RESERVED: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

/// The mark of a token of CDKTF.
const TOKEN: &str = "TfToken[";

fn check(checker: &mut Checker<'_, '_>) {
    let mut types = Set::new();
    for declared in &checker.graph().language().declared {
        match declared.section {
            Section::Provider => {
                provider(checker, declared, &declared.name, declared.body.id());
                alias(checker, declared);
            }
            Section::Terraform => {
                for body in declared.blocks("required_providers") {
                    for (key, value) in members(body).filter(|(key, _)| !key.is("//")) {
                        provider(checker, declared, &key.text(), value.id());
                    }
                }
            }
            Section::Moved | Section::Import | Section::Removed => {}
            _ => {
                // A type is the same in each resource of it.
                let has_type = !declared.type_name.is_empty() || declared.section.labels() == 2;
                if has_type && types.insert((declared.section, declared.type_name.clone())) {
                    name(checker, declared, &declared.type_name, Label::Type);
                }
                name(checker, declared, &declared.name, Label::Name);
            }
        }
    }
}

fn name<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, text: &str, label: Label) {
    if text.contains(TOKEN) {
        return;
    }
    let title = declared.section.title();
    let message = if !is_name(text) {
        let article = if title.starts_with(['o', 'e']) { "an" } else { "a" };
        let what = if label == Label::Type { "type of" } else { "name of" };
        format!("`{text}` cannot be the {what} {article} {title}")
    } else if declared.section == Section::Variable && RESERVED.contains(&text) {
        format!("a variable cannot be called `{text}`, which is what module calls take themselves")
    } else {
        return;
    };
    let subject = Subject::declared(checker.graph(), declared, declared.body.id());
    checker.refuse(subject, message, declared.section.refusal_of(label));
}

fn alias(checker: &mut Checker<'_, '_>, declared: &Declared<'_>) {
    let Some(value) = declared.get("alias") else { return };
    let text = value.string();
    if text.as_deref().is_some_and(|text| is_name(text) || text.contains(TOKEN)) {
        return;
    }
    let written = text.unwrap_or(Cow::Borrowed("null"));
    let message = format!("`{written}` cannot be the alias of a provider configuration");
    // It is no part of the address, as nothing can refer to it.
    let subject = Subject::other(format!("provider.{}", declared.name), Some("alias"), value.id());
    checker.refuse(subject, message, Refusal::by_init("Invalid provider configuration alias"));
}

/// The local name of a provider, which is a part of an internet name.
fn provider(checker: &mut Checker<'_, '_>, declared: &Declared<'_>, text: &str, node: NodeId) {
    // Letters beyond ASCII may be some of an international name.
    let is_part =
        |character: char| !character.is_ascii() || character.is_ascii_alphanumeric() || character == '-';
    let lower = text.to_ascii_lowercase();
    let is_well_formed = !text.is_empty() && text.chars().all(is_part);
    let has_dashes = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    if text.contains(TOKEN) || is_well_formed && !has_dashes && lower == text {
        return;
    }
    let meant = if is_well_formed && !has_dashes { format!("; write `{lower}`") } else { String::new() };
    let message = format!(
        "`{text}` cannot be the local name of a provider, which has lower-case letters, digits and dashes inside{meant}"
    );
    let address = match declared.section {
        Section::Terraform => format!("terraform.required_providers.{text}"),
        _ => "provider.".to_owned() + text,
    };
    let refusal = declared.section.refusal_of(Label::Name);
    checker.refuse(Subject::other(address, None, node), message, refusal);
}

/// Whether Terraform takes a text for a name. Which characters beyond ASCII are letters is not asked.
fn is_name(text: &str) -> bool {
    let is_part = |character: char| {
        !character.is_ascii() || character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
    };
    !text.is_empty()
        && text.chars().all(is_part)
        && !text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Names are written without quotes in references, so that Terraform takes only letters, digits, `_` and `-` in \
                them, and no digit first. `terraform init` fails: `Invalid resource name`, `Invalid output name`, `Invalid \
                provider local name`. CDKTF cleans what it makes of construct ids, but not what `overrideLogicalId`, \
                `addOverride` and hand-written keys give; a template in a name is never evaluated.",
    snippets: Snippets {
        hcl: r#"resource "aws_s3_bucket" "logs_2024" {
  bucket = "logs.2024" # the bucket may have dots, the name in Terraform may not
}"#,
        cdktf_typescript: r#"bucket.overrideLogicalId("logs_2024"); // and not "logs.2024""#,
        cdktf_python: r#"bucket.override_logical_id("logs_2024")  # and not "logs.2024""#,
    },
    sources: &[Source {
        title: "Terraform: identifiers",
        url: "https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers",
    }],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"resource": {"aws_s3_bucket": {"logs.2024": {"bucket": "logs.2024"}}}}"#),
        Example::Flagged(r#"{"data": {"aws_region": {"2nd": {}}}}"#),
        Example::Flagged(r#"{"output": {"vpc/id": {"value": "vpc-1"}}}"#),
        Example::Flagged(r#"{"locals": {"${var.name}": 1}, "variable": {"name": {"default": "a"}}}"#),
        Example::Flagged(r#"{"variable": {"version": {"default": "1"}}}"#),
        Example::Flagged(r#"{"terraform": {"required_providers": {"my_aws": {"source": "hashicorp/aws"}}}}"#),
        Example::Flagged(
            r#"{"provider": {"aws": [{"region": "eu-west-1"}, {"alias": "us east", "region": "us-east-1"}]}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"_logs-2024": {"bucket": "logs.2024"}, "zugänge": {"bucket": "z"}}}}"#,
        ),
        Example::Clean(
            r#"{"output": {"version": {"value": "1"}}, "locals": {"count": {"a b": 1, "${local.b}": 2}, "b": "b"},
 "variable": {"v-1": {"default": "1"}}}"#,
        ),
        Example::Clean(
            r#"{"provider": {"aws": [{"region": "eu-west-1"}, {"alias": "us-east-1", "region": "us-east-1"}]},
 "resource": {"aws_s3_bucket": {"a": {"bucket": "a", "provider": "aws.us-east-1"}, "b": {"bucket": "b"}}},
 "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}, "1password": {"source": "1Password/onepassword"}}}}"#,
        ),
    ],
};
