//! The stacks that can be looked at without having one: each broken, and the same mended.

/// A stack that is served beside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Example {
    /// Its name in the address: `#example=broken`.
    pub name: &'static str,
    /// What the menu calls it.
    pub title: &'static str,
    /// What is in it.
    pub about: &'static str,
    /// Where it is, from the page.
    pub url: &'static str,
    /// The name it is shown under.
    pub file: &'static str,
}

/// All of them, in the order of the menu.
pub(crate) const EXAMPLES: [Example; 4] = [BROKEN, MENDED, CDKTF_BROKEN, CDKTF_MENDED];

/// A stack as a plan, with every kind of fault.
pub(crate) const BROKEN: Example = Example {
    name: "broken",
    title: "Payments, broken",
    about: "A plan of a webhook stack that would not deploy",
    url: "examples/broken/plan.json",
    file: "payments-broken.json",
};

/// The same stack with every fault mended.
pub(crate) const MENDED: Example = Example {
    name: "mended",
    title: "Payments, mended",
    about: "The same stack with every fault mended",
    url: "examples/mended/plan.json",
    file: "payments-mended.json",
};

/// The same idea as CDKTF writes it, with faults.
const CDKTF_BROKEN: Example = Example {
    name: "cdktf-broken",
    title: "Payments in CDKTF, broken",
    about: "Synthesized JSON, before any plan",
    url: "examples/cdktf-broken/cdk.tf.json",
    file: "payments-broken.cdk.tf.json",
};

/// The same as CDKTF writes it, mended.
const CDKTF_MENDED: Example = Example {
    name: "cdktf-mended",
    title: "Payments in CDKTF, mended",
    about: "The same program with every fault mended",
    url: "examples/cdktf-mended/cdk.tf.json",
    file: "payments-mended.cdk.tf.json",
};

impl Example {
    /// The example that the part of an address after `#` names.
    pub(crate) fn from_fragment(fragment: &str) -> Option<Self> {
        let name = fragment.strip_prefix("example=")?;
        EXAMPLES.into_iter().find(|example| example.name == name)
    }

    /// The part of an address after `#` that names it.
    pub(crate) fn fragment(self) -> String {
        format!("example={}", self.name)
    }
}
