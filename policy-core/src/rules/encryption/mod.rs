pub(super) mod bucket_without_encryption;
pub(super) mod unencrypted_database_storage;
