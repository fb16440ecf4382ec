//! Which resources of a state a value names.
//!
//! A state keeps what references came to and not the references: an id, an ARN. What has one of them as a value,
//! whole, leads to the resource that has it as its own. A text that only holds one, such as a URL or a policy, leads
//! nowhere.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::Targets;
use crate::{
    json::Json,
    plan::{Plan, Read, Resource, Value, without_keys},
    sorted::Map,
};

/// The attributes that others name a resource by.
const IDENTIFIERS: [&str; 5] = ["arn", "id", "invoke_arn", "qualified_arn", "root_resource_id"];

/// How many that share an id are told; the region that data sources have for one is everybody's.
const MOST_NAMESAKES: usize = 16;

/// The resources of a state by what they are named by.
#[derive(Default)]
pub(super) struct Identities<'p> {
    by_text: Map<String, Vec<Resource<'p>>>,
    /// Whether the state says what depends on what, as all but old ones do.
    tells_dependencies: bool,
}

impl<'p> Identities<'p> {
    pub(super) fn of(plan: &'p Plan<'p>) -> Self {
        let mut own = Self::default();
        for resource in plan.resources() {
            own.tells_dependencies |= resource.depends_on().next().is_some();
            for name in IDENTIFIERS {
                let Read::Known(text) = resource.attribute(name).text() else { continue };
                if text.is_empty() {
                    continue;
                }
                let namesakes = own.by_text.get_or_default((*text).to_owned());
                if namesakes.len() < MOST_NAMESAKES {
                    namesakes.push(resource);
                }
            }
        }
        own
    }

    /// What the values of a resource name.
    pub(super) fn of_resource(&self, resource: Resource<'p>) -> Targets {
        let values = resource.root().kept_value();
        values.map(|values| self.targets(values, Some(resource))).unwrap_or_default()
    }

    /// What the texts in a value name, apart from the resource that they are of.
    pub(super) fn targets(&self, value: Value<'p>, own: Option<Resource<'p>>) -> Targets {
        let mut targets = Targets::default();
        for text in value.strings().filter_map(Json::string) {
            for &named in self.by_text.get(&*text).into_iter().flatten() {
                let Some(block) = named.block_id().filter(|_| Some(named) != own) else { continue };
                if self.is_meant(&text, named, own) {
                    targets.blocks.insert(block);
                    targets.keys.get_or_default(block).insert(String::new());
                }
            }
        }
        targets
    }

    /// Whether a text means this resource and no namesake: a bucket and the role for it may have the same name.
    fn is_meant(&self, text: &str, named: Resource<'p>, own: Option<Resource<'p>>) -> bool {
        let Some(own) = own.filter(|_| self.tells_dependencies && !text.starts_with("arn:")) else {
            return true;
        };
        let address = without_keys(named.address().as_str());
        own.depends_on().filter_map(Value::string).any(|needed| needed == address)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::{Input, ResourceGraph};

    /// A bucket, a role of the same name, and what names both, with what the state says that it was made after.
    fn referents(dependencies: &str) -> Vec<String> {
        let resource = |type_name: &str, attributes: &str, dependencies: &str| {
            format!(
                r#"{{"mode": "managed", "type": "{type_name}", "name": "x", "instances": [
                {{"attributes": {attributes}, "dependencies": [{dependencies}]}}]}}"#
            )
        };
        let text = format!(
            r#"{{"version": 4, "serial": 1, "resources": [{}, {}, {}]}}"#,
            resource("aws_s3_bucket", r#"{"id": "reports", "arn": "arn:aws:s3:::reports"}"#, ""),
            resource("aws_iam_role", r#"{"id": "reports", "arn": "arn:aws:iam::1:role/reports"}"#, ""),
            resource(
                "aws_any",
                r#"{"id": "reports", "arn": "arn:aws:s3:::reports", "url": "s3://reports"}"#,
                dependencies
            ),
        );
        let input = Input::new("terraform.tfstate", text.as_bytes()).unwrap();
        let plan = input.decode().unwrap();
        let graph = ResourceGraph::new(&plan);
        let any = plan.of_type("aws_any").next().unwrap();
        let named = |name| graph.referents(any.attribute(name)).into_iter().map(Resource::address);
        ["id", "arn", "url"].into_iter().flat_map(named).map(|address| format!("{address}")).collect()
    }

    #[test]
    fn an_id_means_what_its_holder_depends_on_and_an_arn_is_nobody_elses() {
        assert_eq!(referents(r#""aws_iam_role.x""#), ["aws_iam_role.x", "aws_s3_bucket.x"]);
        assert_eq!(referents(r#""aws_vpc.x""#), ["aws_s3_bucket.x"]);
        // A state that tells no dependencies leaves it open.
        assert_eq!(referents(""), ["aws_s3_bucket.x", "aws_iam_role.x", "aws_s3_bucket.x"]);
    }
}
