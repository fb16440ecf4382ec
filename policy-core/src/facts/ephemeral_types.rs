//! The ephemeral resources of providers, which the table of types does not hold.
//!
//! Sources: `website/docs/ephemeral-resources` of <https://github.com/hashicorp/terraform-provider-aws> and
//! `docs/ephemeral-resources` of <https://github.com/hashicorp/terraform-provider-random>; the others have none. Read on
//! 2026-11-28.

/// The types of a provider of hashicorp's by its name; none where they are not known.
pub(crate) fn of(provider: &str) -> Option<&'static [&'static str]> {
    TYPES.iter().find(|(own, _)| *own == provider).map(|(_, types)| *types)
}

const TYPES: [(&str, &[&str]); 4] = [
    ("archive", &[]),
    (
        "aws",
        &[
            "aws_bedrockruntime_apply_guardrail",
            "aws_cognito_identity_openid_token_for_developer_identity",
            "aws_ecr_authorization_token",
            "aws_ecrpublic_authorization_token",
            "aws_eks_cluster_auth",
            "aws_kms_secrets",
            "aws_lambda_invocation",
            "aws_meta_credentials",
            "aws_secretsmanager_random_password",
            "aws_secretsmanager_secret_version",
            "aws_ssm_parameter",
            "aws_sts_web_identity_token",
        ],
    ),
    ("null", &[]),
    ("random", &["random_bytes", "random_password"]),
];
