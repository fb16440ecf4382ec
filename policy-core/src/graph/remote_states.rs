//! The outputs of other stacks that a configuration reads from their states, where these lie around it.
//!
//! A state in a local file is read itself. Of a stack that CDKTF wrote beside this one its outputs count, whatever state
//! there is: it will be deployed before.

use alloc::{
    format,
    string::{String, ToString},
};

use super::ResourceGraph;
use crate::{
    decode::{Input, sections},
    json::Json,
    plan::{Kind, Plan, Read, Value, blocks_of},
    sorted::{Map, Set},
    surroundings::joined,
    template,
};

/// The names of outputs by the name of the data source that reads them; nothing of what is not known.
#[derive(Default)]
pub(crate) struct RemoteStates {
    outputs: Map<String, Set<String>>,
}

/// How CDKTF begins the names of the data sources by which its stacks read each other.
const CROSS_STACK_INPUT: &str = "cross-stack-reference-input-";

impl RemoteStates {
    pub(super) fn of(graph: &ResourceGraph<'_>) -> Self {
        let plan = graph.plan;
        let levels = sections::blocks(plan, "data").flat_map(Json::members);
        let levels = levels.filter(|(type_name, _)| type_name.is("terraform_remote_state"));
        let mut outputs = Map::new();
        for (name, bodies) in levels.flat_map(|(_, names)| blocks_of(names)).flat_map(Json::members) {
            let name = name.text();
            let Some(body) = blocks_of(bodies).next() else { continue };
            // What the other does not give may be given here.
            if body.get("defaults").is_none()
                && let Some(found) = outputs_of(plan, &name, body)
            {
                outputs.insert(name.into_owned(), found);
            }
        }
        Self { outputs }
    }

    /// The names of the outputs that a data source reads.
    pub(crate) fn outputs(&self, name: &str) -> Option<&Set<String>> {
        self.outputs.get(name)
    }
}

fn outputs_of(plan: &Plan<'_>, name: &str, body: Value<'_>) -> Option<Set<String>> {
    let surroundings = plan.surroundings?;
    let other = name.strip_prefix(CROSS_STACK_INPUT).filter(|_| plan.kind == Kind::Cdktf);
    let path = match other {
        Some(stack) => format!("../{stack}/cdk.tf.json"),
        None => path_of_state(body)?,
    };
    let path = joined(plan.folder(), &path)?;
    let Read::Known(bytes) = surroundings.file(&path) else { return None };
    let input = Input::new(&path, &bytes).ok()?;
    let read = input.decode().ok()?;
    let is_meant = match other {
        Some(stack) => read.stack_name.as_deref() == Some(stack),
        None => read.is_state(),
    };
    is_meant.then(|| read.outputs().map(|(name, _)| name.to_string()).collect())
}

/// The file of a state that is kept in one, as it is written.
fn path_of_state(body: Value<'_>) -> Option<String> {
    if body.get("backend")?.string()? != "local" || body.get("workspace").is_some() {
        return None;
    }
    let path = blocks_of(body.get("config")?).next()?.get("path")?.string()?;
    template::is_literal(&path).then(|| path.into_owned())
}
