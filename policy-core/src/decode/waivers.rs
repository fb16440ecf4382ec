//! Waivers that stand beside what they accept, in the comment of a block or of a whole file:
//! `"//": {"planproof": {"waive": [{"rule": …, "reason": …}]}}`. Terraform passes comments over, and so a plan has none.

use alloc::{borrow::ToOwned, vec::Vec};

use serde::Deserialize;

use crate::{
    error::{DecodeError, DecodeErrorKind},
    json::{Document, Json, NodeId},
    plan::items_of,
    policy::Waiver,
    typed,
};

/// A waiver of a configuration.
#[derive(Debug, Clone)]
pub(crate) struct PlacedWaiver {
    pub(crate) waiver: Waiver,
    /// What it is about: all that is in this.
    pub(crate) holder: NodeId,
    /// Where it is written.
    pub(crate) node: NodeId,
}

/// What stands under the product's name in a comment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Comment {
    #[serde(default)]
    waive: Vec<Waiver>,
}

/// All of a configuration.
pub(super) fn waivers(file: &str, document: &Document<'_>) -> Result<Vec<PlacedWaiver>, DecodeError> {
    let mut found = Vec::new();
    // Most have none, and need not be walked through.
    if document.text().contains("\"planproof\"") {
        collect(document.root(), &mut found).map_err(|fault| {
            let kind = DecodeErrorKind::BadWaiver(fault.reason().to_owned());
            DecodeError::new(file, kind).at(document.text(), fault.offset().unwrap_or_default())
        })?;
    }
    Ok(found)
}

fn collect(value: Json<'_, '_>, found: &mut Vec<PlacedWaiver>) -> Result<(), typed::ReadError> {
    for (key, member) in value.members() {
        if !key.is("//") {
            collect(member, found)?;
            continue;
        }
        for own in items_of(member).filter_map(|comment| comment.get("planproof")) {
            let Comment { waive } = typed::read_without(own, &[])?;
            let nodes = own.get("waive").into_iter().flat_map(Json::items).map(Json::id);
            found.extend(waive.into_iter().zip(nodes).map(|(waiver, node)| PlacedWaiver {
                waiver,
                holder: value.id(),
                node,
            }));
        }
    }
    value.items().try_for_each(|item| collect(item, found))
}
