//! Arguments of the AWS provider that hold secrets.
//!
//! Older plans mark no sensitive values and configuration never does, so what a provider's schema marks has to be
//! known here. Source: `terraform providers schema -json` of hashicorp/aws 6.47.0, attributes that can be set and
//! are marked sensitive or write-only, at any depth; read on 2026-11-22.

/// The names of a type's arguments, at any depth, that hold secrets.
pub(crate) fn of(type_name: &str) -> &'static [&'static str] {
    let found = SENSITIVE.binary_search_by_key(&type_name, |(name, _)| name).ok();
    found.and_then(|at| SENSITIVE.get(at)).map(|(_, arguments)| *arguments).unwrap_or_default()
}

/// Ordered by type, for the search.
const SENSITIVE: &[(&str, &[&str])] = &[
    ("aws_acm_certificate", &["private_key", "private_key_wo"]),
    ("aws_alb_listener", &["client_secret"]),
    ("aws_alb_listener_rule", &["client_secret"]),
    ("aws_amplify_app", &["access_token", "basic_auth_credentials", "oauth_token"]),
    ("aws_amplify_branch", &["basic_auth_credentials"]),
    ("aws_api_gateway_api_key", &["value"]),
    ("aws_api_gateway_domain_name", &["certificate_private_key"]),
    ("aws_appconfig_configuration_profile", &["content"]),
    ("aws_appconfig_hosted_configuration_version", &["content"]),
    ("aws_appfabric_app_authorization", &["api_key", "client_secret"]),
    (
        "aws_appflow_connector_profile",
        &[
            "access_token",
            "api_secret_key",
            "client_secret",
            "credentials_map",
            "password",
            "secret_access_key",
            "secret_key",
        ],
    ),
    ("aws_appstream_directory_config", &["account_password"]),
    ("aws_bedrockagentcore_api_key_credential_provider", &["api_key", "api_key_wo"]),
    ("aws_bedrockagentcore_harness", &["environment_variables", "headers", "input_schema", "text", "url"]),
    (
        "aws_bedrockagentcore_oauth2_credential_provider",
        &["client_id", "client_id_wo", "client_secret", "client_secret_wo"],
    ),
    ("aws_chime_voice_connector_termination_credentials", &["password"]),
    ("aws_cloudcontrolapi_resource", &["schema"]),
    ("aws_cloudwatch_event_connection", &["client_secret", "password", "value"]),
    ("aws_codebuild_source_credential", &["token"]),
    ("aws_codepipeline_webhook", &["secret_token"]),
    ("aws_cognito_user", &["password", "temporary_password"]),
    ("aws_connect_user", &["password"]),
    ("aws_datasync_location_fsx_ontap_file_system", &["password"]),
    ("aws_datasync_location_fsx_windows_file_system", &["password"]),
    ("aws_datasync_location_object_storage", &["secret_key"]),
    ("aws_datasync_location_smb", &["password"]),
    ("aws_db_instance", &["password", "password_wo"]),
    ("aws_directory_service_directory", &["password"]),
    ("aws_directory_service_radius_settings", &["shared_secret"]),
    ("aws_directory_service_shared_directory", &["notes"]),
    ("aws_dms_certificate", &["certificate_pem", "certificate_wallet"]),
    (
        "aws_dms_endpoint",
        &[
            "asm_password",
            "auth_password",
            "password",
            "sasl_password",
            "security_db_encryption",
            "ssl_client_key_password",
        ],
    ),
    ("aws_docdb_cluster", &["master_password", "master_password_wo"]),
    ("aws_docdbelastic_cluster", &["admin_user_password"]),
    ("aws_elasticache_replication_group", &["auth_token"]),
    ("aws_elasticache_user", &["passwords", "passwords_wo"]),
    ("aws_elasticsearch_domain", &["master_user_password"]),
    ("aws_elasticsearch_domain_saml_options", &["master_user_name"]),
    (
        "aws_emr_cluster",
        &["ad_domain_join_password", "cross_realm_trust_principal_password", "kdc_admin_password"],
    ),
    ("aws_fsx_ontap_file_system", &["fsx_admin_password"]),
    ("aws_fsx_ontap_storage_virtual_machine", &["password", "svm_admin_password"]),
    ("aws_fsx_windows_file_system", &["password", "password_wo"]),
    (
        "aws_glue_connection",
        &[
            "access_token",
            "athena_properties",
            "authorization_code",
            "connection_properties",
            "custom_authentication_credentials",
            "jwt_token",
            "password",
            "refresh_token",
            "token_url_parameters_map",
            "user_managed_client_application_client_secret",
        ],
    ),
    ("aws_glue_job", &["auth_token"]),
    ("aws_iam_server_certificate", &["private_key"]),
    ("aws_iot_authorizer", &["token_signing_public_keys"]),
    ("aws_iot_ca_certificate", &["ca_certificate_pem", "verification_certificate_pem"]),
    ("aws_iot_certificate", &["ca_pem", "certificate_pem"]),
    ("aws_kinesis_firehose_delivery_stream", &["access_key", "key_passphrase", "password", "private_key"]),
    ("aws_kms_ciphertext", &["plaintext", "plaintext_wo"]),
    ("aws_kms_external_key", &["key_material_base64"]),
    ("aws_kms_replica_external_key", &["key_material_base64"]),
    ("aws_lb_listener", &["client_secret"]),
    ("aws_lb_listener_rule", &["client_secret"]),
    ("aws_lightsail_database", &["master_password"]),
    ("aws_memorydb_user", &["passwords"]),
    ("aws_mq_broker", &["password", "service_account_password"]),
    ("aws_mwaa_environment", &["airflow_configuration_options"]),
    ("aws_opensearch_domain", &["master_user_password"]),
    ("aws_opensearch_domain_saml_options", &["master_user_name"]),
    ("aws_pinpoint_adm_channel", &["client_id", "client_secret"]),
    (
        "aws_pinpoint_apns_channel",
        &["bundle_id", "certificate", "private_key", "team_id", "token_key", "token_key_id"],
    ),
    (
        "aws_pinpoint_apns_sandbox_channel",
        &["bundle_id", "certificate", "private_key", "team_id", "token_key", "token_key_id"],
    ),
    (
        "aws_pinpoint_apns_voip_channel",
        &["bundle_id", "certificate", "private_key", "team_id", "token_key", "token_key_id"],
    ),
    (
        "aws_pinpoint_apns_voip_sandbox_channel",
        &["bundle_id", "certificate", "private_key", "team_id", "token_key", "token_key_id"],
    ),
    ("aws_pinpoint_baidu_channel", &["api_key", "secret_key"]),
    ("aws_pinpoint_gcm_channel", &["api_key", "service_json"]),
    ("aws_quicksight_data_source", &["password", "username"]),
    ("aws_rds_cluster", &["master_password", "master_password_wo"]),
    ("aws_redshift_cluster", &["master_password", "master_password_wo"]),
    ("aws_redshift_hsm_configuration", &["hsm_partition_password"]),
    (
        "aws_redshiftserverless_namespace",
        &["admin_user_password", "admin_user_password_wo", "admin_username"],
    ),
    ("aws_s3_bucket_object_lock_configuration", &["token"]),
    ("aws_s3_bucket_replication_configuration", &["token"]),
    ("aws_s3_object_copy", &["customer_key", "kms_encryption_context", "kms_key_id", "source_customer_key"]),
    ("aws_sagemaker_workforce", &["client_secret"]),
    ("aws_secretsmanager_secret_version", &["secret_binary", "secret_string", "secret_string_wo"]),
    ("aws_securitylake_subscriber_notification", &["authorization_api_key_value"]),
    ("aws_sesv2_email_identity", &["domain_signing_private_key"]),
    ("aws_sns_platform_application", &["platform_credential", "platform_principal"]),
    ("aws_ssm_maintenance_window_task", &["input", "payload"]),
    ("aws_ssm_parameter", &["value", "value_wo"]),
    ("aws_storagegateway_file_system_association", &["password"]),
    ("aws_storagegateway_gateway", &["password", "smb_guest_password"]),
    ("aws_timestreaminfluxdb_db_cluster", &["password"]),
    ("aws_timestreaminfluxdb_db_instance", &["password"]),
    ("aws_transfer_certificate", &["certificate", "certificate_chain", "private_key"]),
    ("aws_transfer_host_key", &["host_key_body", "host_key_body_wo"]),
    (
        "aws_transfer_server",
        &["host_key", "post_authentication_login_banner", "pre_authentication_login_banner"],
    ),
    ("aws_verifiedaccess_trust_provider", &["client_secret"]),
    ("aws_vpn_connection", &["tunnel1_preshared_key", "tunnel2_preshared_key"]),
    ("aws_workmail_user", &["password"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ordered_and_answers() {
        assert!(SENSITIVE.is_sorted_by_key(|(name, _)| name));
        assert!(of("aws_db_instance").contains(&"password"));
        assert!(!of("aws_db_instance").contains(&"username"));
        assert!(of("aws_vpc").is_empty());
    }
}
