//! Which policy an argument holds.

use alloc::vec::Vec;
use core::cell::Cell;

use super::Document;
use crate::{
    graph::ResourceGraph,
    plan::{Attribute, BlockId, Mode, Read, Resource},
    template::Partial,
};

/// How far documents that are made of documents are followed.
const LONGEST_CHAIN: u8 = 8;

/// How many documents are read for one policy: where each is made of thirty others, they multiply at each step.
const MOST_DOCUMENTS: u32 = 200;

/// How far documents have been followed.
#[derive(Clone, Copy)]
struct Trail<'t> {
    chain: u8,
    /// How many more may be read, on whatever way.
    left: &'t Cell<u32>,
}

impl Trail<'_> {
    /// One document further; none past the longest chain, and none after too many documents.
    fn next(self) -> Option<Self> {
        self.left.set(self.left.get().checked_sub(1)?);
        (self.chain < LONGEST_CHAIN).then_some(Self { chain: self.chain + 1, ..self })
    }
}

/// The policy that an argument holds, or an element of one: absent where it is not set, unknown where not even its
/// form is known.
pub(crate) fn policy_in<'p>(graph: &ResourceGraph<'p>, attribute: Attribute<'p>) -> Read<Document> {
    let policy = attribute.partial();
    let left = Cell::new(MOST_DOCUMENTS);
    let trail = Trail { chain: 0, left: &left };
    match &policy {
        // Through variables and outputs it may still lead to a document.
        Partial::Reference(address) if named_document(graph, attribute, address).is_none() => {
            let targets = graph.targets(attribute);
            let mut blocks = targets.blocks.iter();
            match (blocks.next(), blocks.next()) {
                (Some(&only), None) if is_document(graph, only) => document_of(graph, attribute, only, trail),
                _ => Read::Unknown,
            }
        }
        policy => policy_of(graph, attribute, policy, trail),
    }
}

fn policy_of<'p>(
    graph: &ResourceGraph<'p>,
    from: Attribute<'p>,
    policy: &Partial,
    trail: Trail<'_>,
) -> Read<Document> {
    match policy {
        Partial::Null => Read::Absent,
        Partial::Reference(address) => match named_document(graph, from, address) {
            Some(block) => document_of(graph, from, block, trail),
            None => Read::Unknown,
        },
        policy => Document::of_text(policy).map_or(Read::Unknown, Read::Known),
    }
}

/// The block of the `aws_iam_policy_document` whose JSON an address is.
fn named_document<'p>(graph: &ResourceGraph<'p>, from: Attribute<'p>, address: &str) -> Option<BlockId> {
    let mut names = address.split('.');
    let (Some("data"), Some("aws_iam_policy_document"), Some(name), Some("json" | "minified_json"), None) =
        (names.next(), names.next(), names.next(), names.next(), names.next())
    else {
        return None;
    };
    graph.plan().find_block(from.owner().module, Mode::Data, "aws_iam_policy_document", name)
}

fn is_document(graph: &ResourceGraph<'_>, block: BlockId) -> bool {
    let block = graph.plan().block(block);
    block.is_some_and(|block| block.mode == Mode::Data && block.type_name == "aws_iam_policy_document")
}

fn document_of<'p>(
    graph: &ResourceGraph<'p>,
    from: Attribute<'p>,
    block: BlockId,
    trail: Trail<'_>,
) -> Read<Document> {
    let mut meant = graph.referents(from);
    meant.retain(|data| data.block_id() == Some(block));
    match (&meant[..], trail.next()) {
        (&[only], Some(trail)) => Read::Known(of_data(graph, only, trail)),
        _ => Read::Unknown,
    }
}

fn of_data<'p>(graph: &ResourceGraph<'p>, data: Resource<'p>, trail: Trail<'_>) -> Document {
    if let Read::Known(json) = data.attribute("json").text()
        && let Some(document) = Document::of_text(&Partial::text(&*json))
    {
        return document;
    }
    let mut own = Document::default();
    for name in ["source_json", "source_policy_documents"] {
        for document in sources(graph, data.attribute(name), trail) {
            own.join(document);
        }
    }
    own.override_with(Document::of_blocks(&data.root().partial()));
    for name in ["override_policy_documents", "override_json"] {
        for document in sources(graph, data.attribute(name), trail) {
            own.override_with(document);
        }
    }
    // What a plan keeps of a data source that it has read leaves out what dynamic blocks write.
    if data.is_only_configured() && !graph.plan().is_configuration() {
        own.join(Document::unknown());
    }
    own
}

/// The documents that another one is made of.
fn sources<'p>(graph: &ResourceGraph<'p>, attribute: Attribute<'p>, trail: Trail<'_>) -> Vec<Document> {
    let mut policies = attribute.partial();
    // A list of native syntax is known in a plan by what it refers to.
    if policies == Partial::Unknown {
        let mut references = Vec::new();
        attribute.visit_references(&mut |reference| references.push(Partial::reference(reference)));
        policies = if references.is_empty() { policies } else { Partial::List(references) };
    }
    let policy = |policy| match policy_of(graph, attribute, policy, trail) {
        Read::Known(document) => Some(document),
        Read::Unknown => Some(Document::unknown()),
        Read::Absent => None,
    };
    policies.items().iter().filter_map(policy).collect()
}
