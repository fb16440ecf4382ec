pub(super) mod bucket_without_public_access_block;
