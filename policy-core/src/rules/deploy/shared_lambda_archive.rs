//! Several functions that are made of one archive, where each should have its own.
//!
//! One package for functions with different handlers is a usual way to ship them, and not looked for. What differs
//! between environments or regions only is the same function.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    facts::environments,
    graph::ResourceGraph,
    plan::{Attribute, Block, BlockId, Existence, Mode, Read, Resource, put_in_order},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::{Map, Set},
};

pub(crate) static RULE: Rule = Rule {
    name: "shared-lambda-archive",
    category: Category::Deploy,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    about: About::Configuration,
    summary: "Several functions share one archive",
    remedy: "give each function an archive of its own: for_each on the archive, and each.key in its output_path",
    // The functions of an archive are found together.
    check: Check::Whole(check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// How many other functions a finding names.
const MOST_RELATED: usize = 8;

/// An archive as functions name it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Archive<'p> {
    block: BlockId,
    /// The literal key by which it is named, where it has one.
    key: Option<String>,
    /// Whether each function names one of its instances.
    is_repeated: bool,
    /// The module instance that it is in, where that is the function's too.
    module_instance: &'p str,
}

fn check(checker: &mut Checker<'_, '_>) {
    let (plan, graph) = (checker.plan(), checker.graph());
    let mut by_archive: Map<Archive<'_>, Vec<Resource<'_>>> = Map::new();
    for function in plan.of_type("aws_lambda_function") {
        if let Some(archive) = archive_of(function, graph) {
            by_archive.get_or_default(archive).push(function);
        }
    }
    for (archive, functions) in by_archive {
        let Some(block) = plan.block(archive.block) else { continue };
        if archive.is_repeated {
            check_paths(archive.block, block, &functions, checker);
        } else {
            check_shared(block, &functions, checker);
        }
    }
}

/// The one archive that a function is made of, where an `archive_file` makes it.
fn archive_of<'p>(function: Resource<'p>, graph: &ResourceGraph<'p>) -> Option<Archive<'p>> {
    let plan = function.plan();
    for name in ["filename", "source_code_hash"] {
        let attribute = function.attribute(name);
        let targets = graph.targets(attribute);
        let is_archive =
            |&&id: &&BlockId| plan.block(id).is_some_and(|block| block.type_name == "archive_file");
        let mut archives = targets.blocks.iter().filter(is_archive);
        let Some(&block) = archives.next() else { continue };
        let module = plan.block(block)?.module;
        let module_instance = if module == function.module() { function.module_instance() } else { "" };
        let key = targets.literal_key(block);
        // A plan leaves out a `for_each` without references; what names an instance then has no attribute behind it.
        let mut is_repeated = plan.block(block)?.repetition.is_some();
        attribute.visit_references(&mut |reference| {
            is_repeated |= reference.root == "data" && reference.names().count() == 2;
        });
        let is_repeated = is_repeated && key.is_none();
        return archives.next().is_none().then_some(Archive { block, key, is_repeated, module_instance });
    }
    None
}

/// Reports the functions that one archive is for and that should not share it.
fn check_shared<'p>(archive: &'p Block<'p>, functions: &[Resource<'p>], checker: &mut Checker<'_, 'p>) {
    let mut sharing = instances_of_one(functions, checker);
    sharing.extend(twins(functions));
    put_in_order(&mut sharing);
    let message = |count| {
        format!(
            "{count} functions are made of the one archive `{}`: they run the same code",
            address(archive)
        )
    };
    report(&sharing, message, None, checker);
}

/// Functions that `for_each` or `count` made several of.
fn instances_of_one<'p>(functions: &[Resource<'p>], checker: &mut Checker<'_, 'p>) -> Vec<Resource<'p>> {
    let mut of_block: Map<Option<BlockId>, Vec<Resource<'p>>> = Map::new();
    for &function in functions {
        of_block.get_or_default(function.block_id()).push(function);
    }
    let mut sharing = Vec::new();
    for instances in of_block.into_values() {
        match instances[..] {
            // How many there are is not known.
            [one] if one.existence() == Existence::Conditional => {
                checker.undetermined(one.attribute("filename"));
            }
            [_] => {}
            _ if instances.iter().all(|one| is_environment(one.address().key())) => {}
            _ => sharing.extend(instances),
        }
    }
    sharing
}

/// Functions that are declared apart and start at the same handler.
fn twins<'p>(functions: &[Resource<'p>]) -> Vec<Resource<'p>> {
    let mut alike: Map<(&str, String), Vec<Resource<'p>>> = Map::new();
    for &function in functions.iter().filter(|function| function.existence() == Existence::Certain) {
        if let Read::Known(handler) = function.attribute("handler").text_by_default() {
            // The same function in another region needs the same package.
            alike.get_or_default((function.provider_key(), String::from(&*handler))).push(function);
        }
    }
    let are_twins = |twins: &Vec<Resource<'_>>| {
        let (mut blocks, mut purposes) = (Set::new(), Set::new());
        blocks.extend(twins.iter().map(|twin| twin.block_id()));
        purposes.extend(twins.iter().map(|twin| purpose(twin.name())));
        blocks.len() > 1 && purposes.len() > 1
    };
    alike.into_values().filter(are_twins).flatten().collect()
}

/// Reports functions with an archive each, all of which are written to one path.
fn check_paths<'p>(
    id: BlockId,
    archive: &'p Block<'p>,
    functions: &[Resource<'p>],
    checker: &mut Checker<'_, 'p>,
) {
    let Some(path) = checker.graph().instances_of(id).first().map(|first| first.attribute("output_path"))
    else {
        return;
    };
    if !is_one_path(path) {
        return;
    }
    let message = |count| {
        format!(
            "the archives `{}` of {count} functions are all written to one `output_path`",
            address(archive)
        )
    };
    report(functions, message, Some(path), checker);
}

fn report<'p>(
    functions: &[Resource<'p>],
    message: impl Fn(usize) -> String,
    path: Option<Attribute<'p>>,
    checker: &mut Checker<'_, 'p>,
) {
    let [first, others @ ..] = functions else { return };
    if others.is_empty() {
        return;
    }
    let handlers: Set<_> = functions
        .iter()
        .filter_map(|function| match function.attribute("handler").text_by_default() {
            Read::Known(handler) => Some(String::from(&*handler)),
            Read::Unknown | Read::Absent => None,
        })
        .collect();
    let finding = checker.report(first.attribute("filename"), message(functions.len()));
    if path.is_none() && handlers.len() == functions.len() {
        // Each starts elsewhere in the same package: they only change together.
        finding.severity(Severity::Low);
    }
    if let Some(path) = path {
        finding.related(path, "the same for each archive");
    }
    for &other in others.iter().take(MOST_RELATED) {
        finding.related(other, "has the same package");
    }
}

/// Whether a path is the same for each instance: it depends on nothing that differs between them.
fn is_one_path(path: Attribute<'_>) -> bool {
    let mut is_one = path.configured() == Read::Known(());
    path.visit_references(&mut |reference| {
        is_one &= matches!(reference.root, "local" | "path" | "terraform" | "var");
    });
    is_one
}

/// Whether an instance's key is an environment's name.
fn is_environment(key: &str) -> bool {
    environments::kind_of(key.trim_matches(['[', ']', '"'])).is_some()
}

/// A function's name without the environments' words in it.
fn purpose(name: &str) -> Vec<&str> {
    environments::words(name).filter(|word| environments::kind_of(word).is_none()).collect()
}

fn address(archive: &Block<'_>) -> String {
    let data = if archive.mode == Mode::Data { "data." } else { "" };
    format!("{data}{}.{}", archive.type_name, archive.name)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Functions that are made by one `for_each` out of one archive all get the same code, whatever their names \
                say: the refund function runs the webhook's handler. Their `source_code_hash` is the same too, so that \
                each change to one deploys all of them, and none can be rolled back alone. Archives that are written to \
                one path overwrite each other, and which of them a function gets depends on the order in which \
                Terraform happens to write them.",
    snippets: Snippets {
        hcl: r#"data "archive_file" "service" {
  for_each    = local.services
  type        = "zip"
  source_dir  = "${path.module}/services/${each.key}"
  output_path = "${path.module}/build/${each.key}.zip"
}

resource "aws_lambda_function" "service" {
  for_each         = local.services
  function_name    = "${each.key}-${var.environment_suffix}"
  role             = aws_iam_role.service[each.key].arn
  filename         = data.archive_file.service[each.key].output_path
  source_code_hash = data.archive_file.service[each.key].output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs22.x"
}"#,
        cdktf_typescript: r#"for (const service of services) {
  const archive = new DataArchiveFile(this, `${service}-archive`, {
    type: "zip",
    sourceDir: path.resolve("services", service),
    outputPath: path.resolve("build", `${service}.zip`),
  });
  new LambdaFunction(this, service, {
    functionName: `${service}-${environmentSuffix}`,
    role: roles[service].arn,
    filename: archive.outputPath,
    sourceCodeHash: archive.outputBase64Sha256,
    handler: "index.handler",
    runtime: "nodejs22.x",
  });
}"#,
        cdktf_python: r#"for service in services:
    archive = DataArchiveFile(self, f"{service}-archive",
        type="zip",
        source_dir=os.path.abspath(f"services/{service}"),
        output_path=os.path.abspath(f"build/{service}.zip"),
    )
    LambdaFunction(self, service,
        function_name=f"{service}-{environment_suffix}",
        role=roles[service].arn,
        filename=archive.output_path,
        source_code_hash=archive.output_base64_sha256,
        handler="index.handler",
        runtime="python3.13",
    )"#,
    },
    sources: &[
        Source {
            title: "Terraform: data source archive_file",
            url: "https://registry.terraform.io/providers/hashicorp/archive/latest/docs/data-sources/file",
        },
        Source {
            title: "Terraform: aws_lambda_function",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"data": {"archive_file": {"service": {"type": "zip", "source_file": "index.py", "output_path": "service.zip"}}},
 "resource": {"aws_lambda_function": {"service": {"for_each": {"refunds": 1, "webhook": 2}, "function_name": "${each.key}",
  "filename": "${data.archive_file.service.output_path}", "handler": "index.handler"}}}}"#,
        ),
        // An archive for each, written over one another.
        Example::Flagged(
            r#"{"data": {"archive_file": {"service": {"for_each": {"refunds": 1, "webhook": 2}, "type": "zip",
   "source_dir": "${path.module}/${each.key}", "output_path": "${path.module}/service.zip"}}},
 "resource": {"aws_lambda_function": {"service": {"for_each": {"refunds": 1, "webhook": 2}, "function_name": "${each.key}",
  "filename": "${data.archive_file.service[each.key].output_path}", "handler": "index.handler"}}}}"#,
        ),
        Example::Flagged(
            r#"{"data": {"archive_file": {"service": {"type": "zip", "source_file": "index.py", "output_path": "service.zip"}}},
 "resource": {"aws_lambda_function": {
  "refunds": {"function_name": "refunds", "filename": "${data.archive_file.service.output_path}",
   "handler": "index.handler"},
  "webhook": {"function_name": "webhook", "filename": "${data.archive_file.service.output_path}",
   "handler": "index.handler"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"archive_file": {"service": {"for_each": {"refunds": 1, "webhook": 2}, "type": "zip",
   "source_dir": "${path.module}/${each.key}", "output_path": "${path.module}/${each.key}.zip"}}},
 "resource": {"aws_lambda_function": {"service": {"for_each": {"refunds": 1, "webhook": 2}, "function_name": "${each.key}",
  "filename": "${data.archive_file.service[each.key].output_path}", "handler": "index.handler"}}}}"#,
        ),
        // One package with several handlers.
        Example::Clean(
            r#"{"data": {"archive_file": {"all": {"type": "zip", "source_dir": "src", "output_path": "all.zip"}}},
 "resource": {"aws_lambda_function": {
  "refunds": {"filename": "${data.archive_file.all.output_path}", "handler": "refunds.handler"},
  "webhook": {"filename": "${data.archive_file.all.output_path}", "handler": "webhook.handler"},
  "report": {"filename": "reports.zip", "handler": "report.handler"},
  "ledger": {"filename": "reports.zip", "handler": "ledger.handler"}}}}"#,
        ),
        // The same function in two regions, and for two environments.
        Example::Clean(
            r#"{"data": {"archive_file": {"a": {"type": "zip", "source_file": "a.py", "output_path": "a.zip"},
   "b": {"type": "zip", "source_file": "b.py", "output_path": "b.zip"}}},
 "resource": {"aws_lambda_function": {
  "primary": {"filename": "${data.archive_file.a.output_path}", "handler": "a.handler"},
  "standby": {"filename": "${data.archive_file.a.output_path}", "handler": "a.handler", "provider": "aws.standby"},
  "job": {"for_each": {"dev": 1, "prod": 2}, "filename": "${data.archive_file.b.output_path}",
   "handler": "b.handler"}}}}"#,
        ),
        // One function; functions made of images; a layer.
        Example::Clean(
            r#"{"data": {"archive_file": {"a": {"type": "zip", "source_file": "a.py", "output_path": "a.zip"}}},
 "resource": {"aws_lambda_layer_version": {"a": {"layer_name": "a", "filename": "${data.archive_file.a.output_path}"}},
  "aws_lambda_function": {"a": {"count": 1, "filename": "${data.archive_file.a.output_path}", "handler": "a.handler"},
  "image": {"for_each": {"refunds": 1, "webhook": 2}, "package_type": "Image", "image_uri": "registry/${each.key}:1"}}}}"#,
        ),
        // How many functions there are is decided elsewhere.
        Example::Clean(
            r#"{"variable": {"services": {}},
 "data": {"archive_file": {"a": {"type": "zip", "source_file": "a.py", "output_path": "a.zip"}}},
 "resource": {"aws_lambda_function": {"a": {"for_each": "${var.services}",
  "filename": "${data.archive_file.a.output_path}", "handler": "a.handler"}}}}"#,
        ),
    ],
};
