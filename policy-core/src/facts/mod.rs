//! Facts that rules rely on and that change: each table names its source and the day it was true.

pub(crate) mod backends;
pub(crate) mod engine_versions;
pub(crate) mod environments;
pub(crate) mod ephemeral_types;
pub(crate) mod literal_secrets;
pub(crate) mod main_resources;
pub(crate) mod managed_policies;
pub(crate) mod moved;
pub(crate) mod physical_names;
pub(crate) mod prices;
pub(crate) mod provider_sources;
pub(crate) mod required_tags;
pub(crate) mod url_attributes;
pub(crate) mod versions;
