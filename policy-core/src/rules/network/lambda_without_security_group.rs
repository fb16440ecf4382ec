//! A function in a VPC without a security group of its own.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "lambda-without-security-group",
    category: Category::Network,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: false,
    summary: "A function in a VPC names no security group",
    remedy: "create a security group for the function and name it in security_group_ids",
    check: Check::Each(&["aws_lambda_function"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(function: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let vpc = function.attribute("vpc_config");
    let (groups, subnets) = (vpc.get("security_group_ids"), vpc.get("subnet_ids"));
    match is_empty(groups) {
        Read::Known(true) => {}
        Read::Known(false) | Read::Absent => return,
        Read::Unknown => return checker.undetermined(groups),
    }
    // Without subnets either, the function is in no VPC.
    match is_empty(subnets) {
        Read::Known(true) | Read::Absent => return,
        Read::Known(false) => {}
        Read::Unknown => {
            let targets = checker.graph().targets(subnets);
            if targets.opaque || targets.blocks.is_empty() {
                return checker.undetermined(subnets);
            }
        }
    }
    checker.report(groups, "`security_group_ids` is `[]`: the VPC's default security group applies".into());
}

/// Whether a list that has to be there is empty.
fn is_empty(list: Attribute<'_>) -> Read<bool> {
    match list.items() {
        Read::Known(items) => Read::Known(items.is_empty()),
        Read::Unknown => Read::Unknown,
        // The provider plans an empty set as null.
        Read::Absent => match list.configured() {
            Read::Known(()) => Read::Known(true),
            Read::Unknown => Read::Unknown,
            Read::Absent => Read::Absent,
        },
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "A function that is put into a VPC without a security group is left to the default group of the VPC, \
                which nobody wrote for it: every member of that group may reach every other, it is shared with \
                whatever else was left without a group, and its rules are in no configuration. A database cannot \
                allow this one function, and where the default group was emptied, as hardening guides ask, the \
                function reaches nothing.",
    snippets: Snippets {
        hcl: r#"resource "aws_security_group" "webhook" {
  name        = "payments-webhook-${var.environment_suffix}"
  description = "The payment webhook function"
  vpc_id      = aws_vpc.main.id
}

resource "aws_lambda_function" "webhook" {
  function_name = "payments-webhook-${var.environment_suffix}"
  role          = aws_iam_role.webhook.arn
  package_type  = "Image"
  image_uri     = var.image_uri

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.webhook.id]
  }
}"#,
        cdktf_typescript: r#"const group = new SecurityGroup(this, "webhook-group", {
  name: `payments-webhook-${environmentSuffix}`,
  description: "The payment webhook function",
  vpcId: vpc.id,
});
new LambdaFunction(this, "webhook", {
  functionName: `payments-webhook-${environmentSuffix}`,
  role: role.arn,
  packageType: "Image",
  imageUri,
  vpcConfig: { subnetIds: privateSubnets.map((subnet) => subnet.id), securityGroupIds: [group.id] },
});"#,
        cdktf_python: r#"group = SecurityGroup(self, "webhook-group",
    name=f"payments-webhook-{environment_suffix}",
    description="The payment webhook function",
    vpc_id=vpc.id,
)
LambdaFunction(self, "webhook",
    function_name=f"payments-webhook-{environment_suffix}",
    role=role.arn,
    package_type="Image",
    image_uri=image_uri,
    vpc_config=LambdaFunctionVpcConfig(
        subnet_ids=[subnet.id for subnet in private_subnets],
        security_group_ids=[group.id],
    ),
)"#,
    },
    sources: &[
        Source {
            title: "Giving Lambda functions access to resources in an Amazon VPC",
            url: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
        },
        Source {
            title: "Default security groups for your VPCs",
            url: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
   "vpc_config": {"subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": []}}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_subnet": {"a": {"count": 2, "vpc_id": "vpc-0a1b2c3d"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook",
   "vpc_config": [{"subnet_ids": "${aws_subnet.a[*].id}", "security_group_ids": []}]}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_security_group": {"webhook": {"vpc_id": "vpc-0a1b2c3d"}},
  "aws_lambda_function": {"webhook": {"function_name": "webhook", "vpc_config": {"subnet_ids": ["${aws_subnet.a.id}"],
   "security_group_ids": ["${aws_security_group.webhook.id}"]}}}}}"#,
        ),
        // The list comes from outside.
        Example::Clean(
            r#"{"variable": {"sg_ids": {"default": []}},
 "resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
  "vpc_config": [{"subnet_ids": ["${aws_subnet.a.id}"], "security_group_ids": "${var.sg_ids}"}]}}}}"#,
        ),
        // In no VPC: both lists empty say so too.
        Example::Clean(
            r#"{"resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook"},
  "refunds": {"function_name": "refunds", "vpc_config": []},
  "reports": {"function_name": "reports", "vpc_config": {"subnet_ids": [], "security_group_ids": []}}}}}"#,
        ),
        // Whether it is in a VPC is decided elsewhere.
        Example::Clean(
            r#"{"variable": {"subnet_ids": {"default": []}},
 "resource": {"aws_lambda_function": {"webhook": {"function_name": "webhook",
  "vpc_config": {"subnet_ids": "${var.subnet_ids}", "security_group_ids": []}}}}}"#,
        ),
    ],
};
