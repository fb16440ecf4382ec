//! A call of a function that Terraform does not have, or of arguments that it does not take.
//!
//! Configuration only: no plan is made of one that holds such a call. A function that only newer versions or `OpenTofu` have
//! is taken for one, unless `required_version` rules those out. What functions read is known where it lies around the
//! configuration.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::Topic,
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-function-call",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A call names no function of Terraform, or gives it what it does not take",
    remedy: "call a function that Terraform has, with as many arguments as it takes and of the kinds that it takes; create \
             the files that it reads before Terraform runs",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    checker.report_expressions(Topic::Call);
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Terraform has its own functions, and no methods: `toUpperCase`, `uppercase`, `len` and `str.format` are \
                those of other languages, `list` and `map` were removed. `terraform validate` stops with `Call to unknown \
                function`, `Not enough function arguments`, `Too many function arguments` or `Invalid function argument`. \
                CDKTF's `Fn` has only functions that there are; what is written in a string or an override is not checked \
                by anything before Terraform. Files that functions read must be there when Terraform starts, relative to \
                where it runs; a path within the configuration starts with `${path.module}/`.",
    snippets: Snippets {
        hcl: r#"output "name" {
  value = upper(join("-", ["web", var.stage]))
}"#,
        cdktf_typescript: r#"new TerraformOutput(this, "name", {
  value: Fn.upper(Fn.join("-", ["web", stage.stringValue])),
});"#,
        cdktf_python: r#"TerraformOutput(self, "name",
    value=Fn.upper(Fn.join("-", ["web", stage.string_value])),
)"#,
    },
    sources: &[
        Source {
            title: "Terraform: built-in functions",
            url: "https://developer.hashicorp.com/terraform/language/functions",
        },
        Source {
            title: "Terraform: function calls",
            url: "https://developer.hashicorp.com/terraform/language/expressions/function-calls",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"output": {"o": {"value": "${uppercase(\"a\")}"}}}"#),
        Example::Flagged(r#"{"output": {"o": {"value": "${replace(\"a.b\", \".\")}"}}}"#),
        Example::Flagged(r#"{"output": {"o": {"value": "${trimspace(\"a\", \"b\")}"}}}"#),
        Example::Flagged(r#"{"output": {"o": {"value": "${list(\"a\", \"b\")}"}}}"#),
        Example::Flagged(
            r#"{"locals": {"name": "a"}, "output": {"o": {"value": "${join(\",\", local.name)}"}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"size": {"type": "number"}}, "output": {"o": {"value": "${length(var.size)}"}}}"#,
        ),
        // Terraform 1.2 did not have it.
        Example::Flagged(
            r#"{"terraform": {"required_version": "~> 1.2.0"}, "output": {"o": {"value": "${startswith(\"ab\", \"a\")}"}}}"#,
        ),
        // CDKTF's output is whole, and requires no such provider.
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "output": {"o": {"value": "${provider::time::rfc3339_parse(\"x\")}"}}}"#,
        ),
        Example::Clean(
            r#"{"output": {"a": {"value": "${core::upper(\"a\")}"}, "b": {"value": "${upper (5,)}"}, "c": {"value": "${max([1, 2]...)}"},
  "d": {"value": "${length(\"abc\")}"}, "e": {"value": "${merge(null, {})}"}}}"#,
        ),
        // OpenTofu has it.
        Example::Clean(r#"{"output": {"o": {"value": "${base64gunzip(var.packed)}"}}}"#),
        Example::Clean(
            r#"{"terraform": {"required_providers": {"time": {"source": "hashicorp/time"}}},
 "output": {"o": {"value": "${provider::time::rfc3339_parse(\"x\")}"}}}"#,
        ),
        // Something catches it, and what is not known may fit.
        Example::Clean(
            r#"{"variable": {"any": {}}, "output": {"a": {"value": "${try(uppercase(\"a\"), 1)}"}, "b": {"value": "${join(\",\", var.any)}"},
  "c": {"value": "$${uppercase(\"a\")}"}}}"#,
        ),
    ],
};
