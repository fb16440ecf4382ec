pub(super) mod deprecated_argument;
pub(super) mod outdated_version;
