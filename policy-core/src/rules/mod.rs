//! Every rule, one file each, in the folder of its category.

mod cost;
mod deploy;
mod encryption;
mod governance;
mod iam;
mod lifecycle;
mod naming;
mod network;
mod observability;
mod outputs;
mod project;
mod resilience;
mod secrets;

use crate::{rule::Rule, similar};

/// Every rule, by category and name.
pub fn all() -> &'static [&'static Rule] {
    ALL
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

/// The rule's name that is most like a name that no rule has; none where nothing is like it.
pub fn nearest(name: &str) -> Option<&'static str> {
    similar::nearest(name, ALL.iter().map(|rule| rule.name))
}

/// The facts and documentation of every rule as JSON, for `explain`, the site and the playground.
#[cfg(feature = "docs")]
pub fn docs_json() -> alloc::string::String {
    #[derive(serde::Serialize)]
    struct Entry {
        name: &'static str,
        category: crate::rule::Category,
        severity: crate::rule::Severity,
        profile: crate::rule::Profile,
        blocking: bool,
        about: crate::rule::About,
        summary: &'static str,
        remedy: &'static str,
        docs: crate::rule::Docs,
    }
    let entries: alloc::vec::Vec<Entry> = ALL
        .iter()
        .map(|rule| {
            let &&Rule { name, category, severity, profile, blocking, about, summary, remedy, docs, .. } =
                rule;
            Entry { name, category, severity, profile, blocking, about, summary, remedy, docs }
        })
        .collect();
    // Plain structs to a string cannot fail.
    serde_json::to_string(&entries).unwrap_or_default()
}

const ALL: &[&Rule] = &[
    &cost::nat_gateway_outside_production::RULE,
    &deploy::circular_state_backend::RULE,
    &deploy::dependency_cycle::RULE,
    &deploy::duplicate_declaration::RULE,
    &deploy::failing_expression::RULE,
    &deploy::for_each_key_mismatch::RULE,
    &deploy::incomplete_backend::RULE,
    &deploy::invalid_backend::RULE,
    &deploy::invalid_block_structure::RULE,
    &deploy::invalid_function_call::RULE,
    &deploy::invalid_meta_argument::RULE,
    &deploy::invalid_module_call::RULE,
    &deploy::invalid_name::RULE,
    &deploy::invalid_refactoring_block::RULE,
    &deploy::invalid_repetition::RULE,
    &deploy::invalid_template::RULE,
    &deploy::invalid_variable::RULE,
    &deploy::invalid_version_requirement::RULE,
    &deploy::kms_policy_excludes_cloudwatch_logs::RULE,
    &deploy::lambda_package_not_archive::RULE,
    &deploy::lambda_placeholder_package::RULE,
    &deploy::missing_required_argument::RULE,
    &deploy::misused_sensitive_value::RULE,
    &deploy::nondeterministic_trigger::RULE,
    &deploy::pipeline_oauth_token::RULE,
    &deploy::shared_lambda_archive::RULE,
    &deploy::template_in_literal_argument::RULE,
    &deploy::unconfigured_provider_alias::RULE,
    &deploy::undeclared_reference::RULE,
    &deploy::unknown_argument::RULE,
    &deploy::unknown_attribute::RULE,
    &deploy::unknown_resource_type::RULE,
    &deploy::unresolved_token::RULE,
    &deploy::untriggered_api_deployment::RULE,
    &deploy::wrong_argument_type::RULE,
    &encryption::bucket_without_encryption::RULE,
    &encryption::kms_key_without_rotation::RULE,
    &encryption::log_group_without_kms_key::RULE,
    &encryption::unencrypted_database_storage::RULE,
    &governance::autoscaling_tags_not_propagated::RULE,
    &governance::hardcoded_image::RULE,
    &governance::missing_required_tags::RULE,
    &governance::replica_without_tag_propagation::RULE,
    &governance::security_group_rule_without_description::RULE,
    &governance::security_group_without_description::RULE,
    &governance::unexpected_region::RULE,
    &iam::api_cannot_invoke_lambda::RULE,
    &iam::detached_instance_role::RULE,
    &iam::lambda_without_bucket_permission::RULE,
    &lifecycle::bucket_without_force_destroy::RULE,
    &naming::backend_without_environment_suffix::RULE,
    &naming::bucket_name_collision::RULE,
    &naming::environments_share_stack::RULE,
    &naming::missing_environment_suffix::RULE,
    &network::bucket_without_public_access_block::RULE,
    &network::database_without_subnet_group::RULE,
    &network::imdsv1_allowed::RULE,
    &network::lambda_in_public_subnet::RULE,
    &network::lambda_without_security_group::RULE,
    &network::peering_not_accepted::RULE,
    &network::peering_without_routes::RULE,
    &observability::alarm_without_actions::RULE,
    &outputs::missing_outputs::RULE,
    &outputs::resource_without_output::RULE,
    &project::deprecated_argument::RULE,
    &project::outdated_version::RULE,
    &resilience::autoscaling_without_elb_health_check::RULE,
    &resilience::database_without_maintenance_settings::RULE,
    &resilience::detached_target_group::RULE,
    &resilience::hardcoded_availability_zone::RULE,
    &resilience::health_check_path_unrouted::RULE,
    &resilience::health_check_without_failover_record::RULE,
    &resilience::implicit_database_exposure::RULE,
    &resilience::implicit_load_balancer_settings::RULE,
    &resilience::inconsistent_table_settings::RULE,
    &resilience::minimal_target_group_health_check::RULE,
    &resilience::outdated_database_engine::RULE,
    &resilience::table_without_point_in_time_recovery::RULE,
    &resilience::url_in_dns_record::RULE,
    &secrets::generated_secret_in_configuration::RULE,
    &secrets::hardcoded_password::RULE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_suggested() {
        assert_eq!(find("hardcoded-password").map(|rule| rule.name), Some("hardcoded-password"));
        assert_eq!(nearest("hardcode-pasword"), Some("hardcoded-password"));
        assert_eq!(nearest("xyz"), None);
    }
}
