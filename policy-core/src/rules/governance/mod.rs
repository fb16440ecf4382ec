pub(super) mod autoscaling_tags_not_propagated;
pub(super) mod hardcoded_image;
pub(super) mod missing_required_tags;
pub(super) mod replica_without_tag_propagation;
pub(super) mod security_group_rule_without_description;
pub(super) mod security_group_without_description;
pub(super) mod unexpected_region;
