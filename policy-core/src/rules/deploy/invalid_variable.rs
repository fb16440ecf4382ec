//! A variable whose declaration contradicts itself: its type, its default, what validates it.
//!
//! Also of conditions elsewhere that they have both their parts, as all of them are written alike. A variable without
//! a default is worth knowing where the configuration is whole and nobody gave it a value.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::language::{Declared, Section, Wrong, get},
    engine::{Checker, Subject},
    json::Json,
    plan::{Value, literally},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    template,
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-variable",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A variable's type, default or validation cannot be what it is",
    remedy: "declare the type that the values have, give a default of that type, and let the condition test the variable",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// The blocks that hold a condition and a message.
const CONDITIONS: [&str; 4] = ["validation", "precondition", "postcondition", "assert"];

fn check(checker: &mut Checker<'_, '_>) {
    let graph = checker.graph();
    for declared in graph.language().declared.iter().filter(|own| own.section == Section::Variable) {
        let is_typed = type_of(checker, declared);
        default(checker, declared, is_typed.as_deref());
        for validation in declared.blocks("validation") {
            condition(checker, declared, validation);
        }
    }
    checker.report_language(|wrong| match wrong {
        Wrong::Unknown { block: "variable" | "validation", name, meant } => {
            let near = meant.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
            Some(format!("a variable takes no `{name}`{near}"))
        }
        Wrong::Missing { block, name } if CONDITIONS.contains(block) => {
            Some(format!("`{name}` is required in each `{block}` block"))
        }
        _ => None,
    });
}

/// Reports what is wrong with the type; gives it where nothing is.
fn type_of<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>) -> Option<String> {
    let type_ = declared.get("type")?;
    let message = match type_.string() {
        Some(text) => match template::constraint_fault(&text) {
            None => return Some(text.into_owned()),
            Some(why) => format!("the type `{text}` {why}"),
        },
        None => "a type is written as a string, such as `list(string)`".into(),
    };
    let subject = Subject::declared(checker.graph(), declared, type_.id());
    checker.refuse(subject, message, Refusal::by_init("Invalid type specification"));
    None
}

fn default<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, type_: Option<&str>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    let is_secret = declared.get("sensitive").is_some_and(|mark| mark.bool() != Some(false));
    let subject = |value: Value<'p>| Subject::declared(graph, declared, value.id());
    let name = &declared.name;
    if let Some(type_) = type_ {
        let given = plan.given.get(&**name).map(|value| {
            let refusal = Refusal::by_plan("Invalid value for input variable");
            (declared.body, value.clone(), "the value given for", refusal)
        });
        let own = declared.get("default");
        let own = own.and_then(|value| Some((value, literally(value)?, "the default of", wrong_default())));
        for (place, value, what, refusal) in given.into_iter().chain(own) {
            let Some(misfit) = template::misfit(&value.into(), type_) else { continue };
            let path = if is_secret { "" } else { &*misfit.path };
            let at = if path.is_empty() { String::new() } else { format!(" at `{path}`") };
            let message = format!(
                "{what} `{name}` is {}{at} and must be {}, as its type is `{type_}`",
                misfit.found, misfit.expected
            );
            checker.refuse(subject(place), message, refusal);
        }
        if let Some((attribute, misfit)) = template::misfit_of_attribute(type_) {
            let message = format!(
                "the default of `{attribute}` in the type `{type_}` is {} and must be {}",
                misfit.found, misfit.expected
            );
            let refusal = Refusal::by_init("Invalid default value for optional attribute");
            checker.refuse(subject(declared.get("type").unwrap_or(declared.body)), message, refusal);
        }
    }
    match declared.get("default") {
        Some(value) if value.is_null() && declared.get("nullable").and_then(Json::bool) == Some(false) => {
            let message = format!("the default of `{name}` is null, and `nullable` is `false`");
            checker.refuse(subject(value), message, wrong_default());
        }
        None if plan.is_whole_root()
            && !graph.undeclared().is_override()
            && !plan.given.contains_key(&**name) =>
        {
            let message = format!("`{name}` has no default, so that every run must be given its value");
            // Where a terminal is there to ask, Terraform asks.
            let refusal = Refusal::by_plan("No value for required variable");
            let draft = checker.refuse(subject(declared.body), message, refusal);
            draft.severity(Severity::Low).not_blocking();
        }
        _ => {}
    }
}

fn wrong_default() -> Refusal {
    Refusal::by_init("Invalid default value for variable")
}

/// A condition has to test the variable.
fn condition<'p>(checker: &mut Checker<'_, 'p>, declared: &Declared<'p>, validation: Value<'p>) {
    let Some(condition) = get(validation, "condition") else { return };
    let name = &declared.name;
    let why = match condition.string() {
        Some(text) => match template::parse(&text) {
            // What cannot be read is another rule's.
            Err(_) => return,
            Ok(parsed) => {
                let mut references = parsed.references().into_iter();
                if references.any(|own| own.root == "var" && own.names().next() == Some(&**name)) {
                    return;
                }
                let is_bare = template::is_literal(&text) && text.contains("var.");
                if is_bare { "; an expression is written `${…}`" } else { "" }
            }
        },
        None if condition.strings().next().is_some() => return,
        None => "",
    };
    let message = format!("the condition does not test `var.{name}`{why}");
    let subject = Subject::declared(checker.graph(), declared, condition.id());
    checker.refuse(subject, message, Refusal::by_init("Invalid variable validation condition"));
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform init` reads the types of variables and holds their defaults against them: `Invalid type \
                specification`, `Invalid default value for variable`, `Invalid variable validation condition`. A type is an \
                expression of its own small language, written as a string; a default is taken literally, so that no \
                template in it is evaluated. A variable without a default makes `terraform plan` ask, or fail with `No value \
                for required variable` where nobody can answer.",
    snippets: Snippets {
        hcl: r#"variable "port" {
  type    = number
  default = 8080

  validation {
    condition     = var.port > 1024
    error_message = "Ports below 1024 are taken."
  }
}"#,
        cdktf_typescript: r#"new TerraformVariable(this, "port", { type: "number", default: 8080 });"#,
        cdktf_python: r#"TerraformVariable(self, "port", type="number", default=8080)"#,
    },
    sources: &[
        Source {
            title: "Terraform: type constraints",
            url: "https://developer.hashicorp.com/terraform/language/expressions/type-constraints",
        },
        Source {
            title: "Terraform: the variable block",
            url: "https://developer.hashicorp.com/terraform/language/block/variable",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(r#"{"variable": {"name": {"type": "String", "default": "web"}}}"#),
        Example::Flagged(r#"{"variable": {"tags": {"type": {"owner": "string"}, "default": {}}}}"#),
        Example::Flagged(r#"{"variable": {"port": {"type": "number", "default": "web"}}}"#),
        Example::Flagged(r#"{"variable": {"zones": {"type": "list(string)", "default": "eu-west-1a"}}}"#),
        Example::Flagged(
            r#"{"variable": {"app": {"type": "object({name = string, port = optional(number, \"web\")})", "default": {"name": "a"}}}}"#,
        ),
        Example::Flagged(r#"{"variable": {"name": {"type": "string", "nullable": false, "default": null}}}"#),
        Example::Flagged(r#"{"variable": {"name": {"default": "web", "required": true}}}"#),
        Example::Flagged(
            r#"{"variable": {"name": {"default": "web", "validation": {"condition": "var.name != \"\"", "error_message": "Empty."}}}}"#,
        ),
        Example::Flagged(
            r#"{"variable": {"name": {"default": "web", "validation": {"condition": "${var.name != \"\"}"}}}}"#,
        ),
        // Nothing else is read, and nobody gave it a value.
        Example::Flagged(
            r#"{"//": {"metadata": {"stackName": "web"}}, "variable": {"name": {"type": "string"}},
 "output": {"name": {"value": "${var.name}"}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"name": {"type": "string", "default": 12}, "port": {"type": "number", "default": "12"},
  "on": {"type": "bool", "default": "true"}, "none": {"type": "list(string)", "default": null},
  "app": {"type": "object({name = string})", "default": {"name": "a", "more": 1}},
  "any": {"type": "map(any)", "default": {"a": 1, "b": "x"}}, "old": {"type": "map", "default": {}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"low": {"default": 1}, "high": {"default": 2, "validation": [
  {"condition": "${var.high > var.low}", "error_message": "above ${var.low}"}]}}}"#,
        ),
        // The values may be in a file beside it.
        Example::Clean(r#"{"variable": {"name": {"type": "string"}}}"#),
        // Newer versions take these.
        Example::Clean(
            r#"{"variable": {"name": {"default": "a", "deprecated": "use title", "const": true}}}"#,
        ),
    ],
};
