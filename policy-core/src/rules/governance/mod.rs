pub(super) mod missing_required_tags;
pub(super) mod replica_without_tag_propagation;
pub(super) mod unexpected_region;
