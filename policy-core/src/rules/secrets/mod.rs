pub(super) mod generated_secret_in_configuration;
pub(super) mod hardcoded_password;
