//! A function in a VPC without a security group of its own.

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Attribute, Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "lambda-without-security-group",
    category: Category::Network,
    severity: Severity::Medium,
    profile: Profile::Recommended,
    blocking: true,
    about: About::Configuration,
    summary: "A function in a VPC names no security group",
    remedy: "create a security group for the function and name it in security_group_ids",
    check: Check::Each(&["aws_lambda_function"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(function: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let vpc = function.attribute("vpc_config");
    let (groups, subnets) = (vpc.get("security_group_ids"), vpc.get("subnet_ids"));
    match is_empty(groups, checker) {
        Read::Known(true) => {}
        Read::Known(false) | Read::Absent => return,
        Read::Unknown => return checker.undetermined(groups),
    }
    // Without subnets either, the function is in no VPC.
    match is_empty(subnets, checker) {
        Read::Known(false) => {}
        Read::Known(true) | Read::Absent => return,
        Read::Unknown => return checker.undetermined(subnets),
    }
    checker.report(groups, "`security_group_ids` is `[]`, and `subnet_ids` is not".into());
}

/// Whether a list that has to be there is empty.
fn is_empty<'p>(list: Attribute<'p>, checker: &Checker<'_, 'p>) -> Read<bool> {
    match list.items() {
        Read::Known(items) => Read::Known(items.is_empty()),
        // What is to be made is in it.
        Read::Unknown => {
            let targets = checker.graph().targets(list);
            if targets.opaque || targets.blocks.is_empty() { Read::Unknown } else { Read::Known(false) }
        }
        // The provider plans an empty set as null.
        Read::Absent => list.configured().map(|()| true),
    }
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "Lambda takes subnets and security groups together or neither: with subnets alone it answers \
                `InvalidParameterValueException: SubnetIds and SecurityIds must coexist or be both empty list`, which \
                only the apply shows. The default group of the VPC is no way out: every member of it may reach every \
                other, whatever was left without a group is in it, and its rules are in no configuration. With a group \
                of its own, a database can allow this one function and nothing else.",
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
        Source {
            title: "SubnetIds and SecurityIds must coexist or be both empty list",
            url: "https://github.com/aws/aws-sdk-js/issues/1293",
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
