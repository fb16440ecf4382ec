//! A machine image that stands in the configuration by its id.

use alloc::format;

#[cfg(feature = "docs")]
use crate::rule::{Docs, Example, Snippets, Source};
use crate::{
    engine::Checker,
    plan::{Read, Resource},
    rule::{About, Category, Check, Profile, Rule, Severity},
};

pub(crate) static RULE: Rule = Rule {
    name: "hardcoded-image",
    category: Category::Governance,
    severity: Severity::Info,
    profile: Profile::All,
    blocking: false,
    about: About::Configuration,
    summary: "A machine image is named by a literal id",
    remedy: "look the image up: with data.aws_ami, or with resolve:ssm: and a public parameter in a launch template",
    check: Check::Each(&["aws_instance", "aws_launch_configuration", "aws_launch_template"], check),
    #[cfg(feature = "docs")]
    docs: DOCS,
};

fn check<'p>(machine: Resource<'p>, checker: &mut Checker<'_, 'p>) {
    let name = if machine.type_name() == "aws_instance" { "ami" } else { "image_id" };
    let image = machine.attribute(name);
    // In a plan's values, what a data source found looks like a literal.
    let Read::Known(id) = image.literal() else { return };
    if is_image(&id) {
        checker.report(image, format!("`{name}` is the literal `{id}`, an image of one region and one day"));
    }
}

/// Whether a text is the id of an image: `ami-` and 8 to 17 hexadecimal digits.
fn is_image(text: &str) -> bool {
    let is_hexadecimal = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    text.strip_prefix("ami-")
        .is_some_and(|digits| matches!(digits.len(), 8..=17) && digits.bytes().all(is_hexadecimal))
}

#[cfg(feature = "docs")]
const DOCS: Docs = Docs {
    rationale: "An image's id is good for one region only: in another, `RunInstances` answers \
                `InvalidAMIID.NotFound`. The image itself stays as it was on the day it was built, so each new machine \
                starts without the security updates since then, and public images are deprecated and withdrawn after \
                some time. Whether the id is the newest cannot be told from the configuration; pinning one that was \
                tested may be right.",
    snippets: Snippets {
        hcl: r#"data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]

  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-x86_64"]
  }
}

resource "aws_launch_template" "web" {
  image_id = data.aws_ami.al2023.id
}"#,
        cdktf_typescript: r#"const image = new DataAwsAmi(this, "al2023", {
  mostRecent: true,
  owners: ["amazon"],
  filter: [{ name: "name", values: ["al2023-ami-2023.*-x86_64"] }],
});
new LaunchTemplate(this, "web", { imageId: image.id });"#,
        cdktf_python: r#"image = DataAwsAmi(self, "al2023",
    most_recent=True,
    owners=["amazon"],
    filter=[DataAwsAmiFilter(name="name", values=["al2023-ami-2023.*-x86_64"])],
)
LaunchTemplate(self, "web", image_id=image.id)"#,
    },
    sources: &[
        Source {
            title: "Find an AMI that meets the requirements for your EC2 instance",
            url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html",
        },
        Source {
            title: "Terraform: data source aws_ami",
            url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ami",
        },
    ],
    controls: &[],
    parameters: &[],
    examples: &[
        Example::Flagged(
            r#"{"resource": {"aws_launch_template": {"web": {"image_id": "ami-0c55b159cbfafe1f0"}}}}"#,
        ),
        Example::Flagged(
            r#"{"resource": {"aws_instance": {"web": {"ami": "ami-1a2b3c4d", "instance_type": "t3.micro"}}}}"#,
        ),
        Example::Clean(
            r#"{"data": {"aws_ami": {"al2023": {"most_recent": true, "owners": ["amazon"]}}},
 "resource": {"aws_instance": {"web": {"ami": "${data.aws_ami.al2023.id}", "instance_type": "t3.micro"}}}}"#,
        ),
        Example::Clean(
            r#"{"resource": {"aws_launch_template": {"web": {
  "image_id": "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"}}}}"#,
        ),
        Example::Clean(
            r#"{"variable": {"image": {"default": "ami-0c55b159cbfafe1f0"}},
 "resource": {"aws_launch_configuration": {"web": {"image_id": "${var.image}", "instance_type": "t3.micro"}}}}"#,
        ),
        // The image is the template's.
        Example::Clean(
            r#"{"resource": {"aws_instance": {"web": {"launch_template": {"id": "lt-0a1b2c3d"}}}}}"#,
        ),
    ],
};
