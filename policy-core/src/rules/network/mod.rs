pub(super) mod bucket_without_public_access_block;
pub(super) mod peering_not_accepted;
