pub(super) mod hardcoded_availability_zone;
