pub(super) mod bucket_without_public_access_block;
pub(super) mod database_without_subnet_group;
pub(super) mod imdsv1_allowed;
pub(super) mod lambda_in_public_subnet;
pub(super) mod lambda_without_security_group;
pub(super) mod peering_not_accepted;
pub(super) mod peering_without_routes;
