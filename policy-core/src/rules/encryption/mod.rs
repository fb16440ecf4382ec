pub(super) mod bucket_without_encryption;
pub(super) mod kms_key_without_rotation;
pub(super) mod log_group_without_kms_key;
pub(super) mod unencrypted_database_storage;
