//! A backend, or the reading of another stack's state, with settings that Terraform refuses.
//!
//! A backend that says nothing at all is `incomplete-backend`'s. What a backend lacks may be passed to every
//! `terraform init`, so that it is a hint; what the configuration of a `terraform_remote_state` lacks nobody adds. A
//! template in a backend is `template-in-literal-argument`'s.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    decode::project::is_override,
    engine::{Checker, Subject},
    facts::backends::{self, Setting, Takes},
    json::{Json, JsonKind, NodeId},
    plan::{BlockId, Mode, Value, blocks_of},
    refusal::Refusal,
    rule::{About, Category, Check, Profile, Rule, Severity},
    similar, template,
    version::Version,
};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-backend",
    category: Category::Deploy,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Language,
    summary: "A backend has settings that Terraform refuses",
    remedy: "write the settings that this backend takes, as Terraform's documentation lists them",
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check(checker: &mut Checker<'_, '_>) {
    let plan = checker.plan();
    let clouds = &checker.graph().settings().clouds;
    if let Some(backend) = &plan.backend {
        let body = plan.value(backend.node);
        Holder::Backend(Cow::Borrowed(&*backend.type_name)).check(checker, body);
        if let Some(cloud) = clouds.first() {
            let message =
                format!("there is a `{}` backend too; Terraform takes one of the two", backend.type_name);
            let refusal = Refusal::by_init("Both a backend and cloud configuration are present");
            checker.refuse(Subject::other("terraform.cloud", None, cloud.id()), message, refusal);
        }
    }
    for cloud in clouds {
        Holder::Cloud.check(checker, *cloud);
    }
    if !plan.is_configuration() {
        return;
    }
    for (at, block) in plan.blocks.iter().enumerate() {
        if block.mode == Mode::Data && block.type_name == "terraform_remote_state" {
            let Some(body) = block.expressions else { continue };
            remote_state(checker, BlockId::at(at), plan.value(body));
        }
    }
}

/// What Terraform says of a setting that a backend does not take.
const UNKNOWN: &str = "Extraneous JSON object property";
const NO_BLOCK: &str = "Incorrect JSON value type";
const OTHER_TYPE: &str = "Incorrect attribute value type";
const NO_BACKEND: &str = "Unsupported backend type";

/// What a `terraform_remote_state` does not tell apart.
const OF_SCHEMA: [&str; 4] = [UNKNOWN, NO_BLOCK, OTHER_TYPE, NO_BACKEND];
const NO_CONFIGURATION: &str = "Invalid backend configuration";

const OF_REGION: [&str; 2] = ["Invalid region value", "Missing region value"];
const NO_VALUE: &str = "Invalid Value";
const NO_WORKSPACES: &str = "Invalid workspaces configuration";

/// What holds the settings of a backend.
enum Holder<'h> {
    /// A `backend` block of this type.
    Backend(Cow<'h, str>),
    Cloud,
    /// The `config` of a data source, with its backend's name.
    RemoteState(BlockId, Cow<'h, str>),
}

impl Holder<'_> {
    fn type_name(&self) -> &str {
        match self {
            Self::Backend(name) | Self::RemoteState(_, name) => name,
            Self::Cloud => "cloud",
        }
    }

    fn subject<'p>(&self, checker: &Checker<'_, 'p>, key: Option<&str>, node: NodeId) -> Subject<'p> {
        match self {
            Self::Backend(name) => Subject::other(format!("terraform.backend.{name}"), key, node),
            Self::Cloud => Subject::other("terraform.cloud", key, node),
            Self::RemoteState(block, _) => Subject::configured(checker.graph(), *block, node, None),
        }
    }

    /// Whether a value is what Terraform goes by, and no template.
    fn is_literal(&self, text: &str) -> bool {
        match self {
            Self::RemoteState(..) => template::is_literal(text),
            Self::Backend(_) | Self::Cloud => !template::has_interpolation(text),
        }
    }

    fn check<'p>(&self, checker: &mut Checker<'_, 'p>, body: Value<'p>) {
        // What is no block is another rule's, and null is none.
        if !body.is_object() && !body.is_null() || body.is_null() && !matches!(self, Self::RemoteState(..)) {
            return;
        }
        let Some(backend) = self.known(checker, body) else { return };
        let known: Vec<Setting> = backend.settings().collect();
        if known.is_empty() {
            return;
        }
        let mut is_misspelt = false;
        for (key, value) in body.members() {
            let key = key.text();
            // A comment in a block; in a value it is a key like any other.
            let is_comment = key == "//" && !matches!(self, Self::RemoteState(..));
            if is_comment || !self.is_literal(&key) {
                continue;
            }
            let setting = known.iter().find(|setting| setting.name == key);
            is_misspelt |= setting.is_none();
            if let Some((message, summary)) = self.wrong(checker, setting, &key, value, body, &known) {
                let subject = self.subject(checker, Some(&key), value.id());
                checker.refuse(subject, message, self.refusal(summary));
            }
        }
        // What is misspelt may be what is missing.
        if !is_misspelt {
            self.missing(checker, body, &known);
        }
        self.elsewhere(checker, body);
        if let Some(several) = self.several_workspaces() {
            self.workspaces(checker, body, several);
        }
    }

    /// What chooses several workspaces of HCP Terraform, where the state is kept there.
    fn several_workspaces(&self) -> Option<&'static str> {
        match self.type_name() {
            "cloud" => Some("tags"),
            "remote" => Some("prefix"),
            _ => None,
        }
    }

    /// What the backend takes; where there is no such backend, that is said.
    fn known<'p>(&self, checker: &mut Checker<'_, 'p>, body: Value<'p>) -> Option<backends::Backend> {
        let name = self.type_name();
        let settings = checker.graph().settings();
        let before = |version| Version::parse(version).is_some_and(|version| settings.is_before(version));
        let message = match backends::find(name) {
            Some(_) if name == "oci" && before("1.12") => "the backend `oci` came with Terraform 1.12".into(),
            Some(backend) => return Some(backend),
            None if backends::REMOVED.contains(&name) && before("1.3") => return None,
            None if name == "azure" => "there is no backend `azure`; it is called `azurerm`".into(),
            None if backends::REMOVED.contains(&name) => {
                format!("the backend `{name}` went with Terraform 1.3")
            }
            None => {
                let near = similar::nearest(name, backends::names());
                let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
                format!("there is no backend `{name}`{near}")
            }
        };
        let refusal = self.refusal(NO_BACKEND);
        checker.refuse(self.subject(checker, None, body.id()), message, refusal);
        None
    }

    /// What Terraform says, given what it says of a backend's own block.
    fn refusal(&self, summary: &'static str) -> Refusal {
        match self {
            Self::Backend(_) | Self::Cloud => Refusal::by_init(summary),
            Self::RemoteState(..) if OF_SCHEMA.contains(&summary) => Refusal::by_validate(NO_CONFIGURATION),
            // The backend itself is only set up when there is a plan.
            Self::RemoteState(..) if OF_REGION.contains(&summary) => Refusal::by_plan(summary),
            Self::RemoteState(..) => Refusal::by_validate(summary),
        }
    }

    /// What is wrong with a setting, and what Terraform says of it in a backend's own block.
    fn wrong<'p>(
        &self,
        checker: &Checker<'_, 'p>,
        setting: Option<&Setting>,
        key: &str,
        value: Value<'p>,
        body: Value<'p>,
        known: &[Setting],
    ) -> Option<(String, &'static str)> {
        let name = self.type_name();
        let Some(setting) = setting else {
            let near = similar::nearest_words(key, known.iter().map(|setting| setting.name));
            let near = near.map(|near| format!("; the nearest is `{near}`")).unwrap_or_default();
            return Some((format!("`{key}` is no setting of the backend `{name}`{near}"), UNKNOWN));
        };
        let settings = checker.graph().settings();
        if setting.is_removed && !settings.is_opentofu {
            let is_older = Version::parse("1.10").is_some_and(|version| settings.is_before(version));
            let place = key.strip_prefix("assume_role_").unwrap_or(key);
            let place = if place == "duration_seconds" { "duration" } else { place };
            return (!is_older).then(|| {
                let message =
                    format!("the setting `{key}` went with Terraform 1.10; it is `{place}` of `assume_role`");
                (message, UNKNOWN)
            });
        }
        if value.string().is_some_and(|text| !self.is_literal(&text)) {
            return None;
        }
        if !fits(setting.takes, value) {
            let takes = match setting.takes {
                Takes::Text => "text",
                Takes::Bool => "`true` or `false`",
                Takes::Number => "a number",
                Takes::Several => "a list or an object",
            };
            let is_block = key == "workspaces";
            return Some((format!("`{key}` takes {takes}"), if is_block { NO_BLOCK } else { OTHER_TYPE }));
        }
        wrong_value(name, key, value, body)
    }

    /// Settings that must be given and are not, all in one.
    fn missing<'p>(&self, checker: &mut Checker<'_, 'p>, body: Value<'p>, known: &[Setting]) {
        let is_given = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
        let required = known.iter().filter(|setting| setting.is_required && !is_given(setting.name));
        let mut names: Vec<String> = required.map(|setting| format!("`{}`", setting.name)).collect();
        let refusal = self.refusal_of_missing(body, names.first().map(|name| name.trim_matches('`')));
        if self.several_workspaces().is_some_and(|several| workspaces_named(body, several) == 0) {
            names.push("the name in `workspaces`".into());
        }
        if names.is_empty() || is_override(&checker.plan().file) {
            return;
        }
        let (verb, names) = (if names.len() == 1 { "is" } else { "are" }, names.join(" and "));
        let subject = self.subject(checker, None, body.id());
        if let Self::RemoteState(_, name) = self {
            let message = format!("the backend `{name}` needs {names}, which `config` does not have");
            checker.refuse(subject, message, refusal);
            return;
        }
        // Without any setting it is `incomplete-backend` that speaks.
        if body.members().all(|(key, value)| key.is("//") || value.is_null()) {
            return;
        }
        let otherwise = match self {
            Self::Cloud => "where the environment gives it",
            Self::Backend(_) | Self::RemoteState(..) => "with `-backend-config`",
        };
        let message = format!("{names} {verb} missing, so that `terraform init` works only {otherwise}");
        checker.refuse(subject, message, refusal).severity(Severity::Low).not_blocking();
    }

    /// What Terraform says where a setting is missing, or the workspace; none where each backend says something else.
    fn refusal_of_missing(&self, body: Value<'_>, setting: Option<&str>) -> Option<Refusal> {
        let is_null = setting.is_some_and(|name| body.get(name).is_some());
        match (self, self.type_name(), setting) {
            (_, _, None) => Some(self.refusal(NO_WORKSPACES)),
            (Self::RemoteState(..), "s3", _) if is_null => Some(self.refusal("Missing Required Value")),
            (Self::RemoteState(..), _, _) => Some(Refusal::by_validate(NO_CONFIGURATION)),
            (_, "s3", _) => Some(self.refusal("Missing Required Value")),
            (_, "azurerm" | "cos" | "oss", Some(name)) => {
                Some(Refusal::by_init(format!("\"{name}\": required field is not set")))
            }
            _ => None,
        }
    }

    /// A state in a file of which only one machine has the path.
    fn elsewhere<'p>(&self, checker: &mut Checker<'_, 'p>, body: Value<'p>) {
        let Self::RemoteState(_, name) = self else { return };
        let Some(path) = body.get("path").filter(|_| name == "local") else { return };
        let Some(text) = path.string().filter(|text| template::is_literal(text)) else { return };
        let is_drive = text.get(1..3).is_some_and(|start| matches!(start, ":\\" | ":/"));
        if text.starts_with('/') || is_drive {
            let message = format!("the state `{text}` is read from a path that only one machine has");
            let subject = self.subject(checker, None, path.id());
            let refusal = Refusal::by_plan("Unable to find remote state");
            checker.refuse(subject, message, refusal).severity(Severity::Low).not_blocking();
        }
    }

    /// The workspaces of HCP Terraform: one by its name, or several.
    fn workspaces<'p>(&self, checker: &mut Checker<'_, 'p>, body: Value<'p>, several: &'static str) {
        let Some(block) = body.get("workspaces").and_then(|value| blocks_of(value).next()) else { return };
        if workspaces_named(body, several) > 1 {
            let message = format!("`workspaces` takes `name` or `{several}`, and not both");
            let subject = self.subject(checker, Some("workspaces"), block.id());
            checker.refuse(subject, message, self.refusal(NO_WORKSPACES));
        }
        let takes = ["name", several, "project", "//"];
        for (key, value) in block.members().filter(|(key, _)| !takes.iter().any(|own| key.is(own))) {
            let key = key.text();
            let message = format!("`{key}` is no setting of `workspaces` in `{}`", self.type_name());
            let subject = self.subject(checker, Some(&format!("workspaces.{key}")), value.id());
            checker.refuse(subject, message, self.refusal(UNKNOWN));
        }
    }
}

/// In how many ways a backend names its workspaces.
fn workspaces_named(body: Value<'_>, several: &'static str) -> usize {
    let written = body.get("workspaces");
    if written.is_some_and(|value| value.string().is_some()) {
        // An expression may come to one of them.
        return 1;
    }
    let block = written.and_then(|value| blocks_of(value).next());
    let ways = ["name", several].into_iter().filter_map(|name| block?.get(name));
    ways.filter(|value| !value.is_null()).count()
}

/// What the data source takes itself, and what every one does.
const ARGUMENTS: [&str; 10] = [
    "//",
    "backend",
    "config",
    "count",
    "defaults",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "workspace",
];

fn remote_state<'p>(checker: &mut Checker<'_, 'p>, block: BlockId, body: Value<'p>) {
    let graph = checker.graph();
    for (key, value) in body.members().filter(|(key, _)| !ARGUMENTS.iter().any(|own| key.is(own))) {
        let message =
            format!("`{}` is no argument here; the settings of a backend are in `config`", key.text());
        let subject = Subject::configured(graph, block, value.id(), None);
        checker.refuse(subject, message, Refusal::by_validate(UNKNOWN));
    }
    let written = body.get("backend");
    let named = written.filter(|value| !value.is_null());
    if named.is_none() && !is_override(&checker.plan().file) {
        let message = "`backend` is missing, the type of the backend that holds the state";
        let subject = Subject::configured(graph, block, body.id(), Some("backend"));
        // Where it is null, Terraform crashes.
        let refusal = written.is_none().then(|| Refusal::by_validate("Missing required argument"));
        checker.refuse(subject, message.into(), refusal);
    }
    if let Some(named) = named.filter(|value| value.is_object() || value.is_array()) {
        let message = "`backend` takes the type of a backend as text";
        let subject = Subject::configured(graph, block, named.id(), None);
        checker.refuse(subject, message.into(), Refusal::by_validate(OTHER_TYPE));
    }
    let Some(name) = named.and_then(Json::string).filter(|name| template::is_literal(name)) else { return };
    let holder = Holder::RemoteState(block, name);
    match body.get("config") {
        Some(config) if config.is_object() => holder.check(checker, config),
        // An expression may be anything.
        Some(config) if config.string().is_some_and(|text| !template::is_literal(&text)) => {}
        Some(config) if !config.is_null() => {
            let subject = holder.subject(checker, None, config.id());
            checker.refuse(
                subject,
                "`config` takes an object".into(),
                Refusal::by_validate(NO_CONFIGURATION),
            );
        }
        _ => holder.without_config(checker, body),
    }
}

impl Holder<'_> {
    /// The data source says nothing of its backend; `body` is all of it.
    fn without_config<'p>(&self, checker: &mut Checker<'_, 'p>, body: Value<'p>) {
        let Some(backend) = self.known(checker, body) else { return };
        let required: Vec<String> =
            backend.settings().filter(|own| own.is_required).map(|own| format!("`{}`", own.name)).collect();
        if !required.is_empty() && !is_override(&checker.plan().file) {
            let name = self.type_name();
            let message = format!("the backend `{name}` needs {} in `config`", required.join(" and "));
            let subject = self.subject(checker, None, body.id());
            checker.refuse(subject, message, Refusal::by_validate(NO_CONFIGURATION));
        }
    }
}

/// Whether a literal can be made what a setting takes; null is none.
fn fits(takes: Takes, value: Value<'_>) -> bool {
    match (value.kind(), takes) {
        (JsonKind::Null, _)
        | (JsonKind::String | JsonKind::Number | JsonKind::Bool, Takes::Text)
        | (JsonKind::Number, Takes::Number)
        | (JsonKind::Bool, Takes::Bool)
        | (JsonKind::Array | JsonKind::Object, Takes::Several) => true,
        (JsonKind::String, Takes::Bool) => {
            value.string().is_some_and(|text| matches!(&*text, "true" | "false" | "1" | "0"))
        }
        (JsonKind::String, Takes::Number) => {
            value.string().is_some_and(|text| text.trim().parse::<f64>().is_ok())
        }
        _ => false,
    }
}

/// What is wrong with the value of a setting that is of the right kind, and what Terraform says.
fn wrong_value(
    backend: &str,
    key: &str,
    value: Value<'_>,
    body: Value<'_>,
) -> Option<(String, &'static str)> {
    if backend == "s3" && key == "assume_role" && value.is_object() && value.get("role_arn").is_none() {
        return Some(("`assume_role` needs a `role_arn`".into(), OTHER_TYPE));
    }
    let text = value.string()?;
    let is_blank = text.trim().is_empty();
    let [wrong_region, no_region] = OF_REGION;
    match (backend, key) {
        ("s3", "bucket" | "key") if is_blank => Some((format!("`{key}` is empty"), NO_VALUE)),
        ("local", "path") if text.is_empty() => {
            Some(("`path` is empty".into(), "Invalid local state file path"))
        }
        ("s3", "key" | "workspace_key_prefix") if text.starts_with('/') || text.ends_with('/') => {
            Some((format!("the `{key}` `{text}` must neither start nor end with `/`"), NO_VALUE))
        }
        ("s3", "key") if text.contains("//") => {
            Some((format!("the key `{text}` must not hold `//`"), NO_VALUE))
        }
        ("s3", "region") => {
            let has = |name| body.get(name).is_some_and(|value| !value.is_null());
            // Another store than AWS names its regions as it likes, where Terraform is told not to look.
            let is_asked = !["skip_region_validation", "endpoint", "endpoints"].into_iter().any(has);
            let summary = if text.is_empty() { no_region } else { wrong_region };
            (is_asked && !is_region(&text)).then(|| (format!("`{text}` is no region of AWS"), summary))
        }
        _ => None,
    }
}

/// Whether it has the form of a region, `us-gov-west-1`; there may be more of them than anybody knows of.
fn is_region(text: &str) -> bool {
    const DIRECTIONS: [&str; 9] =
        ["north", "south", "east", "west", "central", "northeast", "southeast", "northwest", "southwest"];
    let mut parts = text.rsplit('-');
    let (number, direction) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let (mut count, mut is_short) = (0, true);
    for part in parts {
        count += 1;
        is_short &= (2..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    }
    is_number && DIRECTIONS.contains(&direction) && count > 0 && is_short
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "`terraform init` stops before it has looked at a single resource: `Unsupported backend type`, `Extraneous \
                JSON object property`, `Invalid Value`, `Invalid region value`. CDKTF's `S3Backend` still has `roleArn` \
                and its kin, which Terraform 1.10 removed for an `assume_role` block (OpenTofu keeps them). What a \
                `terraform_remote_state` is given is checked in the same way by `terraform validate`: `Invalid backend \
                configuration`. A state that is read from an absolute path is found on the machine alone that \
                synthesized, so that the plan fails elsewhere with `Unable to find remote state`: CDKTF writes such a \
                path for stacks that refer to each other and share no backend.",
    snippets: Snippets {
        hcl: r#"terraform {
  backend "s3" {
    bucket       = "company-terraform-state"
    key          = "payments/terraform.tfstate"
    region       = "us-east-1"
    assume_role  = { role_arn = "arn:aws:iam::123456789012:role/state" }
    use_lockfile = true
  }
}"#,
        cdktf_typescript: r#"const backend = new S3Backend(this, {
  bucket: "company-terraform-state",
  key: "payments/terraform.tfstate",
  region: "us-east-1",
});
// In place of roleArn, which Terraform 1.10 removed.
this.addOverride("terraform.backend.s3.assume_role.role_arn", "arn:aws:iam::123456789012:role/state");"#,
        cdktf_python: r#"S3Backend(self,
    bucket="company-terraform-state",
    key="payments/terraform.tfstate",
    region="us-east-1",
)
# In place of role_arn, which Terraform 1.10 removed.
self.add_override("terraform.backend.s3.assume_role.role_arn", "arn:aws:iam::123456789012:role/state")"#,
    },
    sources: &[
        Source {
            title: "Terraform: backend type s3",
            url: "https://developer.hashicorp.com/terraform/language/backend/s3",
        },
        Source {
            title: "Terraform: the terraform_remote_state data source",
            url: "https://developer.hashicorp.com/terraform/language/state/remote-state-data",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // Gone with Terraform 1.10.
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "web.tfstate", "region": "us-east-1",
  "role_arn": "arn:aws:iam::123456789012:role/state"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "/web.tfstate", "region": "us-east-1"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "web.tfstate", "region": "us-esat-1"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "web.tfstate", "region": "us-east-1", "encrypt": "yes"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"local": {}}, "cloud": {"organization": "company", "workspaces": {"name": "web"}}}}"#,
        ),
        Example::Flagged(
            r#"{"terraform": {"backend": {"remote": {"organization": "company", "workspaces": {"name": "web", "prefix": "web-"}}}}}"#,
        ),
        Example::Flagged(r#"{"terraform": {"backend": {"swift": {"container": "state"}}}}"#),
        // Others are passed by -backend-config: a hint.
        Example::Flagged(
            r#"{"terraform": {"backend": {"s3": {"key": "web.tfstate", "region": "us-east-1"}}}}"#,
        ),
        // Nobody adds what this lacks.
        Example::Flagged(
            r#"{"data": {"terraform_remote_state": {"network": {"backend": "s3", "config": {"bucket": "company-state"}}}}}"#,
        ),
        Example::Flagged(
            r#"{"data": {"terraform_remote_state": {"network": {"backend": "local",
  "config": {"path": "/home/me/web/terraform.network.tfstate"}}}}}"#,
        ),
        // An older Terraform is asked for.
        Example::Clean(
            r#"{"terraform": {"required_version": "~> 1.9.0", "backend": {"s3": {"bucket": "company-state", "key": "web.tfstate",
  "region": "us-east-1", "role_arn": "arn:aws:iam::123456789012:role/state"}}}}"#,
        ),
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"//": "one for all", "bucket": "company-state", "key": "web.tfstate",
  "region": "us-gov-west-1", "encrypt": "true", "max_retries": "3", "dynamodb_table": null,
  "assume_role": {"role_arn": "arn:aws:iam::123456789012:role/state"}}}}}"#,
        ),
        // Another store than AWS.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "state", "key": "web.tfstate", "region": "main",
  "skip_region_validation": true, "endpoints": {"s3": "https://minio.example.com"}}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"state": {}}, "data": {"terraform_remote_state": {
  "network": {"backend": "s3", "config": "${var.state}"},
  "shared": {"backend": "local", "config": {"path": "../shared/terraform.tfstate"}},
  "web": {"backend": "s3", "config": {"bucket": "${var.state}", "key": "web.tfstate", "encrypt": "${var.state}"}}}}}"#,
        ),
        // What another rule says.
        Example::Clean(
            r#"{"terraform": {"backend": {"s3": {"bucket": "company-state", "key": "web.tfstate", "region": "${var.region}"}}},
 "variable": {"region": {}}}"#,
        ),
        Example::Clean(r#"{"terraform": {"backend": {"s3": {}}}}"#),
    ],
};
