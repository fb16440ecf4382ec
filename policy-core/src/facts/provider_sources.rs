//! Where well-known providers come from that are not hashicorp's.
//!
//! Terraform looks for a provider that `required_providers` does not name among hashicorp's, which has none of these. Each
//! is from its page, `https://registry.terraform.io/providers/NAMESPACE/NAME`; as of 2026-11-28. Providers that hashicorp
//! once kept under its own name are left out, since old versions of them may still be there.

/// The source of a provider by the local name that people give it; none where hashicorp may have it.
pub(crate) fn source(name: &str) -> Option<&'static str> {
    SOURCES.iter().find(|source| source.rsplit('/').next() == Some(name)).copied()
}

const SOURCES: [&str; 33] = [
    "aiven/aiven",
    "argoproj-labs/argocd",
    "auth0/auth0",
    "azure/azapi",
    "cloudflare/cloudflare",
    "confluentinc/confluent",
    "cyrilgdn/postgresql",
    "databricks/databricks",
    "DataDog/datadog",
    "digitalocean/digitalocean",
    "elastic/elasticstack",
    "fastly/fastly",
    "fluxcd/flux",
    "gavinbunney/kubectl",
    "gitlabhq/gitlab",
    "grafana/grafana",
    "harness/harness",
    "hetznercloud/hcloud",
    "integrations/github",
    "jianyuan/sentry",
    "keycloak/keycloak",
    "kreuzwerker/docker",
    "launchdarkly/launchdarkly",
    "linode/linode",
    "mongodb/mongodbatlas",
    "newrelic/newrelic",
    "okta/okta",
    "ovh/ovh",
    "PagerDuty/pagerduty",
    "scaleway/scaleway",
    "snowflakedb/snowflake",
    "tailscale/tailscale",
    "vercel/vercel",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_found_by_its_last_part() {
        assert_eq!(source("datadog"), Some("DataDog/datadog"));
        assert_eq!(source("aws"), None);
    }
}
