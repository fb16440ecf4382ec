//! A token of CDKTF or the AWS CDK, or an object made text of, where a value was meant.
//!
//! Such a thing in a name or a reference is said here and not by the rules about names and references.

use alloc::{format, string::String};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::{
        language::{Label, Section},
        sections,
        templates::Declaration,
    },
    engine::{Checker, Subject},
    json::{JsonKind, Key, NodeId},
    plan::Value,
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Set,
    token::{self, Kind, Token},
};

pub(crate) static RULE: Rule = Rule {
    name: "unresolved-token",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A token that was not resolved, or an object made text of, stands where a value was meant",
    remedy: "pass the attribute itself to the construct, or work with it by a function of Terraform such as `Fn.element`",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let graph = checker.graph();
    for holder in &graph.templates().declarations {
        let subject = |node| Subject::within(graph, holder, node);
        // In an address only labels can hold one; what is under such a name is another thing.
        if let Some(token) = token::reference(&holder.address) {
            let message = format!("the name holds {}", said_of(token));
            checker.refuse(subject(holder.node), message, refusal_of_name(holder, token));
        }
        let body = plan.value(holder.node);
        let refusal = |node, slip| refusal(&holder.address, &plan.path(holder.node, node), slip);
        Search { checker, subject: &subject, refusal: &refusal, said: Set::new() }.value(None, body);
    }
    for section in ["terraform", "import", "moved", "removed"] {
        for block in sections::blocks(plan, section) {
            let subject = |node| {
                let path = plan.path(block.id(), node);
                Subject::other(section, Some(&*path).filter(|path| !path.is_empty()), node)
            };
            let refusal = |node, slip| refusal(section, &plan.path(block.id(), node), slip);
            Search { checker, subject: &subject, refusal: &refusal, said: Set::new() }.value(None, block);
        }
    }
}

/// Looks through all that one thing holds, and reports each token once, as often as it may stand there.
struct Search<'s, 'c, 'p> {
    checker: &'s mut Checker<'c, 'p>,
    subject: &'s dyn Fn(NodeId) -> Subject<'p>,
    refusal: &'s dyn Fn(NodeId, Slip) -> Option<Refusal>,
    said: Set<String>,
}

impl<'p> Search<'_, '_, 'p> {
    /// A value below the name of the member that it, or the list it is in, stands under.
    fn value(&mut self, name: Option<Key<'p, 'p>>, value: Value<'p>) {
        if let Some((message, slip)) = found(name, value) {
            // What is inside such an object is its own.
            return self.report(value.id(), message, slip);
        }
        for item in value.items() {
            self.value(name, item);
        }
        for (key, member) in value.members().filter(|(key, _)| !key.is("//")) {
            let name = key.text();
            if token::may_hold(&name)
                && let Some(token) = token::reference(&name)
            {
                let slip = if token.kind == Kind::Text { Slip::Key } else { Slip::Taken };
                self.report(member.id(), format!("the key holds {}", said_of(token)), slip);
            }
            self.value(Some(key), member);
        }
    }

    fn report(&mut self, node: NodeId, message: String, slip: Slip) {
        if !self.said.insert(message.clone()) {
            return;
        }
        let (subject, refusal) = ((self.subject)(node), (self.refusal)(node, slip));
        self.checker.refuse(subject, message, refusal);
    }
}

/// What Terraform may make of what was left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    /// A reference, in a value.
    Reference,
    /// A reference, in a key.
    Key,
    /// An object where text is meant.
    Object,
    /// Text or a number as any other, which AWS is given.
    Taken,
}

/// What is wrong with a value by itself, below this name.
fn found(name: Option<Key<'_, '_>>, value: Value<'_>) -> Option<(String, Slip)> {
    let of_token = |token: Token<'_>| {
        let slip = if token.kind == Kind::Text { Slip::Reference } else { Slip::Taken };
        (said_of(token), slip)
    };
    match value.kind() {
        JsonKind::Number => token::number(value.number()?).map(of_token),
        JsonKind::Object if token::is_object(value) => {
            let message = "this is a token itself, written out as an object; CDKTF resolves it only where a construct takes it";
            Some((message.into(), Slip::Object))
        }
        // Nearly every text is passed over by its bytes.
        JsonKind::String if token::may_hold(value.raw_string()?) => {
            token::find(&value.string()?).map(of_token)
        }
        JsonKind::String => {
            let text = ["undefined", "None"].into_iter().find(|own| value.raw_string() == Some(own))?;
            let message = format!("`{text}` is how a language writes that there is no value");
            is_identifier(&name?.text()).then_some((message, Slip::Taken))
        }
        _ => None,
    }
}

/// What Terraform says of what stands at a path in what has this address; nothing where it takes it.
fn refusal(address: &str, path: &str, slip: Slip) -> Option<Refusal> {
    let root = address.split('.').next().unwrap_or_default();
    let argument = path.split(['.', '[']).next().unwrap_or_default();
    match slip {
        Slip::Taken => None,
        Slip::Object if matches!((root, argument), ("local" | "output" | "var" | "terraform", _)) => None,
        Slip::Object if matches!(argument, "count") => Some(Refusal::by_validate("Incorrect value type")),
        Slip::Object => Some(Refusal::by_validate("Incorrect attribute value type")),
        // A key of a block is the name of an argument.
        Slip::Key if root != "local" && !path.contains(['.', '[']) => {
            Some(Refusal::by_validate("Extraneous JSON object property"))
        }
        Slip::Key | Slip::Reference => refusal_of_reference(root, argument, path),
    }
}

/// What Terraform says of such a reference in an argument, some of which it does not evaluate but take as text.
fn refusal_of_reference(root: &str, argument: &str, path: &str) -> Option<Refusal> {
    Some(match (root, argument) {
        ("var", "default" | "description")
        | ("output", "description")
        | ("terraform", "backend" | "cloud") => {
            return None;
        }
        ("var" | "output", "sensitive" | "ephemeral") | ("var", "nullable") => {
            Refusal::by_init("Unsuitable value type")
        }
        ("var", "type") => Refusal::by_init("Invalid type specification"),
        ("var", "validation") if path.ends_with("condition") => {
            Refusal::by_init("Invalid variable validation condition")
        }
        ("terraform", "required_providers") if path.ends_with(".source") => {
            Refusal::by_init("Invalid provider type")
        }
        ("terraform", "required_version" | "required_providers") | ("module" | "provider", "version") => {
            Refusal::by_init("Invalid version constraint")
        }
        ("module", "source") => Refusal::by_init("Invalid module source address"),
        ("module", "providers") => Refusal::by_init("Invalid provider configuration reference"),
        ("provider", "alias") => Refusal::by_init("Invalid provider configuration alias"),
        ("moved" | "removed", _) | ("import", "to") | (_, "depends_on") => {
            Refusal::by_init("Invalid expression")
        }
        ("var" | "local" | "output" | "module" | "provider" | "check" | "terraform" | "import", _) => {
            Refusal::by_validate("Invalid reference")
        }
        (_, "provider") => Refusal::by_init("Invalid provider configuration reference"),
        (_, "lifecycle") if path.contains("prevent_destroy") || path.contains("create_before_destroy") => {
            Refusal::by_init("Unsuitable value type")
        }
        (_, "lifecycle") if !path.ends_with("condition") && !path.ends_with("error_message") => {
            Refusal::by_init("Invalid expression")
        }
        _ => Refusal::by_validate("Invalid reference"),
    })
}

/// What Terraform says of the label that a token stands in.
fn refusal_of_name(holder: &Declaration<'_>, token: Token<'_>) -> Refusal {
    let (root, labels) = holder.address.split_once('.').unwrap_or_default();
    let (section, labels) = match root {
        "var" => (Section::Variable, labels),
        "local" => (Section::Local, labels),
        "output" => (Section::Output, labels),
        "module" => (Section::Module, labels),
        "provider" => (Section::Provider, labels),
        "check" => (Section::Check, labels),
        "data" => (Section::Data, labels),
        "ephemeral" => (Section::Ephemeral, labels),
        _ => (Section::Resource, &*holder.address),
    };
    let before = labels.split(token.text).next().unwrap_or_default();
    section.refusal_of(if before.contains('.') { Label::Name } else { Label::Type })
}

/// Whether an argument names one thing, so that `None` in it is no choice of some service.
fn is_identifier(name: &str) -> bool {
    ["_arn", "_arns", "_id", "_ids", "_name"].iter().any(|end| name.ends_with(end))
        || matches!(name, "arn" | "bucket" | "id" | "name")
}

fn said_of(token: Token<'_>) -> String {
    let text = token.text;
    match token.kind {
        Kind::Text => {
            format!("`{text}`, a token that was not resolved, and that Terraform takes for a reference")
        }
        Kind::List => {
            format!("`{text}`, a list's token that was not resolved, and that Terraform takes for text")
        }
        Kind::Number => format!("`{text}`, which stands for a number that is known only when it is applied"),
        Kind::Object => format!("`{text}`, which is an object made text of and not one of its attributes"),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "CDKTF hands out tokens for what is known only later, and resolves them where a construct takes them. A token \
                that is sliced, hashed, compared, put into a file or used as a key of an object is written out as it is: \
                `terraform validate` fails with `Invalid reference` at `${TfToken[TOKEN.12]}`, while `#{TfToken[TOKEN.3]}` \
                for an item of a list, `-8.1e+298` for a number and `[object Object]` for a construct are taken as they \
                stand and reach AWS, which refuses them or, worse, takes them for a name.",
    snippets: Snippets {
        hcl: r#"# What the reference is in Terraform's own words.
resource "aws_security_group_rule" "db" {
  type              = "ingress"
  security_group_id = tolist(aws_db_instance.main.vpc_security_group_ids)[0]
  from_port         = aws_db_instance.main.port
  to_port           = aws_db_instance.main.port
  protocol          = "tcp"
  self              = true
}"#,
        cdktf_typescript: r#"new SecurityGroupRule(this, "db-rule", {
  type: "ingress",
  // Not db.vpcSecurityGroupIds[0], nor `${db}`.
  securityGroupId: Fn.element(db.vpcSecurityGroupIds, 0),
  // Not Number(`${db.port}`).
  fromPort: db.port,
  toPort: db.port,
  protocol: "tcp",
  selfAttribute: true,
});
// A key that is known only later: build the map in Terraform.
new TerraformOutput(this, "ports", { value: Fn.zipmap([db.id], [db.port]) });"#,
        cdktf_python: r#"SecurityGroupRule(self, "db-rule",
    type="ingress",
    # Not db.vpc_security_group_ids[0], nor str(db).
    security_group_id=Fn.element(db.vpc_security_group_ids, 0),
    from_port=db.port,
    to_port=db.port,
    protocol="tcp",
    self_attribute=True,
)
# A key that is known only later: build the map in Terraform.
TerraformOutput(self, "ports", value=Fn.zipmap([db.id], [db.port]))"#,
    },
    sources: &[
        Source {
            title: "CDK for Terraform: tokens",
            url: "https://developer.hashicorp.com/terraform/cdktf/concepts/tokens",
        },
        Source {
            title: "cdktf: unresolved tokens in the output",
            url: "https://github.com/hashicorp/terraform-cdk/issues/910",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "tags": {"Name": "x-${TfToken[TOKEN.12]}"}}}}}"#,
        ),
        // As a key, and as a name.
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs", "tags": {"${TfToken[TOKEN.4]}": "x"}}}}}"#,
        ),
        Example::Flagged(r#"{"output": {"${TfToken[TOKEN.1]}": {"value": "1"}}}"#),
        // An item of a list, a number, and an object.
        Example::Flagged(
            r##"{"resource": {"aws_instance": {"web": {"ami": "ami-1", "instance_type": "t3.micro", "subnet_id": "#{TfToken[TOKEN.3]}"}}}}"##,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_security_group_rule": {"db": {"type": "ingress", "protocol": "tcp", "self": true,
  "security_group_id": "sg-1", "from_port": -8.109562212591454e+298, "to_port": 5432}}}}"#,
        ),
        Example::Flagged(r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs-[object Object]"}}}}"#),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {"ami": "ami-1", "instance_type": "t3.micro",
  "subnet_id": "<imports.aws.subnet.Subnet object at 0x7f2b1c0d5e50>"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": {"creation_stack": ["at logs.ts:3"], "value": "logs"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {"ami": "ami-1", "instance_type": "t3.micro", "subnet_id": "None"}}}}"#,
        ),
        // Escaped, in a comment, in prose.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"logs": {"//": {"metadata": {"path": "web/${TfToken[TOKEN.1]}"}}, "bucket": "logs",
  "tags": {"Name": "$${TfToken[TOKEN.12]}"}}}}}"#,
        ),
        Example::Clean(
            r##"{"resource": {"aws_ssm_parameter": {"help": {"name": "/help", "type": "String", "description": "Why it says [object Object]",
  "value": "#{name} and 298"}}}}"##,
        ),
        // A choice that some service has.
        Example::Clean(
            r#"{"resource": {"aws_glue_trigger": {"all": {"name": "all", "type": "ON_DEMAND", "tags": {"Owner": "None", "Cost": "undefined"},
  "actions": [{"job_name": "all"}]}}}, "output": {"large": {"value": 8.1e298}}}"#,
        ),
    ],
};
