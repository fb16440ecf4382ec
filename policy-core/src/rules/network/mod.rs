pub(super) mod bucket_without_public_access_block;
pub(super) mod database_without_subnet_group;
pub(super) mod peering_not_accepted;
