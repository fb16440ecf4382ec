pub(super) mod circular_state_backend;
pub(super) mod kms_policy_excludes_cloudwatch_logs;
pub(super) mod lambda_package_not_archive;
pub(super) mod lambda_placeholder_package;
pub(super) mod pipeline_oauth_token;
pub(super) mod shared_lambda_archive;
pub(super) mod untriggered_api_deployment;
