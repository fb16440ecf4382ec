//! Attributes that hold the name AWS knows a resource by, where two stacks of one account would collide.
//!
//! Left out are names that live inside another resource (an inline policy, a listener's, an index's), that AWS or a
//! protocol fixes (`$default`, a domain name, a path) and that other people choose. Source: the naming sections of
//! the AWS service documentation and the schema of hashicorp/aws 6.47.0; read on 2026-11-22.

/// Each type with its attribute, ordered by type; `tags.Name` for types that have no other name.
pub(crate) const PHYSICAL_NAMES: &[(&str, &str)] = &[
    ("aws_api_gateway_rest_api", "name"),
    ("aws_apigatewayv2_api", "name"),
    ("aws_appsync_graphql_api", "name"),
    ("aws_autoscaling_group", "name"),
    ("aws_backup_plan", "name"),
    ("aws_backup_vault", "name"),
    ("aws_batch_compute_environment", "name"),
    ("aws_batch_job_definition", "name"),
    ("aws_batch_job_queue", "name"),
    ("aws_cloudtrail", "name"),
    ("aws_cloudwatch_composite_alarm", "alarm_name"),
    ("aws_cloudwatch_dashboard", "dashboard_name"),
    ("aws_cloudwatch_event_bus", "name"),
    ("aws_cloudwatch_event_rule", "name"),
    ("aws_cloudwatch_log_group", "name"),
    ("aws_cloudwatch_metric_alarm", "alarm_name"),
    ("aws_codebuild_project", "name"),
    ("aws_codecommit_repository", "repository_name"),
    ("aws_codedeploy_app", "name"),
    ("aws_codepipeline", "name"),
    ("aws_cognito_identity_pool", "identity_pool_name"),
    ("aws_cognito_user_pool", "name"),
    ("aws_config_configuration_recorder", "name"),
    ("aws_db_instance", "identifier"),
    ("aws_db_option_group", "name"),
    ("aws_db_parameter_group", "name"),
    ("aws_db_proxy", "name"),
    ("aws_db_subnet_group", "name"),
    ("aws_dms_replication_instance", "replication_instance_id"),
    ("aws_docdb_cluster", "cluster_identifier"),
    ("aws_docdb_cluster_instance", "identifier"),
    ("aws_dynamodb_table", "name"),
    ("aws_ecr_repository", "name"),
    ("aws_ecs_cluster", "name"),
    ("aws_ecs_service", "name"),
    ("aws_ecs_task_definition", "family"),
    ("aws_efs_file_system", "creation_token"),
    ("aws_eip", "tags.Name"),
    ("aws_eks_cluster", "name"),
    ("aws_elasticache_cluster", "cluster_id"),
    ("aws_elasticache_parameter_group", "name"),
    ("aws_elasticache_replication_group", "replication_group_id"),
    ("aws_elasticache_subnet_group", "name"),
    ("aws_elasticsearch_domain", "domain_name"),
    ("aws_elb", "name"),
    ("aws_glue_crawler", "name"),
    ("aws_glue_job", "name"),
    ("aws_iam_group", "name"),
    ("aws_iam_instance_profile", "name"),
    ("aws_iam_policy", "name"),
    ("aws_iam_role", "name"),
    ("aws_iam_user", "name"),
    ("aws_key_pair", "key_name"),
    ("aws_kinesis_firehose_delivery_stream", "name"),
    ("aws_kinesis_stream", "name"),
    ("aws_kms_alias", "name"),
    ("aws_lambda_function", "function_name"),
    ("aws_lambda_layer_version", "layer_name"),
    ("aws_launch_configuration", "name"),
    ("aws_launch_template", "name"),
    ("aws_lb", "name"),
    ("aws_lb_target_group", "name"),
    ("aws_mq_broker", "broker_name"),
    ("aws_msk_cluster", "cluster_name"),
    ("aws_nat_gateway", "tags.Name"),
    ("aws_neptune_cluster", "cluster_identifier"),
    ("aws_neptune_cluster_instance", "identifier"),
    ("aws_opensearch_domain", "domain_name"),
    ("aws_placement_group", "name"),
    ("aws_rds_cluster", "cluster_identifier"),
    ("aws_rds_cluster_instance", "identifier"),
    ("aws_rds_cluster_parameter_group", "name"),
    ("aws_rds_global_cluster", "global_cluster_identifier"),
    ("aws_redshift_cluster", "cluster_identifier"),
    ("aws_redshift_subnet_group", "name"),
    ("aws_resourcegroups_group", "name"),
    ("aws_route_table", "tags.Name"),
    ("aws_s3_bucket", "bucket"),
    ("aws_scheduler_schedule_group", "name"),
    ("aws_secretsmanager_secret", "name"),
    ("aws_security_group", "name"),
    ("aws_service_discovery_http_namespace", "name"),
    ("aws_sfn_activity", "name"),
    ("aws_sfn_state_machine", "name"),
    ("aws_sns_topic", "name"),
    ("aws_sqs_queue", "name"),
    ("aws_ssm_document", "name"),
    ("aws_subnet", "tags.Name"),
    ("aws_vpc", "tags.Name"),
    ("aws_wafv2_ip_set", "name"),
    ("aws_wafv2_rule_group", "name"),
    ("aws_wafv2_web_acl", "name"),
];

/// The attribute that names a resource of this type.
pub(crate) fn of(type_name: &str) -> Option<&'static str> {
    let found = PHYSICAL_NAMES.binary_search_by_key(&type_name, |(name, _)| name).ok()?;
    PHYSICAL_NAMES.get(found).map(|&(_, attribute)| attribute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ordered() {
        assert!(PHYSICAL_NAMES.is_sorted_by_key(|(name, _)| name));
        assert_eq!(of("aws_s3_bucket"), Some("bucket"));
        assert_eq!(of("aws_s3_object"), None);
    }
}
