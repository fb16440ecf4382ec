pub(super) mod backend_without_environment_suffix;
pub(super) mod missing_environment_suffix;
