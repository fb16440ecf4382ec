pub(super) mod missing_required_tags;
pub(super) mod unexpected_region;
