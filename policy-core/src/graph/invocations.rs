//! Who may invoke which function, by the permissions of the stack.
//!
//! Whether a permission's source is this API or bucket and its qualifier this alias is not judged.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::ResourceGraph;
use crate::{
    plan::{Attribute, Mode, Read, Resource, put_in_order},
    sorted::{Map, Set},
};

/// The functions that one principal may invoke.
#[derive(Default)]
pub(crate) struct Invocations {
    /// By reference, with whether the principal is certain.
    by_function: Map<u32, bool>,
    /// By the function's name.
    by_name: Map<String, bool>,
    /// Whether a name is that of no function whose name is known.
    names_nobody: bool,
    /// Whether there is a permission of which it cannot be said whose it is.
    anywhere: bool,
}

impl<'p> ResourceGraph<'p> {
    /// The functions of this stack that an attribute leads to, through aliases too.
    pub(crate) fn functions_behind(&self, attribute: Attribute<'p>) -> Vec<Resource<'p>> {
        let mut functions = Vec::new();
        for resource in self.referents(attribute) {
            match (resource.mode(), resource.type_name()) {
                (Mode::Managed, "aws_lambda_function") => functions.push(resource),
                (Mode::Managed, "aws_lambda_alias") => {
                    let behind = self.referents(resource.attribute("function_name")).into_iter();
                    functions.extend(behind.filter(|behind| behind.type_name() == "aws_lambda_function"));
                }
                _ => {}
            }
        }
        put_in_order(&mut functions);
        functions
    }

    /// Whether a principal, such as `apigateway.amazonaws.com`, may invoke any of the functions that may be meant.
    pub(crate) fn may_invoke(&self, principal: &'static str, functions: &[Resource<'p>]) -> Read<()> {
        self.invocations_by(principal).of(functions, self)
    }
}

impl Invocations {
    pub(super) fn by(principal: &str, graph: &ResourceGraph<'_>) -> Self {
        let mut own = Self::default();
        for permission in graph.plan().of_type("aws_lambda_permission") {
            let is_certain = match permission.attribute("principal").text() {
                Read::Known(named) if *named == *principal || &*named == "*" => true,
                Read::Unknown => false,
                Read::Known(_) | Read::Absent => continue,
            };
            let target = permission.attribute("function_name");
            let functions = graph.functions_behind(target);
            for function in &functions {
                *own.by_function.get_or_default(function.index()) |= is_certain;
            }
            match target.text_by_default() {
                Read::Known(text) => *own.by_name.get_or_default(name_in(&text).to_owned()) |= is_certain,
                Read::Unknown => own.anywhere |= functions.is_empty(),
                Read::Absent => {}
            }
        }
        let mut names = Set::new();
        for function in graph.plan().of_type("aws_lambda_function") {
            if let Read::Known(name) = function.attribute("function_name").text_by_default() {
                names.insert((*name).to_owned());
            }
        }
        own.names_nobody = own.by_name.keys().any(|name| !names.contains(name));
        own
    }

    fn of<'p>(&self, functions: &[Resource<'p>], graph: &ResourceGraph<'p>) -> Read<()> {
        let mut is_open = self.anywhere;
        for function in functions {
            let by_name = match function.attribute("function_name").text_by_default() {
                Read::Known(name) => self.by_name.get(&*name).copied(),
                // It may turn out to be the one that somebody names and nobody else has.
                Read::Unknown if self.names_nobody => Some(false),
                Read::Unknown | Read::Absent => None,
            };
            match self.by_function.get(&function.index()).copied().max(by_name) {
                Some(true) => return Read::Known(()),
                Some(false) => is_open = true,
                None => is_open |= graph.is_passed_on(*function),
            }
        }
        if is_open { Read::Unknown } else { Read::Absent }
    }
}

/// The function's name in a name or ARN, with or without a qualifier behind it.
fn name_in(text: &str) -> &str {
    let name = text.split_once(":function:").map_or(text, |(_, name)| name);
    name.split_once(':').map_or(name, |(name, _)| name)
}
