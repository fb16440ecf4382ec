//! The oldest versions of tools and providers that will do.
//!
//! Sources: <https://github.com/hashicorp/terraform-cdk/releases> and
//! <https://github.com/hashicorp/terraform-provider-aws/releases>; read on 2026-11-24.

/// The day the table was true.
pub(crate) const READ_ON: &str = "2026-11-24";

/// The name of the CDKTF library in the table.
pub(crate) const CDKTF: &str = "cdktf";
/// The name that CDKTF goes on under, as CDK Terrain.
pub(crate) const CDKTN: &str = "cdktn";

/// The oldest minor version of Terraform or `OpenTofu` that somebody still looks after, as of the same day.
///
/// `OpenTofu` 1.10 had a release in May 2026; Terraform was at 1.16. Sources:
/// <https://github.com/opentofu/opentofu/releases> and <https://github.com/hashicorp/terraform/releases>.
pub(crate) const OLDEST_TERRAFORM: &str = "1.10";

/// The oldest version that will do of a tool, or of a provider of the namespace `hashicorp`; none where any will.
pub(crate) fn minimum(name: &str) -> Option<&'static str> {
    MINIMA.iter().find(|(known, _)| *known == name).map(|(_, version)| *version)
}

const MINIMA: &[(&str, &str)] = &[(CDKTF, "0.20.0"), ("aws", "5.0.0")];
