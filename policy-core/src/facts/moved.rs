//! What became of types and arguments of hashicorp/aws that people still write, and what to write in their place.
//!
//! A name has a line each: the name, the version since when it is as it is, what to do. Instead of a version,
//! `deprecated` stands where it is still there, and nothing where there never was such a name, but people write it:
//! after the name in `CloudFormation`, in AWS, or in tutorials. Each line's source stands above it; read on 2026-11-28.
//! Names were held against the schemas of 5.100.0 and 6.47.0, and what went before that against the CDKTF bindings of
//! 2.x to 5.5.0.

use crate::version::Version;

/// What became of a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    /// The version that no longer has it; none where no version had it, or all still have.
    pub(crate) since: Option<Version>,
    /// Whether it is still there, and is going to be removed.
    pub(crate) is_deprecated: bool,
    /// What to do, in words that follow a colon.
    pub(crate) remedy: &'static str,
}

/// What became of a type; a data source's is written `data.TYPE`.
pub(crate) fn of_type(type_name: &str) -> Option<Moved> {
    find(TYPES, type_name)
}

/// What became of an argument or block of a type, which names and dots lead to.
pub(crate) fn of_argument(type_name: &str, path: &str) -> Option<Moved> {
    find(ARGUMENTS, &alloc::format!("{type_name}.{path}"))
}

/// The arguments and blocks of a type that are still there, and are going to be removed.
pub(crate) fn deprecated(type_name: &str) -> impl Iterator<Item = &'static str> {
    ARGUMENTS.lines().filter_map(move |line| {
        let (path, rest) = line.strip_prefix(type_name)?.strip_prefix('.')?.split_once('|')?;
        rest.starts_with("deprecated|").then_some(path)
    })
}

/// Few are asked for, and only when something is wrong.
fn find(lines: &'static str, name: &str) -> Option<Moved> {
    let line = lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('|'))?;
    let (since, remedy) = line.split_once('|')?;
    Some(Moved { since: Version::parse(since), is_deprecated: since == "deprecated", remedy })
}

#[rustfmt::skip]
const TYPES: &str = concat!(
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
    "aws_elastictranscoder_pipeline|deprecated|Elastic Transcoder is discontinued: move to MediaConvert (`aws_media_convert_queue`)\n",
    "aws_elastictranscoder_preset|deprecated|Elastic Transcoder is discontinued: move to MediaConvert; the provider has no preset type for it\n",
    "aws_evidently_feature|deprecated|CloudWatch Evidently has ended: move to AppConfig feature flags (`aws_appconfig_configuration_profile`)\n",
    "aws_evidently_launch|deprecated|CloudWatch Evidently has ended: move to AppConfig feature flags (`aws_appconfig_configuration_profile`)\n",
    "aws_evidently_project|deprecated|CloudWatch Evidently has ended: move to AppConfig feature flags (`aws_appconfig_configuration_profile`)\n",
    "aws_evidently_segment|deprecated|CloudWatch Evidently has ended: move to AppConfig feature flags (`aws_appconfig_configuration_profile`)\n",
    "aws_kinesis_analytics_application|deprecated|Kinesis Analytics for SQL has ended: use `aws_kinesisanalyticsv2_application` (Apache Flink)\n",
    "aws_media_store_container|deprecated|MediaStore is discontinued: use S3 (`aws_s3_bucket`) or MediaPackage\n",
    "aws_media_store_container_policy|deprecated|MediaStore is discontinued: use an S3 bucket with `aws_s3_bucket_policy`, or MediaPackage\n",
    "aws_opsworks_application|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_custom_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_ecs_cluster_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm) and manage the workload with `aws_ecs_cluster`\n",
    "aws_opsworks_ganglia_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_haproxy_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm) and manage the workload with `aws_lb`\n",
    "aws_opsworks_instance|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm) and manage the workload with `aws_instance`\n",
    "aws_opsworks_java_app_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_memcached_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm) and manage the workload with `aws_elasticache_cluster`\n",
    "aws_opsworks_mysql_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm) and manage the workload with `aws_db_instance`\n",
    "aws_opsworks_nodejs_app_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_permission|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_php_app_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_rails_app_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_rds_db_instance|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm) and manage the workload with `aws_db_instance`\n",
    "aws_opsworks_stack|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_static_web_layer|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_opsworks_user_profile|6.0.0|OpsWorks Stacks was shut down: remove this resource (terraform state rm); there is no successor type, rebuild with EC2, ECS or SSM\n",
    "aws_redshift_service_account||was only a data source (gone in 6.0): allow the service principal redshift.amazonaws.com in the policy instead\n",
    "aws_simpledb_domain|6.0.0|SimpleDB support was dropped: move the data to `aws_dynamodb_table`, or pin the provider to ~> 5.0\n",
    "aws_worklink_fleet|6.0.0|WorkLink support was dropped and has no successor: remove the resource from configuration and state\n",
    "aws_worklink_website_certificate_authority_association|6.0.0|WorkLink support was dropped and has no successor: remove the resource from configuration and state\n",
    "data.aws_redshift_service_account|6.0.0|allow the service principal redshift.amazonaws.com in the bucket policy instead of looking up an account id\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade
    "aws_db_security_group|5.0.0|EC2-Classic is gone: use `aws_security_group` and set vpc_security_group_ids on the `aws_db_instance`\n",
    "aws_elasticache_security_group|5.0.0|EC2-Classic is gone: use `aws_security_group` and set security_group_ids on the cache cluster\n",
    "aws_macie_member_account_association|5.0.0|Macie Classic is gone: use `aws_macie2_account` with `aws_macie2_member`\n",
    "aws_macie_s3_bucket_association|5.0.0|Macie Classic is gone: scan the bucket with `aws_macie2_classification_job`\n",
    "aws_redshift_security_group|5.0.0|EC2-Classic is gone: use `aws_security_group` and set vpc_security_group_ids on the `aws_redshift_cluster`\n",
    "data.aws_subnet_ids|5.0.0|use `data.aws_subnets` with filter name vpc-id; its ids is a list, so wrap it in toset() for for_each\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-2-upgrade
    "data.aws_kms_secret|deprecated|use `data.aws_kms_secrets` and read plaintext[\"NAME\"]; the old name only fails\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade
    "aws_s3_bucket_object|deprecated|rename to `aws_s3_object` and import the object into it, else Terraform recreates it\n",
    "data.aws_s3_bucket_object|deprecated|rename to `aws_s3_object`; the arguments stay the same\n",
    "data.aws_s3_bucket_objects|deprecated|rename to `aws_s3_objects`; the arguments stay the same\n",
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md#600-june-18-2025
    "data.aws_cloudtrail_service_account|deprecated|allow the service principal cloudtrail.amazonaws.com in the policy instead of an account id\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/22974
    "aws_s3_website_configuration||write `aws_s3_bucket_website_configuration` (with bucket in the name)\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/37535
    "aws_eventbridge_api_destination||EventBridge types keep the old prefix: write `aws_cloudwatch_event_api_destination`\n",
    "aws_eventbridge_bus||EventBridge types keep the old prefix: write `aws_cloudwatch_event_bus`\n",
    "aws_eventbridge_bus_policy||EventBridge types keep the old prefix: write `aws_cloudwatch_event_bus_policy`\n",
    "aws_eventbridge_connection||EventBridge types keep the old prefix: write `aws_cloudwatch_event_connection`\n",
    "aws_eventbridge_permission||EventBridge types keep the old prefix: write `aws_cloudwatch_event_permission`\n",
    "aws_eventbridge_rule||EventBridge types keep the old prefix: write `aws_cloudwatch_event_rule`\n",
    "aws_eventbridge_target||EventBridge types keep the old prefix: write `aws_cloudwatch_event_target`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/14595
    "aws_event_bus||write `aws_cloudwatch_event_bus`; EventBridge types keep the CloudWatch Events prefix\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/27760
    "aws_cloudwatch_event_schedule||EventBridge Scheduler is a service of its own: write `aws_scheduler_schedule`\n",
    "aws_cloudwatch_event_schedule_group||EventBridge Scheduler is a service of its own: write `aws_scheduler_schedule_group`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/49413
    "aws_elasticsearch_vpc_endpoint_connection||write `aws_elasticsearch_vpc_endpoint`; the longer name was a mistake in the provider documentation\n",
    "aws_opensearch_vpc_endpoint_connection||write `aws_opensearch_vpc_endpoint`; the longer name was a mistake in the provider documentation\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/28140
    "aws_elasticsearch_domain_vpc_endpoint||write `aws_elasticsearch_vpc_endpoint`; the name with domain was only proposed\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/49414
    "aws_cloudwatch_alarm||write `aws_cloudwatch_metric_alarm` (or `aws_cloudwatch_composite_alarm` for a rule over alarms)\n",
    "aws_ec2_instance||EC2 instances are `aws_instance`, without ec2\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/49417
    "aws_cluster_instance||Aurora instances are `aws_rds_cluster_instance`\n",
    "aws_dynamodb_cluster||DynamoDB has tables: write `aws_dynamodb_table` (`aws_dax_cluster` for a DAX cache)\n",
    "aws_lambda_identity_provider||refer to the `aws_lambda_function` that answers the identity requests\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/49458
    "aws_outposts_outpost||Outposts can only be looked up: declare it as `data.aws_outposts_outpost` and refer to it with the prefix `data.`\n",
    "data.aws_prometheus_scraper_configuration||write `data.aws_prometheus_default_scraper_configuration`\n",
    "data.aws_volume_attachment||`aws_volume_attachment` is a resource, not a data source: refer to it without the prefix `data.`\n",
    // https://github.com/hashicorp/terraform/pull/9005
    "aws_target_group||write `aws_lb_target_group`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/6651
    "aws_lambda||write `aws_lambda_function`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/5893
    "aws_ecs_task||write `aws_ecs_task_definition` and run it with `aws_ecs_service`, or once with `data.aws_ecs_task_execution`\n",
    "aws_ecs_task_execution||running a task once is a data source: declare `data.aws_ecs_task_execution`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/1703
    "aws_ecs_runtask||run a one-off task with `data.aws_ecs_task_execution`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/11148
    "aws_api_gateway_v2_api||write `aws_apigatewayv2_api`, with no underscore inside apigatewayv2\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/8842
    "aws_api_gatewayv2_api||write `aws_apigatewayv2_api`, with no underscore inside apigatewayv2\n",
    "aws_api_gatewayv2_authorizer||write `aws_apigatewayv2_authorizer`, with no underscore inside apigatewayv2\n",
    "aws_api_gatewayv2_integration||write `aws_apigatewayv2_integration`, with no underscore inside apigatewayv2\n",
    "aws_api_gatewayv2_stage||write `aws_apigatewayv2_stage`, with no underscore inside apigatewayv2\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/37561
    "aws_cloudfront_invalidation||no resource invalidates a distribution: run aws cloudfront create-invalidation after apply, or use the provider action of that name\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/43955
    "aws_cloudfront_create_invalidation||this is an action (Terraform 1.14 or newer), not a resource: declare action \"`aws_cloudfront_create_invalidation`\"\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/43169
    "data.aws_lb_target_groups||only one group can be looked up: use `data.aws_lb_target_group` by name or arn\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/4073
    "data.aws_secrets_manager||use `data.aws_secretsmanager_secret`, and `aws_secretsmanager_secret_version` for the value\n",
    // https://github.com/hashicorp/terraform/issues/20726
    "aws_instances||write `aws_instance` for one machine with count or for_each; the plural is only a data source\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/4272
    "aws_secrets_manager_secret_version||write `aws_secretsmanager_secret_version`, secretsmanager in one word\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/25585
    "data.aws_iam_access_key||use `data.aws_iam_access_keys`; it lists the keys of a user, never the secret\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/6605
    "aws_transit_gateway||write `aws_ec2_transit_gateway`; transit gateway types all have ec2 in the name\n",
    // https://github.com/hashicorp/terraform/issues/8342
    "aws_application_autoscaling_policy||write `aws_appautoscaling_policy`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/6653
    "aws_kafka_cluster||write `aws_msk_cluster` (or `aws_msk_serverless_cluster`)\n",
    // https://github.com/hashicorp/terraform/issues/10972
    "aws_route53_hosted_zone||write `aws_route53_zone`\n",
    "data.aws_route53_hosted_zone||write `data.aws_route53_zone`\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/4060
    "aws_secrets_manager_secret||write `aws_secretsmanager_secret`, secretsmanager in one word\n",
    // https://github.com/hashicorp/terraform-provider-aws/pull/27680
    "aws_security_group_egress_rule||write `aws_vpc_security_group_egress_rule` (with vpc)\n",
    "aws_security_group_ingress||write `aws_vpc_security_group_ingress_rule`; AWS::EC2::SecurityGroupIngress is the CloudFormation name\n",
    "aws_security_group_ingress_rule||write `aws_vpc_security_group_ingress_rule` (with vpc)\n",
    "aws_vpc_security_group_rule||use `aws_vpc_security_group_ingress_rule` or `aws_vpc_security_group_egress_rule`, one per direction\n",
    // https://github.com/hashicorp/terraform-provider-aws/issues/36671
    "aws_codestar_connection||write `aws_codeconnections_connection` (formerly `aws_codestarconnections_connection`, which still exists)\n",
    // https://github.com/hashicorp/cdktf-aws-cdk/issues/940
    "aws_cloudformation_customresource||CloudFormation custom resources have no type: call `aws_lambda_invocation`, or keep the stack in `aws_cloudformation_stack`\n",
    // found in public code, where it cannot work
    "aws_accessanalyzer_organization_admin_account||use `aws_organizations_delegated_administrator` with service_principal access-analyzer.amazonaws.com\n",
    "aws_api_gateway||write `aws_api_gateway_rest_api`, or `aws_apigatewayv2_api` for HTTP and WebSocket APIs\n",
    "aws_apigateway_rest_api||write `aws_api_gateway_rest_api`; the first API Gateway service has the underscore\n",
    "aws_apigateway_route||write `aws_apigatewayv2_route`; routes belong to HTTP and WebSocket APIs\n",
    "aws_apigateway_stage||write `aws_api_gateway_stage` (`aws_apigatewayv2_stage` for HTTP APIs)\n",
    "aws_application_load_balancer||write `aws_lb` with load_balancer_type = \"application\"\n",
    "aws_auto_scaling_group||write `aws_autoscaling_group`, autoscaling in one word\n",
    "aws_autoscaling_launch_configuration||write `aws_launch_configuration`, or better `aws_launch_template`\n",
    "aws_backup_rule||Backup rules are rule blocks of `aws_backup_plan`\n",
    "aws_cloudfront_cache_invalidation||no resource invalidates a distribution: run aws cloudfront create-invalidation after apply, or use the provider action for it\n",
    "aws_codedeploy_application||write `aws_codedeploy_app`\n",
    "aws_db_cluster||write `aws_rds_cluster`\n",
    "aws_ebs_attachment||write `aws_volume_attachment`\n",
    "aws_ebs_volume_attachment||write `aws_volume_attachment`\n",
    "aws_ec2||EC2 instances are `aws_instance`\n",
    "aws_ecr_repo||write `aws_ecr_repository`\n",
    "aws_ecs||write `aws_ecs_cluster`, `aws_ecs_service` or `aws_ecs_task_definition`\n",
    "aws_eks||write `aws_eks_cluster`\n",
    "aws_elastic_ip||write `aws_eip` with domain = \"vpc\"\n",
    "aws_elasticache||write `aws_elasticache_replication_group`, or `aws_elasticache_cluster` for a single node or Memcached\n",
    "aws_elasticache_redis||write `aws_elasticache_replication_group` for Redis\n",
    "aws_elbv2_listener||write `aws_lb_listener`; elbv2 is the CloudFormation and CLI name\n",
    "aws_elbv2_load_balancer||write `aws_lb`; elbv2 is the CloudFormation and CLI name\n",
    "aws_elbv2_target_group||write `aws_lb_target_group`; elbv2 is the CloudFormation and CLI name\n",
    "aws_iam_managed_policy||write `aws_iam_policy`; AWS::IAM::ManagedPolicy is the CloudFormation name\n",
    "aws_iam_oidc_provider||write `aws_iam_openid_connect_provider`\n",
    "aws_iam_policy_document||this is a data source: declare `data.aws_iam_policy_document` and use its json\n",
    "aws_igw||write `aws_internet_gateway`\n",
    "aws_kms||write `aws_kms_key` (`aws_kms_alias` for its name)\n",
    "aws_launch_config||write `aws_launch_template` (`aws_launch_configuration` is the older kind)\n",
    "aws_lexv2models_bot_alias||the provider has no type for Lex V2 bot aliases: use the awscc provider or the AWS CLI\n",
    "aws_load_balancer||write `aws_lb` with load_balancer_type (`aws_elb` is the classic one)\n",
    "aws_organization_account||write `aws_organizations_account`, organizations in the plural\n",
    "aws_rds||write `aws_db_instance`, or `aws_rds_cluster` for Aurora\n",
    "aws_rds_db_instance||write `aws_db_instance`\n",
    "aws_rds_instance||write `aws_db_instance` (`aws_rds_cluster_instance` inside an Aurora cluster)\n",
    "aws_rds_parameter_group||write `aws_db_parameter_group` (`aws_rds_cluster_parameter_group` for Aurora)\n",
    "aws_s3||write `aws_s3_bucket`\n",
    "aws_s3_bucket_encryption||write `aws_s3_bucket_server_side_encryption_configuration`\n",
    "aws_s3_buckets||write `aws_s3_bucket` with count or for_each\n",
    "aws_s3_lifecycle_configuration||write `aws_s3_bucket_lifecycle_configuration` (with bucket in the name)\n",
    "aws_s3_public_access_block||write `aws_s3_bucket_public_access_block` (`aws_s3_account_public_access_block` for the whole account)\n",
    "aws_vpc_security_group||write `aws_security_group`; only the rule types have vpc in the name\n",
    "aws_waf_web_acl_association||use `aws_wafv2_web_acl_association`; the global classic WAF is attached by web_acl_id of the distribution\n",
    "aws_workspaces_directory_ip_group_association||set ip_group_ids on `aws_workspaces_directory`\n",
    "data.aws_account||use `data.aws_caller_identity` and its account_id\n",
    "data.aws_cloudtrail||Trails cannot be looked up: pass the ARN or name in as a variable, or refer to the resource `aws_cloudtrail`\n",
    "data.aws_codedeploy_app||cannot be looked up: it is only a resource; pass its name in as a variable\n",
    "data.aws_config_configuration_recorder||cannot be looked up: it is only a resource; pass its name in as a variable\n",
    "data.aws_config_delivery_channel||cannot be looked up: it is only a resource; pass its name in as a variable\n",
    "data.aws_ec2_instance||write `data.aws_instance`\n",
    "data.aws_iam_role_policy||use `data.aws_iam_role_policies` for the names, or `data.aws_iam_policy_document` to write one\n",
    "data.aws_lambda_permission||Permissions cannot be looked up: `aws_lambda_permission` is only a resource\n",
    "data.aws_rds_instance||write `data.aws_db_instance`\n",
    "data.aws_s3_buckets||Buckets cannot be listed by a data source: look each up with `data.aws_s3_bucket` by name\n",
    "data.aws_sagemaker_endpoint||cannot be looked up: build its ARN from the name, or refer to the resource\n",
    "data.aws_sagemaker_model||cannot be looked up: build its ARN from the name, or refer to the resource\n",
);

#[rustfmt::skip]
const ARGUMENTS: &str = concat!(
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
    "aws_api_gateway_account.reset_on_delete|6.0.0|remove it: destroy now always resets the account settings; use a removed block to keep them\n",
    "aws_api_gateway_deployment.canary_settings|6.0.0|declare the stage as `aws_api_gateway_stage` with deployment_id, and import the existing one\n",
    "aws_api_gateway_deployment.stage_description|6.0.0|declare the stage as `aws_api_gateway_stage` with deployment_id, and import the existing one\n",
    "aws_api_gateway_deployment.stage_name|6.0.0|declare the stage as `aws_api_gateway_stage` with deployment_id, and import the existing one\n",
    "aws_batch_compute_environment.compute_environment_name|6.0.0|write name\n",
    "aws_batch_compute_environment.compute_environment_name_prefix|6.0.0|write name_prefix\n",
    "aws_batch_job_queue.compute_environments|6.0.0|write one compute_environment_order block per environment, with order and compute_environment\n",
    "aws_cloudformation_stack_set_instance.region|deprecated|write stack_set_instance_region; region is deprecated here\n",
    "aws_cloudfront_response_headers_policy.etag|6.0.0|remove it: etag can only be read\n",
    "aws_config_aggregate_authorization.region|deprecated|write authorized_aws_region; region is deprecated here\n",
    "aws_dms_endpoint.s3_settings|6.0.0|use an `aws_dms_s3_endpoint` resource for S3 endpoints\n",
    "aws_dx_gateway_association.vpn_gateway_id|6.0.0|write associated_gateway_id\n",
    "aws_ecs_task_definition.inference_accelerator|6.0.0|remove it: Elastic Inference has ended\n",
    "aws_eip.vpc|6.0.0|write domain = \"vpc\" in place of vpc = true\n",
    "aws_eks_addon.resolve_conflicts|6.0.0|use resolve_conflicts_on_create and resolve_conflicts_on_update\n",
    "aws_flow_log.log_group_name|6.0.0|set log_destination to the ARN of the log group\n",
    "aws_guardduty_detector.datasources|deprecated|use `aws_guardduty_detector_feature` resources\n",
    "aws_guardduty_organization_configuration.auto_enable|6.0.0|set auto_enable_organization_members to ALL, NEW or NONE (now required)\n",
    "aws_guardduty_organization_configuration.datasources|deprecated|use `aws_guardduty_organization_configuration_feature` resources\n",
    "aws_instance.cpu_core_count|6.0.0|write a cpu_options block with core_count\n",
    "aws_instance.cpu_threads_per_core|6.0.0|write a cpu_options block with threads_per_core\n",
    "aws_launch_template.elastic_gpu_specifications|6.0.0|remove it: Elastic Graphics has ended\n",
    "aws_launch_template.elastic_inference_accelerator|6.0.0|remove it: Elastic Inference has ended\n",
    "aws_networkmanager_core_network.base_policy_region|6.0.0|write base_policy_regions, a list\n",
    "aws_redshift_cluster.cluster_public_key|6.0.0|remove it: it can only be read\n",
    "aws_redshift_cluster.cluster_revision_number|6.0.0|remove it: it can only be read\n",
    "aws_redshift_cluster.endpoint|6.0.0|remove it: it can only be read\n",
    "aws_redshift_cluster.logging|6.0.0|use an `aws_redshift_logging` resource\n",
    "aws_redshift_cluster.snapshot_copy|6.0.0|use an `aws_redshift_snapshot_copy` resource\n",
    "aws_sagemaker_notebook_instance.accelerator_types|6.0.0|remove it: choose an instance_type with accelerators instead\n",
    "aws_servicequotas_template.region|deprecated|write `aws_region`; region is deprecated here\n",
    "aws_spot_instance_request.block_duration_minutes|6.0.0|remove it: AWS no longer offers Spot blocks\n",
    "aws_ssm_association.instance_id|6.0.0|write a targets block with key InstanceIds\n",
    "aws_ssmincidents_replication_set.region|deprecated|write regions blocks; region is deprecated here\n",
    "data.aws_batch_compute_environment.compute_environment_name|6.0.0|write name\n",
    "data.aws_ecs_task_execution.overrides.inference_accelerator_overrides|6.0.0|remove it: Elastic Inference has ended\n",
    "data.aws_globalaccelerator_accelerator.id|6.0.0|remove it: look the accelerator up by arn or name\n",
    "data.aws_identitystore_group.filter|6.0.0|use alternate_identifier with unique_attribute\n",
    "data.aws_identitystore_user.filter|6.0.0|use alternate_identifier with unique_attribute\n",
    "data.aws_quicksight_data_set.tags_all|6.0.0|remove it and read tags\n",
    "data.aws_region.name|deprecated|use region; name is deprecated\n",
    "data.aws_service_discovery_service.tags_all|6.0.0|remove it and read tags\n",
    "data.aws_servicequotas_templates.region|deprecated|write `aws_region`; region is deprecated here\n",
    "data.aws_vpc_peering_connection.region|6.0.0|remove it: region is now deprecated; read requester_region\n",
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md#600-june-18-2025
    "aws_spot_instance_request.cpu_core_count|6.0.0|write a cpu_options block with core_count\n",
    "aws_spot_instance_request.cpu_threads_per_core|6.0.0|write a cpu_options block with threads_per_core\n",
    // the difference of the schemas of 5.100.0 / 6.0.0 / 6.47.0
    "aws_lakeformation_opt_in.resource_data.lf_tag.value|6.47.0|write values, a list of tag values\n",
    "aws_spot_instance_request.network_interface.network_card_index|6.47.0|remove it: it can only be read here\n",
    "data.aws_vpc_peering_connection.peer_region|6.0.0|remove it: it can only be read\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-5-upgrade
    "aws_autoscaling_attachment.alb_target_group_arn|5.0.0|write lb_target_group_arn\n",
    "aws_autoscaling_group.tags|5.0.0|write tag blocks (a dynamic \"tag\" block for a computed set)\n",
    "aws_budgets_budget.cost_filters|5.0.0|write cost_filter blocks with name and values\n",
    "aws_ce_anomaly_subscription.threshold|5.0.0|write a threshold_expression block\n",
    "aws_db_instance.name|5.0.0|write db_name\n",
    "aws_db_instance.security_group_names|5.0.0|use vpc_security_group_ids: EC2-Classic is gone\n",
    "aws_default_vpc.enable_classiclink|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_default_vpc.enable_classiclink_dns_support|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_dms_endpoint.s3_settings.ignore_headers_row|5.0.0|In 5.x write ignore_header_rows; from 6.0 use `aws_dms_s3_endpoint`\n",
    "aws_ec2_client_vpn_network_association.security_groups|5.0.0|set security_group_ids on the `aws_ec2_client_vpn_endpoint`\n",
    "aws_ecs_cluster.capacity_providers|5.0.0|use an `aws_ecs_cluster_capacity_providers` resource\n",
    "aws_ecs_cluster.default_capacity_provider_strategy|5.0.0|use an `aws_ecs_cluster_capacity_providers` resource\n",
    "aws_elasticache_cluster.security_group_names|5.0.0|use security_group_ids: EC2-Classic is gone\n",
    "aws_elasticache_replication_group.availability_zones|5.0.0|write preferred_cache_cluster_azs\n",
    "aws_elasticache_replication_group.cluster_mode.num_node_groups|5.0.0|write num_node_groups at the top level\n",
    "aws_elasticache_replication_group.cluster_mode.replicas_per_node_group|5.0.0|write replicas_per_node_group at the top level\n",
    "aws_elasticache_replication_group.number_cache_clusters|5.0.0|write num_cache_clusters\n",
    "aws_elasticache_replication_group.replication_group_description|5.0.0|write description\n",
    "aws_kinesis_firehose_delivery_stream.extended_s3_configuration.buffer_interval|5.0.0|write buffering_interval\n",
    "aws_kinesis_firehose_delivery_stream.extended_s3_configuration.buffer_size|5.0.0|write buffering_size\n",
    "aws_kinesis_firehose_delivery_stream.extended_s3_configuration.s3_backup_configuration.buffer_interval|5.0.0|write buffering_interval\n",
    "aws_kinesis_firehose_delivery_stream.extended_s3_configuration.s3_backup_configuration.buffer_size|5.0.0|write buffering_size\n",
    "aws_kinesis_firehose_delivery_stream.redshift_configuration.s3_backup_configuration.buffer_interval|5.0.0|write buffering_interval\n",
    "aws_kinesis_firehose_delivery_stream.redshift_configuration.s3_backup_configuration.buffer_size|5.0.0|write buffering_size\n",
    "aws_kinesis_firehose_delivery_stream.redshift_configuration.s3_configuration.buffer_interval|5.0.0|write buffering_interval; the same in every s3_configuration block\n",
    "aws_kinesis_firehose_delivery_stream.redshift_configuration.s3_configuration.buffer_size|5.0.0|write buffering_size; the same in every s3_configuration block\n",
    "aws_kinesis_firehose_delivery_stream.s3_configuration|5.0.0|use destination extended_s3 with extended_s3_configuration, or put s3_configuration inside the destination block\n",
    "aws_launch_configuration.vpc_classic_link_id|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_launch_configuration.vpc_classic_link_security_groups|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_medialive_multiplex_program.multiplex_program_settings.video_settings.statemux_settings|5.0.0|write statmux_settings (spelling)\n",
    "aws_msk_cluster.broker_node_group_info.ebs_volume_size|5.0.0|write storage_info { ebs_storage_info { volume_size } }\n",
    "aws_networkmanager_core_network.policy_document|5.0.0|use an `aws_networkmanager_core_network_policy_attachment` resource\n",
    "aws_redshift_cluster.cluster_security_groups|5.0.0|use vpc_security_group_ids: EC2-Classic is gone\n",
    "aws_route.instance_id|5.0.0|write network_interface_id = `aws_instance`.NAME.primary_network_interface_id\n",
    "aws_route_table.route.instance_id|5.0.0|write network_interface_id = `aws_instance`.NAME.primary_network_interface_id\n",
    "aws_secretsmanager_secret.rotation_lambda_arn|5.0.0|use an `aws_secretsmanager_secret_rotation` resource\n",
    "aws_secretsmanager_secret.rotation_rules|5.0.0|use an `aws_secretsmanager_secret_rotation` resource\n",
    "aws_ssm_parameter.overwrite|deprecated|import an existing parameter rather than overwriting it on create\n",
    "aws_vpc.enable_classiclink|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc.enable_classiclink_dns_support|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection.accepter.allow_classic_link_to_remote_vpc|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection.accepter.allow_vpc_to_remote_classic_link|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection.requester.allow_classic_link_to_remote_vpc|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection.requester.allow_vpc_to_remote_classic_link|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_accepter.accepter.allow_classic_link_to_remote_vpc|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_accepter.accepter.allow_vpc_to_remote_classic_link|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_accepter.requester.allow_classic_link_to_remote_vpc|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_accepter.requester.allow_vpc_to_remote_classic_link|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_options.accepter.allow_classic_link_to_remote_vpc|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_options.accepter.allow_vpc_to_remote_classic_link|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_options.requester.allow_classic_link_to_remote_vpc|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_vpc_peering_connection_options.requester.allow_vpc_to_remote_classic_link|5.0.0|remove it: EC2-Classic is gone\n",
    "aws_wafv2_web_acl.rule.statement.managed_rule_group_statement.excluded_rule|5.0.0|write rule_action_override blocks with action_to_use { count {} }\n",
    "aws_wafv2_web_acl.rule.statement.rule_group_reference_statement.excluded_rule|5.0.0|write rule_action_override blocks with action_to_use { count {} }\n",
    "aws_wafv2_web_acl_logging_configuration.redacted_fields.all_query_arguments|5.0.0|remove it: only method, query_string, single_header and uri_path can be redacted\n",
    "aws_wafv2_web_acl_logging_configuration.redacted_fields.body|5.0.0|remove it: only method, query_string, single_header and uri_path can be redacted\n",
    "aws_wafv2_web_acl_logging_configuration.redacted_fields.single_query_argument|5.0.0|remove it: only method, query_string, single_header and uri_path can be redacted\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade
    "aws_fsx_ontap_storage_virtual_machine.active_directory_configuration.self_managed_active_directory_configuration.organizational_unit_distinguidshed_name|4.0.0|write organizational_unit_distinguished_name (spelling)\n",
    "aws_s3_bucket.acceleration_status|deprecated|move it to a resource `aws_s3_bucket_accelerate_configuration` for the same bucket\n",
    "aws_s3_bucket.acl|deprecated|move it to a resource `aws_s3_bucket_acl` for the same bucket\n",
    "aws_s3_bucket.cors_rule|deprecated|move it to a resource `aws_s3_bucket_cors_configuration` for the same bucket\n",
    "aws_s3_bucket.grant|deprecated|move it to a resource `aws_s3_bucket_acl` for the same bucket\n",
    "aws_s3_bucket.lifecycle_rule|deprecated|move it to a resource `aws_s3_bucket_lifecycle_configuration` for the same bucket\n",
    "aws_s3_bucket.logging|deprecated|move it to a resource `aws_s3_bucket_logging` for the same bucket\n",
    "aws_s3_bucket.object_lock_configuration|deprecated|set object_lock_enabled = true on the bucket and move the rule to `aws_s3_bucket_object_lock_configuration`\n",
    "aws_s3_bucket.policy|deprecated|move it to a resource `aws_s3_bucket_policy` for the same bucket\n",
    "aws_s3_bucket.replication_configuration|deprecated|move it to a resource `aws_s3_bucket_replication_configuration` for the same bucket\n",
    "aws_s3_bucket.request_payer|deprecated|move it to a resource `aws_s3_bucket_request_payment_configuration` for the same bucket\n",
    "aws_s3_bucket.server_side_encryption_configuration|deprecated|move it to a resource `aws_s3_bucket_server_side_encryption_configuration` for the same bucket\n",
    "aws_s3_bucket.versioning|deprecated|move it to a resource `aws_s3_bucket_versioning` for the same bucket\n",
    "aws_s3_bucket.website|deprecated|move it to a resource `aws_s3_bucket_website_configuration` for the same bucket\n",
    "aws_s3_bucket.website_domain|4.0.0|do not set it; read it from `aws_s3_bucket_website_configuration`\n",
    "aws_s3_bucket.website_endpoint|4.0.0|do not set it; read it from `aws_s3_bucket_website_configuration`\n",
    "aws_spot_instance_request.instance_interruption_behaviour|4.0.0|write instance_interruption_behavior (American spelling)\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-3-upgrade
    "aws_alb_listener_rule.condition.field|3.0.0|write condition { path_pattern { values } } or host_header { values }\n",
    "aws_alb_listener_rule.condition.values|3.0.0|write condition { path_pattern { values } } or host_header { values }\n",
    "aws_cognito_user_pool.admin_create_user_config.unused_account_validity_days|3.0.0|set temporary_password_validity_days in password_policy\n",
    "aws_dx_gateway_association_proposal.vpn_gateway_id|3.0.0|write associated_gateway_id\n",
    "aws_emr_cluster.core_instance_count|3.0.0|write core_instance_group { instance_count }\n",
    "aws_emr_cluster.core_instance_type|3.0.0|write core_instance_group { instance_type }\n",
    "aws_emr_cluster.instance_group|3.0.0|write master_instance_group and core_instance_group; task groups are `aws_emr_instance_group`\n",
    "aws_emr_cluster.master_instance_type|3.0.0|write master_instance_group { instance_type }\n",
    "aws_glue_job.allocated_capacity|3.0.0|write max_capacity\n",
    "aws_iam_instance_profile.roles|3.0.0|write role with one role name\n",
    "aws_lb_listener_rule.condition.field|3.0.0|write condition { path_pattern { values } } or host_header { values }\n",
    "aws_lb_listener_rule.condition.values|3.0.0|write condition { path_pattern { values } } or host_header { values }\n",
    "aws_ssm_maintenance_window_task.logging_info|3.0.0|use run_command_parameters in task_invocation_parameters: output_s3_bucket, output_s3_key_prefix\n",
    "aws_ssm_maintenance_window_task.task_parameters|3.0.0|write parameter blocks in task_invocation_parameters.run_command_parameters\n",
    "data.aws_availability_zones.blacklisted_names|3.0.0|write exclude_names\n",
    "data.aws_availability_zones.blacklisted_zone_ids|3.0.0|write exclude_zone_ids\n",
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-2-upgrade
    "aws_api_gateway_api_key.stage_key|2.0.0|bind the key with `aws_api_gateway_usage_plan` and `aws_api_gateway_usage_plan_key`\n",
    "aws_api_gateway_integration.request_parameters_in_json|2.0.0|write request_parameters, a map\n",
    "aws_api_gateway_integration_response.response_parameters_in_json|2.0.0|write response_parameters, a map\n",
    "aws_api_gateway_method.request_parameters_in_json|2.0.0|write request_parameters, a map\n",
    "aws_api_gateway_method_response.response_parameters_in_json|2.0.0|write response_parameters, a map\n",
    "aws_appautoscaling_policy.adjustment_type|2.0.0|put it in a step_scaling_policy_configuration block\n",
    "aws_appautoscaling_policy.cooldown|2.0.0|put it in a step_scaling_policy_configuration block\n",
    "aws_appautoscaling_policy.metric_aggregation_type|2.0.0|put it in a step_scaling_policy_configuration block\n",
    "aws_appautoscaling_policy.min_adjustment_magnitude|2.0.0|put it in a step_scaling_policy_configuration block\n",
    "aws_appautoscaling_policy.step_adjustment|2.0.0|put it in a step_scaling_policy_configuration block\n",
    "aws_autoscaling_policy.min_adjustment_step|2.0.0|write min_adjustment_magnitude\n",
    "aws_cloudfront_distribution.cache_behavior|2.0.0|write ordered_cache_behavior; its order is kept\n",
    "aws_dx_lag.number_of_connections|2.0.0|use `aws_dx_connection` with `aws_dx_connection_association`\n",
    "aws_ecs_service.placement_strategy|2.0.0|write ordered_placement_strategy\n",
    "aws_efs_file_system.reference_name|2.0.0|write creation_token\n",
    "aws_elasticache_cluster.availability_zones|2.0.0|write preferred_availability_zones, one for each node\n",
    "aws_network_acl.subnet_id|2.0.0|write subnet_ids, a list\n",
    "aws_redshift_cluster.bucket_name|2.0.0|use an `aws_redshift_logging` resource (a logging block until 5.x)\n",
    "aws_redshift_cluster.enable_logging|2.0.0|use an `aws_redshift_logging` resource (a logging block until 5.x)\n",
    "aws_redshift_cluster.s3_key_prefix|2.0.0|use an `aws_redshift_logging` resource (a logging block until 5.x)\n",
    "aws_route53_zone.vpc_id|2.0.0|write a vpc block with vpc_id and vpc_region\n",
    "aws_route53_zone.vpc_region|2.0.0|write a vpc block with vpc_id and vpc_region\n",
    "aws_wafregional_byte_match_set.byte_match_tuple|2.0.0|write byte_match_tuples\n",
    "data.aws_iam_role.role_name|2.0.0|write name\n",
    "data.aws_region.current|2.0.0|remove it: without a filter the current Region is read\n",
    // the difference between the CDKTF bindings of 2.x, 3.x, 4.x, 4.67.0, 5.5.0 against the schema of 5.100.0
    "aws_alb_listener.timeouts.read|5.100.0|remove it: only create and update timeouts exist\n",
    "aws_appmesh_virtual_node.spec.backends|4.0.0|write spec.backend blocks\n",
    "aws_appmesh_virtual_node.spec.service_discovery.dns.service_name|4.0.0|write hostname\n",
    "aws_appmesh_virtual_router.spec.service_names|4.0.0|remove it: names belong to `aws_appmesh_virtual_service`\n",
    "aws_cloudfront_cache_policy.etag|4.0.0|remove it: etag can only be read\n",
    "aws_cloudfront_origin_request_policy.etag|4.0.0|remove it: etag can only be read\n",
    "aws_cloudhsm_v2_hsm.timeouts.update|4.0.0|remove it: only create and delete timeouts exist\n",
    "aws_codedeploy_app.unique_id|4.0.0|remove it\n",
    "aws_connect_contact_flow.timeouts|5.0.0|remove it: there are no timeouts here\n",
    "aws_connect_hours_of_operation.timeouts|5.0.0|remove it: there are no timeouts here\n",
    "aws_db_snapshot.timeouts.read|5.0.0|write timeouts { create }\n",
    "aws_default_security_group.timeouts|4.0.0|remove it: there are no timeouts here\n",
    "aws_default_subnet.outpost_arn|4.0.0|remove it: it can only be read here\n",
    "aws_default_vpc.ipv4_ipam_pool_id|4.0.0|remove it: a default VPC has no IPAM settings\n",
    "aws_default_vpc.ipv4_netmask_length|4.0.0|remove it: a default VPC has no IPAM settings\n",
    "aws_default_vpc_dhcp_options.netbios_name_servers|5.0.0|remove it: it can only be read here\n",
    "aws_default_vpc_dhcp_options.netbios_node_type|5.0.0|remove it: it can only be read here\n",
    "aws_dms_replication_subnet_group.timeouts|5.100.0|remove it: there are no timeouts here\n",
    "aws_dx_hosted_private_virtual_interface.timeouts.update|4.0.0|remove it: there is no update timeout\n",
    "aws_dx_hosted_transit_virtual_interface.timeouts.update|4.0.0|remove it: there is no update timeout\n",
    "aws_dynamodb_table.ttl.kms_key_arn|4.0.0|put kms_key_arn in server_side_encryption\n",
    "aws_lb_listener.timeouts.read|5.100.0|remove it: only create and update timeouts exist\n",
    "aws_medialive_channel.input_attachments.input_settings.audio_selector.selector_settings.audio_track_selection.track|5.100.0|write tracks blocks\n",
    "aws_medialive_channel.input_attachments.input_settings.caption_selector.selector_settings.dvb_tdt_settings|5.100.0|write dvb_sub_source_settings\n",
    "aws_medialive_channel.input_attachments.input_settings.caption_selector.selector_settings.embedded_source_settings.source_608_track_number|5.100.0|remove it: there is source_608_channel_number only\n",
    "aws_s3_bucket.hosted_zone_id|5.0.0|remove it: it can only be read\n",
    "aws_secretsmanager_secret_rotation.tags|5.0.0|remove it: tag the `aws_secretsmanager_secret`\n",
    "aws_sesv2_dedicated_ip_pool.timeouts|5.100.0|remove it: there are no timeouts here\n",
    "data.aws_acmpca_certificate_authority.revocation_configuration|5.0.0|remove it: it can only be read\n",
    "data.aws_availability_zones.group_names|3.0.0|remove it: it can only be read; filter on group-name\n",
    "data.aws_default_tags.tags|5.0.0|remove it: it can only be read\n",
    "data.aws_dms_endpoint.elasticsearch_settings|5.100.0|remove it: it can only be read\n",
    "data.aws_dms_endpoint.extra_connection_attributes|5.100.0|remove it: it can only be read\n",
    "data.aws_dms_endpoint.kafka_settings|5.100.0|remove it: it can only be read\n",
    "data.aws_dms_endpoint.mongodb_settings|5.100.0|remove it: it can only be read\n",
    "data.aws_ec2_instance_type.default_cores|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.default_threads_per_core|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.fpgas|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.gpus|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.hypervisor|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.inference_accelerators|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.instance_disks|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.maximum_ipv6_addresses_per_interface|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.total_fpga_memory|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.total_gpu_memory|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_ec2_instance_type.total_instance_storage|5.0.0|remove it: it can only be read; select by instance_type\n",
    "data.aws_globalaccelerator_accelerator.tags|5.0.0|remove it: it can only be read\n",
    "data.aws_mq_broker.logs|3.0.0|remove it: it can only be read\n",
    "data.aws_quicksight_data_set.column_level_permission_rules|5.100.0|remove it: it can only be read\n",
    "data.aws_route53_zone.resource_record_set_count|5.100.0|remove it: it can only be read\n",
    "data.aws_secretsmanager_random_password.random_password|5.100.0|remove it: it can only be read\n",
);

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;
    use crate::{
        plan::Mode,
        schema::{self, Body, Kind, Reader},
    };

    #[test]
    fn what_is_said_to_be_gone_is_gone() {
        let table = schema::aws().unwrap();
        let newest = Version::parse(table.versions().last().unwrap()).unwrap();
        let mut seen = BTreeSet::new();
        for line in TYPES.lines() {
            let (name, rest) = line.split_once('|').unwrap();
            assert!(seen.insert(name), "{name} stands twice");
            let moved = of_type(name).unwrap();
            let (mode, own) =
                name.strip_prefix("data.").map_or((Mode::Managed, name), |own| (Mode::Data, own));
            let versions = table.find(mode, own).map(schema::Type::versions).unwrap_or_default();
            let is_there = table.names_of(versions).any(|version| Version::parse(version) == Some(newest));
            assert_eq!(is_there, moved.is_deprecated, "{name}");
            assert!(!moved.remedy.is_empty() && rest.matches('|').count() == 1, "{name}");
            // What is recommended exists.
            for word in moved.remedy.split('`').filter(|word| word.contains("aws_") && !word.contains(' ')) {
                let word = word.strip_prefix("data.").unwrap_or(word);
                let word = word.split('.').next().unwrap();
                let exists = [Mode::Managed, Mode::Data].iter().any(|&mode| table.find(mode, word).is_some());
                assert!(exists || word.ends_with('_') || is_action(word), "{name}: {word}");
            }
        }
    }

    /// What a provider does and does not keep, which the table does not list.
    fn is_action(name: &str) -> bool {
        name == "aws_cloudfront_create_invalidation"
    }

    #[test]
    fn arguments_that_moved_are_not_in_the_versions_after_that() {
        let table = schema::aws().unwrap();
        let mut reader = Reader::new(table);
        let mut seen = BTreeSet::new();
        for line in ARGUMENTS.lines() {
            let (name, _) = line.split_once('|').unwrap();
            assert!(seen.insert(name), "{name} stands twice");
            let (mode, rest) =
                name.strip_prefix("data.").map_or((Mode::Managed, name), |own| (Mode::Data, own));
            let (type_name, path) = rest.split_once('.').unwrap();
            let moved = find(ARGUMENTS, name).unwrap();
            let Some(found) = table.find(mode, type_name) else { panic!("{name}: no such type") };
            let body = reader.body(found);
            for version in table.names_of(found.versions()) {
                let is_after = moved.since.is_some_and(|since| Version::parse(version).unwrap() >= since);
                if is_after {
                    assert!(!is_settable(&body, path, &table, version), "{name} is there in {version}");
                }
            }
        }
    }

    fn is_settable(body: &Body, path: &str, table: &schema::Table<'_>, version: &str) -> bool {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        body.named(name).iter().any(|member| {
            let has = table.names_of(member.versions).any(|own| own == version);
            has && match (&member.kind, rest) {
                (Kind::Block { body, .. }, Some(rest)) => is_settable(body, rest, table, version),
                (Kind::Block { .. }, None) => true,
                (Kind::Attribute { .. }, None) => member.flags.is_settable(),
                _ => false,
            }
        })
    }
}
