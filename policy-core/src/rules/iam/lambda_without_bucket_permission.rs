//! A function that is told of a bucket which its role lets it do nothing with.

use alloc::{format, string::String, vec::Vec};

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    graph::ResourceGraph,
    iam_policy::policy_in,
    plan::{Attribute, Mode, Read, Resource, put_in_order},
    rule::{About, Category, Check, Profile, Rule, Severity},
    sorted::Map,
};

pub(crate) static RULE: Rule = Rule {
    name: "lambda-without-bucket-permission",
    category: Category::Iam,
    severity: Severity::Critical,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Infrastructure,
    summary: "A function is told of a bucket, and its role may do nothing with S3",
    remedy: "attach a policy to the role that allows what the function does with the bucket, such as s3:GetObject and \
             s3:PutObject",
    check: Check::Each(&["aws_lambda_function"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

/// What a bucket is called where it is read as a web site by everybody: that needs no permission.
const PUBLIC: [&str; 5] = [
    "bucket_domain_name",
    "bucket_regional_domain_name",
    "hosted_zone_id",
    "website_domain",
    "website_endpoint",
];

fn check<'p>(function: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let graph = checker.graph();
    let environment = function.attribute("environment");
    let buckets = buckets_in(environment.get("variables"), graph);
    if buckets.is_empty() {
        return;
    }
    let uses_role = function.attribute("role");
    let mut roles = graph.referents(uses_role);
    roles.retain(|role| role.mode() == Mode::Managed && role.type_name() == "aws_iam_role");
    let [role] = roles[..] else {
        // One of several, or in another stack.
        if !roles.is_empty() {
            checker.undetermined(uses_role);
        }
        return;
    };
    let by_role = if graph.may_lead_anywhere(uses_role) {
        Read::Unknown
    } else {
        graph.policies_of(role).allow_some_of("s3")
    };
    match by_role {
        Read::Known(()) => return,
        Read::Unknown => return checker.undetermined(uses_role),
        Read::Absent => {}
    }
    if let Some(bucket) = buckets.iter().copied().find(|&bucket| may_be_let_in(bucket, graph)) {
        return checker.undetermined(bucket.attribute("policy"));
    }
    let names: Vec<String> = buckets.iter().map(|bucket| format!("`{}`", bucket.address())).collect();
    let message = format!(
        "its environment names {}, but no policy of its role `{}` allows any action of S3",
        names.join(", "),
        role.address()
    );
    let finding = checker.report(environment, message);
    finding.related(role, "its role");
    for bucket in buckets {
        finding.related(bucket, "a bucket that it is told of");
    }
}

/// The buckets of this stack that a function's variables name by more than the address of a web site.
fn buckets_in<'p>(variables: Attribute<'p>, graph: &ResourceGraph<'p>) -> Vec<Resource<'p>> {
    let mut is_only_public: Map<String, bool> = Map::new();
    variables.visit_references(&mut |reference| {
        let mut names = reference.names();
        if let ("aws_s3_bucket", Some(name)) = (reference.root, names.next()) {
            let is_public = names.next().is_some_and(|attribute| PUBLIC.contains(&attribute));
            *is_only_public.get_or_insert_with(name.into(), || true) &= is_public;
        }
    });
    let mut buckets = graph.referents(variables);
    buckets.retain(|bucket| {
        bucket.mode() == Mode::Managed
            && bucket.type_name() == "aws_s3_bucket"
            && is_only_public.get(bucket.name()) != Some(&true)
    });
    put_in_order(&mut buckets);
    buckets
}

/// Whether the bucket's own policy may let roles in.
fn may_be_let_in<'p>(bucket: Resource<'p>, graph: &ResourceGraph<'p>) -> bool {
    let policies = graph.referring(bucket, &["bucket", "id"], "aws_s3_bucket_policy", "bucket");
    let own = Some(bucket.attribute("policy")).filter(|own| own.configured() != Read::Absent);
    let set = policies.found.iter().map(|policy| policy.attribute("policy"));
    let may_allow = |policy| match policy_in(graph, policy) {
        Read::Known(document) => document.allows_identities() != Read::Absent,
        Read::Unknown => true,
        Read::Absent => false,
    };
    policies.may_be_more || own.into_iter().chain(set).any(may_allow)
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A function may do what its role's policies allow, and nothing else; that it knows the bucket's name \
                gives it no right to it. The stack deploys, and then each call ends in `AccessDenied`: the role `is \
                not authorized to perform: s3:PutObject` on the bucket `because no identity-based policy allows the \
                s3:PutObject action`. Tests that mock S3 do not show it.",
    snippets: Snippets {
        hcl: r#"resource "aws_iam_role_policy" "reports" {
  role = aws_iam_role.worker.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:ListBucket", Resource = aws_s3_bucket.reports.arn },
      { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${aws_s3_bucket.reports.arn}/*" },
    ]
  })
}"#,
        cdktf_typescript: r#"new IamRolePolicy(this, "reports-access", {
  role: role.id,
  policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "s3:ListBucket", Resource: reports.arn },
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${reports.arn}/*` },
    ],
  }),
});"#,
        cdktf_python: r#"IamRolePolicy(self, "reports-access",
    role=role.id,
    policy=json.dumps({
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": reports.arn},
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{reports.arn}/*"},
        ],
    }),
)"#,
    },
    sources: &[
        Source {
            title: "Defining Lambda function permissions with an execution role",
            url: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
        },
        Source {
            title: "Troubleshoot access denied (403 Forbidden) errors in Amazon S3",
            url: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html",
        },
        Source {
            title: "AWS managed policies",
            url: "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        // It may write logs, and nothing else.
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"reports": {"bucket": "payments-reports-k7m2"}},
  "aws_iam_role": {"worker": {"name": "worker", "assume_role_policy": "{}"}},
  "aws_iam_role_policy_attachment": {"logs": {"role": "${aws_iam_role.worker.name}",
   "policy_arn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}},
  "aws_lambda_function": {"worker": {"function_name": "worker", "role": "${aws_iam_role.worker.arn}",
   "environment": {"variables": {"BUCKET": "${aws_s3_bucket.reports.bucket}"}}}}}}"#,
        ),
        // A policy of the stack for another service, and an inline one in a document.
        Example::Flagged(
            r#"{"data": {"aws_iam_policy_document": {"logs": {"statement": [{"actions": ["logs:PutLogEvents"], "resources": ["*"]}]}}},
 "resource": {"aws_s3_bucket": {"a": {"bucket": "payments-a-k7m2"}, "b": {"bucket": "payments-b-k7m2"}},
  "aws_iam_role": {"worker": {"name": "worker"}},
  "aws_iam_policy": {"queue": {"policy": "${jsonencode({Statement = [{Effect = \"Allow\", Action = [\"sqs:*\"], Resource = \"*\"}]})}"}},
  "aws_iam_role_policy": {"logs": {"role": "${aws_iam_role.worker.id}", "policy": "${data.aws_iam_policy_document.logs.json}"}},
  "aws_iam_role_policy_attachment": {"queue": {"role": "worker", "policy_arn": "${aws_iam_policy.queue.arn}"}},
  "aws_lambda_function": {"worker": {"function_name": "worker", "role": "${aws_iam_role.worker.arn}",
   "environment": [{"variables": {"IN": "${aws_s3_bucket.a.id}", "OUT": "s3://${aws_s3_bucket.b.id}/out"}}]}}}}"#,
        ),
        // No policy at all.
        Example::Flagged(
            r#"{"resource": {"aws_s3_bucket": {"reports": {"bucket": "payments-reports-k7m2"}},
  "aws_iam_role": {"worker": {"name": "worker", "managed_policy_arns": []}},
  "aws_lambda_function": {"worker": {"function_name": "worker", "role": "${aws_iam_role.worker.arn}",
   "environment": {"variables": {"BUCKET": "${aws_s3_bucket.reports.arn}"}}}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"reports": {"bucket": "payments-reports-k7m2"}},
  "aws_iam_role": {"worker": {"name": "worker"}},
  "aws_iam_policy": {"reports": {"policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject\",\"Resource\":\"${aws_s3_bucket.reports.arn}/*\"}]}"}},
  "aws_iam_role_policy_attachment": {"reports": {"role": "${aws_iam_role.worker.name}",
   "policy_arn": "${aws_iam_policy.reports.arn}"}},
  "aws_lambda_function": {"worker": {"function_name": "worker", "role": "${aws_iam_role.worker.arn}",
   "environment": {"variables": {"BUCKET": "${aws_s3_bucket.reports.bucket}"}}}}}}"#,
        ),
        // Managed by AWS: attached, on the role, to a list of roles.
        Example::Clean(
            r#"{"data": {"aws_partition": {"current": {}}, "aws_iam_policy": {"s3": {"name": "AmazonS3ReadOnlyAccess"}}},
 "resource": {"aws_s3_bucket": {"reports": {"bucket": "payments-reports-k7m2"}},
  "aws_iam_role": {"a": {"name": "a"}, "b": {"name": "b", "managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
   "c": {"name": "c"}, "d": {"name": "d"}},
  "aws_iam_role_policy_attachment": {
   "a": {"role": "${aws_iam_role.a.name}", "policy_arn": "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonS3FullAccess"},
   "d": {"role": "${aws_iam_role.d.name}", "policy_arn": "${data.aws_iam_policy.s3.arn}"}},
  "aws_iam_policy_attachment": {"c": {"name": "c", "roles": ["c"], "policy_arn": "arn:aws:iam::aws:policy/AWSLambdaExecute"}},
  "aws_lambda_function": {
   "a": {"role": "${aws_iam_role.a.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}},
   "b": {"role": "${aws_iam_role.b.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}},
   "c": {"role": "${aws_iam_role.c.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}},
   "d": {"role": "${aws_iam_role.d.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}}}}}"#,
        ),
        // Inline on the role; for each of a set; a policy of which nothing is known.
        Example::Clean(
            r#"{"variable": {"policy": {}}, "locals": {"policies": ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]},
 "resource": {"aws_s3_bucket": {"reports": {"bucket": "payments-reports-k7m2"}},
  "aws_iam_role": {"a": {"name": "a", "inline_policy": {"name": "s3",
    "policy": "${jsonencode({Statement = [{Effect = \"Allow\", Action = \"s3:*\", Resource = aws_s3_bucket.reports.arn}]})}"}},
   "b": {"name": "b"}, "c": {"name": "c"}},
  "aws_iam_role_policy_attachment": {
   "b": {"for_each": "${toset(local.policies)}", "role": "${aws_iam_role.b.name}", "policy_arn": "${each.value}"},
   "c": {"role": "${aws_iam_role.c.name}", "policy_arn": "${var.policy}"}},
  "aws_lambda_function": {
   "a": {"role": "${aws_iam_role.a.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}},
   "b": {"role": "${aws_iam_role.b.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}},
   "c": {"role": "${aws_iam_role.c.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.reports.id}"}}}}}}"#,
        ),
        // The bucket's policy lets the role in.
        Example::Clean(
            r#"{"resource": {"aws_s3_bucket": {"reports": {"bucket": "payments-reports-k7m2"}},
  "aws_s3_bucket_policy": {"reports": {"bucket": "${aws_s3_bucket.reports.id}",
   "policy": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"${aws_iam_role.worker.arn}\"},\"Action\":\"s3:GetObject\",\"Resource\":\"${aws_s3_bucket.reports.arn}/*\"}]}"}},
  "aws_iam_role": {"worker": {"name": "worker"}},
  "aws_lambda_function": {"worker": {"role": "${aws_iam_role.worker.arn}",
   "environment": {"variables": {"BUCKET": "${aws_s3_bucket.reports.id}"}}}}}}"#,
        ),
        // A role of another stack, a module that is handed the role, and a bucket that is read as a web site.
        Example::Clean(
            r#"{"variable": {"role": {}}, "module": {"rights": {"source": "./rights", "role": "${aws_iam_role.worker.name}"}},
 "resource": {"aws_s3_bucket": {"site": {"bucket": "payments-site-k7m2"}},
  "aws_iam_role": {"worker": {"name": "worker"}, "other": {"name": "other"}},
  "aws_lambda_function": {
   "elsewhere": {"role": "${var.role}", "environment": {"variables": {"B": "${aws_s3_bucket.site.id}"}}},
   "handed": {"role": "${aws_iam_role.worker.arn}", "environment": {"variables": {"B": "${aws_s3_bucket.site.id}"}}},
   "site": {"role": "${aws_iam_role.other.arn}",
    "environment": {"variables": {"URL": "https://${aws_s3_bucket.site.bucket_regional_domain_name}/"}}}}}}"#,
        ),
    ],
};
