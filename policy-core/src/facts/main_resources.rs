//! What a stack is made for, and what others therefore ask it for: its networks, databases, endpoints, buckets.
//!
//! Source: what the examples of the provider's documentation and the modules of
//! <https://registry.terraform.io/namespaces/terraform-aws-modules> give out, read on 2026-11-24. Functions, queues
//! and tables are left out: as often as not they are inside of the stack.

/// A kind of resource that outputs should tell of.
pub(crate) struct MainResource {
    /// Its type, and what else it is called.
    pub(crate) types: &'static [&'static str],
    /// What tells of it as well: an output of a stage is where its API answers.
    pub(crate) fronts: &'static [&'static str],
}

/// Each kind.
pub(crate) const MAIN_RESOURCES: [MainResource; 12] = [
    MainResource {
        types: &["aws_api_gateway_rest_api"],
        fronts: &[
            "aws_api_gateway_deployment",
            "aws_api_gateway_domain_name",
            "aws_api_gateway_stage",
            "aws_route53_record",
        ],
    },
    MainResource {
        types: &["aws_apigatewayv2_api"],
        fronts: &["aws_apigatewayv2_domain_name", "aws_apigatewayv2_stage", "aws_route53_record"],
    },
    MainResource { types: &["aws_autoscaling_group"], fronts: &[] },
    MainResource { types: &["aws_cloudfront_distribution"], fronts: &["aws_route53_record"] },
    MainResource { types: &["aws_db_instance"], fronts: &["aws_db_proxy", "aws_route53_record"] },
    MainResource { types: &["aws_ecs_cluster"], fronts: &["aws_ecs_service"] },
    MainResource { types: &["aws_eks_cluster"], fronts: &[] },
    MainResource { types: &["aws_elasticache_replication_group"], fronts: &["aws_route53_record"] },
    MainResource { types: &["aws_lb", "aws_alb"], fronts: &["aws_route53_record"] },
    MainResource {
        types: &["aws_rds_cluster"],
        fronts: &[
            "aws_db_proxy",
            "aws_rds_cluster_endpoint",
            "aws_rds_cluster_instance",
            "aws_route53_record",
        ],
    },
    MainResource { types: &["aws_s3_bucket"], fronts: &["aws_s3_bucket_website_configuration"] },
    MainResource { types: &["aws_vpc"], fronts: &[] },
];
