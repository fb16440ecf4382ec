pub(super) mod api_cannot_invoke_lambda;
pub(super) mod detached_instance_role;
pub(super) mod lambda_without_bucket_permission;
