pub(super) mod bucket_name_collision;
pub(super) mod environments_share_stack;
pub(super) mod missing_environment_suffix;
