pub(super) mod outdated_version;
