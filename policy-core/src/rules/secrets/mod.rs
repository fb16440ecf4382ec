pub(super) mod hardcoded_password;
