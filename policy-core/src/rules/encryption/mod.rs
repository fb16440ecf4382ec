pub(super) mod kms_key_without_rotation;
pub(super) mod log_group_without_kms_key;
