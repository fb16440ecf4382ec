//! Which health checks of Route 53 anything acts on.

use alloc::vec::Vec;

use super::ResourceGraph;
use crate::{
    plan::{Block, Read, Resource},
    sorted::Map,
};

const CHECK: &str = "aws_route53_health_check";

/// How the types begin that show or pass on the state of a health check and send no traffic elsewhere.
const SHOWING: [&str; 5] = ["aws_cloudwatch_", CHECK, "aws_route53_record", "aws_sns_", "aws_ssm_parameter"];

/// What acts on a health check, where it names that, and by what.
const ACTING: [(&str, &str, &str); 3] = [
    ("aws_route53_record", "health_check_id", "id"),
    ("aws_route53_traffic_policy", "document", "id"),
    ("aws_shield_protection_health_check_association", "health_check_arn", "arn"),
];

/// What acts on health checks, through calculated ones too.
pub(crate) struct HealthChecks {
    /// By the position of the health check.
    used: Map<u32, Read<()>>,
}

impl HealthChecks {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        let mut own = Self { used: Map::new() };
        // Of each calculated check, its parts.
        let mut parts: Map<u32, Vec<Resource<'_>>> = Map::new();
        let mut of_anything = Read::Absent;
        for check in graph.plan().of_type(CHECK) {
            match parts_of(check, graph) {
                Read::Known(found) => drop(parts.insert(check.index(), found)),
                Read::Unknown => of_anything = Read::Unknown,
                Read::Absent => {}
            }
        }
        let mut open: Vec<(u32, Read<()>)> = Vec::new();
        for check in graph.plan().of_type(CHECK) {
            own.used.insert(check.index(), Read::Absent);
            let by_itself = used_by_itself(check, graph);
            let used = if by_itself == Read::Absent { of_anything } else { by_itself };
            open.push((check.index(), used));
        }
        // What is certain comes last, to be taken first: so it is passed on before what is not.
        let (certain, mut open): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|&(_, used)| used == Read::Known(()));
        open.extend(certain);
        while let Some((check, used)) = open.pop() {
            let Some(known) = own.used.get_mut(&check) else { continue };
            if used == Read::Absent || *known == Read::Known(()) || *known == used {
                continue;
            }
            *known = used;
            open.extend(parts.get(&check).into_iter().flatten().map(|part| (part.index(), used)));
        }
        own
    }

    /// Whether a record fails over by this check, alone or as a part of another.
    pub(crate) fn used(&self, check: Resource<'_>) -> Read<()> {
        self.used.get(&check.index()).copied().unwrap_or(Read::Unknown)
    }
}

/// What a calculated check is made of, as far as it is in the stack.
fn parts_of<'p>(check: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<Vec<Resource<'p>>> {
    let list = check.attribute("child_healthchecks");
    if matches!(list.items(), Read::Absent) || matches!(list.items(), Read::Known(items) if items.is_empty())
    {
        return Read::Absent;
    }
    let targets = graph.targets(list);
    if targets.opaque || targets.blocks.is_empty() {
        return Read::Unknown;
    }
    Read::Known(graph.referents(list))
}

/// Whether anything acts on a check other than a calculated one.
fn used_by_itself<'p>(check: Resource<'p>, graph: &ResourceGraph<'p>) -> Read<()> {
    let mut is_unclear = graph.is_passed_to_stack(check);
    for (type_name, attribute, identifier) in ACTING {
        match graph.referrers(check, &[identifier], type_name, attribute) {
            Read::Known(_) => return Read::Known(()),
            Read::Unknown => is_unclear = true,
            Read::Absent => {}
        }
    }
    // What nobody here knows may act on it in its own way.
    let acts = |user: &Block<'_>| !SHOWING.iter().any(|type_name| user.type_name.starts_with(type_name));
    match (graph.users_of(check).any(acts), is_unclear) {
        (true, _) => Read::Known(()),
        (false, true) => Read::Unknown,
        (false, false) => Read::Absent,
    }
}
