pub(super) mod missing_environment_suffix;
