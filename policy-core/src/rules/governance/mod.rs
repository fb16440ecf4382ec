pub(super) mod hardcoded_image;
pub(super) mod security_group_rule_without_description;
pub(super) mod security_group_without_description;
