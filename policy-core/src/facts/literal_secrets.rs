//! Which literals in sensitive arguments are no secrets that somebody wrote down.
//!
//! A provider marks an argument sensitive where its value may be a secret; for these it mostly is none, or is not the
//! value that counts. Source: the arguments' descriptions at
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>, read on 2026-11-28.

/// Names of sensitive arguments whose values mostly are no secrets, under any type.
const HARMLESS: &[&str] = &[
    // Who it is, not how that is proved.
    "admin_username",
    "bundle_id",
    "client_id",
    "client_id_wo",
    "master_user_name",
    "platform_principal",
    "team_id",
    "token_key_id",
    "username",
    // Certificates and public keys.
    "ca_certificate_pem",
    "ca_pem",
    "certificate",
    "certificate_chain",
    "certificate_pem",
    "token_signing_public_keys",
    "verification_certificate_pem",
    // Text, settings and schemas, in which a secret would be out of place.
    "content",
    "environment_variables",
    "input",
    "input_schema",
    "kms_encryption_context",
    "kms_key_id",
    "notes",
    "payload",
    "post_authentication_login_banner",
    "pre_authentication_login_banner",
    "schema",
    "security_db_encryption",
    "text",
    "url",
];

/// A block of `aws_cloudwatch_event_connection` whose values are secrets only where `is_value_secret` says so.
const HTTP_PARAMETERS: &str = "http_parameters.";

/// Types that keep secrets for others, with the argument; what is written there is often replaced by hand afterwards.
pub(crate) const STORES: &[(&str, &str)] = &[
    ("aws_secretsmanager_secret_version", "secret_string"),
    ("aws_secretsmanager_secret_version", "secret_binary"),
    ("aws_secretsmanager_secret_version", "secret_string_wo"),
    ("aws_ssm_parameter", "value"),
    ("aws_ssm_parameter", "value_wo"),
];

/// What people write where a secret is to be put in by hand, in small letters.
const PLACEHOLDERS: &[&str] = &[
    "change",
    "default",
    "dummy",
    "example",
    "fill",
    "here",
    "initial",
    "manual",
    "override",
    "placeholder",
    "populate",
    "replace",
    "rotate",
    "set by",
    "set in",
    "tbd",
    "temp",
    "todo",
    "update",
    "xxx",
    "your",
    "<",
    "...",
];

/// What the keys of a JSON object are called whose values are secrets, in small letters.
const SECRET_KEYS: &[&str] =
    &["pass", "pwd", "secret", "token", "key", "credential", "auth", "private", "salt"];

/// Whether a member of this name in a stored object is a secret.
pub(crate) fn is_secret_key(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    SECRET_KEYS.iter().any(|word| small.contains(word))
}

/// Whether the values at a path of names and dots mostly are no secrets.
pub(crate) fn is_harmless(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or_default();
    HARMLESS.contains(&name) || path.contains(HTTP_PARAMETERS)
}

/// Whether a text stands where a secret is to be put later.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let is_empty = small.bytes().all(|byte| !byte.is_ascii_alphanumeric());
    is_empty || PLACEHOLDERS.iter().any(|word| small.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_replaced_is_no_secret() {
        for text in ["{}", "", "CHANGE_ME", "{\"password\": \"<put it here>\"}", "placeholder", "TBD"] {
            assert!(is_placeholder(text), "{text}");
        }
        assert!(!is_placeholder("correct-horse-battery"));
        assert!(is_harmless("oidc.client_id") && !is_harmless("oidc.client_secret"));
    }
}
