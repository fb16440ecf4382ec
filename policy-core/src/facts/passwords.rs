//! The arguments that hold a password that somebody chooses.
//!
//! Of the arguments that [`sensitive_arguments`](super::sensitive_arguments) lists, with its source, those that a
//! person makes up.

/// Types with the path to the password, block by block.
pub(crate) const PASSWORDS: &[(&str, &[&str])] = &[
    ("aws_db_instance", &["password"]),
    ("aws_directory_service_directory", &["password"]),
    ("aws_dms_endpoint", &["password"]),
    ("aws_docdb_cluster", &["master_password"]),
    ("aws_elasticache_replication_group", &["auth_token"]),
    ("aws_elasticache_user", &["passwords"]),
    ("aws_memorydb_user", &["authentication_mode", "passwords"]),
    ("aws_mq_broker", &["user", "password"]),
    ("aws_opensearch_domain", &["advanced_security_options", "master_user_options", "master_user_password"]),
    ("aws_rds_cluster", &["master_password"]),
    ("aws_redshift_cluster", &["master_password"]),
    ("aws_redshiftserverless_namespace", &["admin_user_password"]),
];
