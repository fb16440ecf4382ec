//! The backends that there are, and what each of them takes.
//!
//! Of Terraform 1.17 and `OpenTofu` 1.13 before their release, both together, and of Terraform 1.11 what newer ones no
//! longer take. Read on 2026-11-28 from `internal/backend` of
//! <https://github.com/hashicorp/terraform> and <https://github.com/opentofu/opentofu>.

/// What a backend takes, by name.
#[derive(Clone, Copy)]
pub(crate) struct Backend(&'static str);

/// What a setting of a backend takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    /// Whether it must be given, by `-backend-config` if not in the configuration, and no environment variable can.
    pub(crate) is_required: bool,
    /// Whether Terraform 1.10 removed it.
    pub(crate) is_removed: bool,
}

/// What kind of value a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Text,
    Bool,
    Number,
    /// A list, a map or an object.
    Several,
}

/// The backend of this name; that of a `cloud` block is called `cloud`.
pub(crate) fn find(name: &str) -> Option<Backend> {
    BACKENDS.iter().find(|(own, _)| *own == name).map(|(_, settings)| Backend(settings))
}

/// The names of all backends.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BACKENDS.iter().map(|(name, _)| *name).filter(|name| *name != "cloud")
}

/// Backends that Terraform had before 1.3.
pub(crate) const REMOVED: [&str; 6] = ["artifactory", "azure", "etcd", "etcdv3", "manta", "swift"];

impl Backend {
    /// Each setting; nothing where the settings are not known.
    pub(crate) fn settings(self) -> impl Iterator<Item = Setting> {
        self.0.split_whitespace().map(|written| {
            let name = written.trim_end_matches(['?', '#', '*', '!', '<']);
            Setting {
                name,
                takes: match written.strip_suffix('<').unwrap_or(written).chars().next_back() {
                    Some('?') => Takes::Bool,
                    Some('#') => Takes::Number,
                    Some('*') => Takes::Several,
                    _ => Takes::Text,
                },
                is_required: written.ends_with('!'),
                is_removed: written.ends_with('<'),
            }
        })
    }
}

/// Each backend with its settings: `?` is a truth value, `#` a number, `*` several values, everything else text; `!` must
/// be given; `<` is what Terraform 1.10 removed.
#[rustfmt::skip]
const BACKENDS: &[(&str, &str)] = &[
    ("azurerm", "access_key ado_pipeline_service_connection_id ado_service_connection_id client_certificate \
        client_certificate_password client_certificate_path client_id client_id_file_path client_secret \
        client_secret_file_path container_name! customer_provided_key encryption_scope endpoint environment key! \
        lookup_blob_endpoint? metadata_host msi_endpoint oidc_request_token oidc_request_url oidc_token \
        oidc_token_file_path resource_group_name sas_token snapshot? storage_account_name! subscription_id tenant_id \
        timeout_seconds# use_aks_workload_identity? use_azuread_auth? use_cli? use_msi? use_oidc?"),
    ("cloud", "hostname organization token workspaces*"),
    ("consul", "access_token address ca_file cert_file datacenter gzip? http_auth key_file lock? path! scheme"),
    ("cos", "accelerate? acl assume_role* bucket! cam_role_name domain encrypt? endpoint key prefix profile region \
        secret_id secret_key security_token shared_credentials_dir"),
    ("gcs", "access_token bucket! credentials encryption_key impersonate_service_account \
        impersonate_service_account_delegates* kms_encryption_key prefix storage_custom_endpoint universe_domain"),
    ("http", "address client_ca_certificate_pem client_certificate_pem client_private_key_pem headers* lock_address \
        lock_method password retry_max# retry_wait_max# retry_wait_min# skip_cert_verification? unlock_address \
        unlock_method update_method username"),
    ("inmem", "lock_id"),
    ("kubernetes", "client_certificate client_key cluster_ca_certificate config_context config_context_auth_info \
        config_context_cluster config_path config_paths* exec* host in_cluster_config? insecure? labels* \
        load_config_file? namespace password proxy_url secret_suffix! token username"),
    ("local", "path workspace_dir"),
    ("oci", ""),
    ("oss", "access_key acl assume_role* assume_role_policy assume_role_role_arn assume_role_session_expiration# \
        assume_role_session_name bucket! ecs_role_name encrypt? endpoint key prefix profile region secret_key \
        security_token shared_credentials_file sts_endpoint tablestore_endpoint tablestore_instance_name \
        tablestore_table"),
    ("pg", "conn_str index_name schema_name skip_index_creation? skip_schema_creation? skip_table_creation? table_name"),
    ("remote", "hostname organization token workspaces*"),
    ("s3", "access_key acl allowed_account_ids* assume_role* assume_role_duration_seconds#< assume_role_policy< \
        assume_role_policy_arns*< assume_role_tags*< assume_role_transitive_tag_keys*< assume_role_with_web_identity* \
        bucket! custom_ca_bundle dynamodb_endpoint dynamodb_table ec2_metadata_service_endpoint \
        ec2_metadata_service_endpoint_mode encrypt? endpoint endpoints* external_id< forbidden_account_ids* \
        force_path_style? http_proxy https_proxy iam_endpoint insecure? key! kms_key_id lock_tags* max_retries# no_proxy \
        profile region retry_mode role_arn< secret_key session_name< shared_config_files* shared_credentials_file \
        shared_credentials_files* skip_credentials_validation? skip_metadata_api_check? skip_region_validation? \
        skip_requesting_account_id? skip_s3_checksum? sse_customer_key state_tags* sts_endpoint sts_region token \
        use_dualstack_endpoint? use_fips_endpoint? use_legacy_workflow? use_lockfile? use_path_style? \
        workspace_key_prefix"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_what_a_setting_takes() {
        let s3 = find("s3").unwrap();
        let setting = |name| s3.settings().find(|setting| setting.name == name).unwrap();
        assert!(setting("bucket").is_required && setting("bucket").takes == Takes::Text);
        assert_eq!(setting("encrypt").takes, Takes::Bool);
        assert_eq!(setting("max_retries").takes, Takes::Number);
        let removed = setting("assume_role_tags");
        assert!(removed.is_removed && !removed.is_required && removed.takes == Takes::Several);
        assert!(find("swift").is_none() && names().all(|name| !REMOVED.contains(&name)));
    }
}
