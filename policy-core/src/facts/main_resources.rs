//! What a stack is made for, and what others therefore ask it for: its networks, databases, balancers, buckets.
//!
//! Source: what the examples of the provider's documentation and the modules of
//! <https://registry.terraform.io/namespaces/terraform-aws-modules> give out, read on 2026-11-24. Functions, queues,
//! tables and APIs are left out: as often as not they are inside of the stack, or known by another name.

/// A kind of resource that outputs should tell of.
pub(crate) struct MainResource {
    /// Its type, and what else it is called.
    pub(crate) types: &'static [&'static str],
    /// What tells of it as well: by the name of a record one finds the load balancer.
    pub(crate) fronts: &'static [&'static str],
}

/// Each kind.
pub(crate) const MAIN_RESOURCES: [MainResource; 8] = [
    MainResource { types: &["aws_autoscaling_group"], fronts: &[] },
    MainResource { types: &["aws_cloudfront_distribution"], fronts: &["aws_route53_record"] },
    MainResource { types: &["aws_db_instance"], fronts: &["aws_db_proxy", "aws_route53_record"] },
    MainResource { types: &["aws_eks_cluster"], fronts: &[] },
    MainResource { types: &["aws_lb", "aws_alb"], fronts: &["aws_route53_record"] },
    MainResource {
        types: &["aws_rds_cluster"],
        fronts: &[
            "aws_db_proxy",
            "aws_rds_cluster_endpoint",
            "aws_rds_cluster_instance",
            "aws_rds_global_cluster",
            "aws_route53_record",
        ],
    },
    MainResource { types: &["aws_s3_bucket"], fronts: &["aws_s3_bucket_website_configuration"] },
    MainResource { types: &["aws_vpc"], fronts: &[] },
];

/// Words in the names of buckets that only the stack itself and its operators write to.
const INNER: [&str; 6] = ["log", "logging", "logs", "state", "tfstate", "trail"];

/// Whether a name says that a resource is inside of its stack.
pub(crate) fn is_inner(name: &str) -> bool {
    name.split(|character: char| !character.is_ascii_alphanumeric())
        .any(|word| INNER.iter().any(|inner| word.eq_ignore_ascii_case(inner)))
}
