//! Tags that nearly every organisation asks of its resources, and the types that have none.
//!
//! Source: AWS, Best Practices for Tagging AWS Resources (the categories of technical and business tags),
//! <https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html>, and the schema
//! of hashicorp/aws 6.47.0 (types that have a physical name and no `tags_all`); read on 2026-11-24.

/// What is asked for where the policy names no tags.
pub(crate) const DEFAULT: [&str; 3] = ["Environment", "Project", "ManagedBy"];

/// What is asked for besides where the stack has an environment suffix.
pub(crate) const OF_SUFFIX: &str = "EnvironmentSuffix";

/// Whether a type that has a physical name can carry tags.
pub(crate) fn is_taggable(type_name: &str) -> bool {
    !UNTAGGABLE.contains(&type_name)
}

const UNTAGGABLE: &[&str] = &[
    "aws_autoscaling_group",
    "aws_cloudwatch_dashboard",
    "aws_config_configuration_recorder",
    "aws_iam_group",
    "aws_kms_alias",
    "aws_lambda_layer_version",
    "aws_launch_configuration",
];
