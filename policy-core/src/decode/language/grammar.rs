//! The blocks of Terraform's language, with what each takes.

use super::Section;

/// A kind of block.
pub(super) struct Block {
    /// The key that it stands under; nothing of the root.
    pub(super) name: &'static str,
    /// What its labels are.
    pub(super) labels: &'static [&'static str],
    pub(super) arguments: &'static [&'static str],
    pub(super) required: &'static [&'static str],
    /// The types of arguments, where they are known here, in the letters of the table of types.
    pub(super) types: &'static [(&'static str, &'static str)],
    pub(super) blocks: &'static [&'static Block],
    /// The blocks of which there may be one only.
    pub(super) single: &'static [&'static str],
    /// What newer versions take, and the first 1.x of Terraform or `OpenTofu` that does.
    pub(super) newer: &'static [(&'static str, u64)],
    pub(super) others: Others,
}

/// What other names stand for in a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing.
    Refused,
    /// What a schema says: that of a provider, a backend, or the variables of a module.
    Schema,
    /// Names that the configuration gives itself.
    Values,
}

impl Block {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            labels: &[],
            arguments: &[],
            required: &[],
            types: &[],
            blocks: &[],
            single: &[],
            newer: &[],
            others: Others::Refused,
        }
    }
}

/// The root itself.
pub(super) static ROOT_BLOCK: Block = Block { newer: &[("action", 14)], ..Block::new("") };

/// What stands at the root.
pub(super) static ROOT: [(Section, &Block); 13] = [
    (Section::Terraform, &TERRAFORM),
    (Section::Provider, &PROVIDER),
    (Section::Variable, &VARIABLE),
    (Section::Local, &LOCALS),
    (Section::Output, &OUTPUT),
    (Section::Module, &MODULE),
    (Section::Resource, &RESOURCE),
    (Section::Data, &DATA),
    (Section::Ephemeral, &EPHEMERAL),
    (Section::Moved, &MOVED),
    (Section::Import, &IMPORT),
    (Section::Removed, &REMOVED),
    (Section::Check, &CHECK),
];

/// What a block takes by its type, where that is one of Terraform's own.
pub(super) fn of_type(block: &Block, type_name: &str, name: &str) -> Option<&'static Block> {
    match (block.name, type_name, name) {
        ("provisioner", _, "local-exec") => Some(&LOCAL_EXEC),
        ("provisioner", _, "remote-exec") => Some(&REMOTE_EXEC),
        ("provisioner", _, "file") => Some(&FILE),
        ("resource", "terraform_data", _) => Some(&TERRAFORM_DATA),
        _ => None,
    }
}

static TERRAFORM: Block = Block {
    arguments: &["required_version", "experiments", "language"],
    blocks: &[&BACKEND, &CLOUD, &REQUIRED_PROVIDERS, &PROVIDER_META],
    // The first is OpenTofu's.
    newer: &[("encryption", 7), ("state_store", 14)],
    ..Block::new("terraform")
};

static BACKEND: Block = Block { labels: &["type"], others: Others::Schema, ..Block::new("backend") };

static CLOUD: Block = Block { others: Others::Schema, ..Block::new("cloud") };

static REQUIRED_PROVIDERS: Block = Block { others: Others::Values, ..Block::new("required_providers") };

static PROVIDER_META: Block =
    Block { labels: &["provider"], others: Others::Schema, ..Block::new("provider_meta") };

static PROVIDER: Block = Block {
    labels: &["name"],
    arguments: &["alias", "version"],
    others: Others::Schema,
    ..Block::new("provider")
};

static VARIABLE: Block = Block {
    labels: &["name"],
    arguments: &["type", "default", "description", "sensitive", "nullable", "ephemeral"],
    blocks: &[&VALIDATION],
    newer: &[("deprecated", 10), ("const", 15)],
    ..Block::new("variable")
};

static VALIDATION: Block = condition("validation");

static PRECONDITION: Block = condition("precondition");

static POSTCONDITION: Block = condition("postcondition");

static ASSERT: Block = condition("assert");

const fn condition(name: &'static str) -> Block {
    Block {
        arguments: &["condition", "error_message"],
        required: &["condition", "error_message"],
        ..Block::new(name)
    }
}

static LOCALS: Block = Block { others: Others::Values, ..Block::new("locals") };

static OUTPUT: Block = Block {
    labels: &["name"],
    arguments: &["value", "description", "sensitive", "depends_on", "ephemeral"],
    required: &["value"],
    blocks: &[&PRECONDITION],
    newer: &[("deprecated", 10), ("type", 15)],
    ..Block::new("output")
};

static MODULE: Block = Block {
    labels: &["name"],
    arguments: &["source", "version", "providers", "count", "for_each", "depends_on"],
    required: &["source"],
    others: Others::Schema,
    ..Block::new("module")
};

static RESOURCE: Block = Block {
    labels: &["type", "name"],
    arguments: &["count", "for_each", "depends_on", "provider"],
    blocks: &[&LIFECYCLE, &PROVISIONER, &CONNECTION],
    single: &["lifecycle", "connection"],
    others: Others::Schema,
    ..Block::new("resource")
};

/// The one resource that needs no provider.
static TERRAFORM_DATA: Block = Block {
    labels: &["type", "name"],
    arguments: &["count", "for_each", "depends_on", "provider", "input", "triggers_replace", "id", "output"],
    blocks: &[&LIFECYCLE, &PROVISIONER, &CONNECTION],
    single: &["lifecycle", "connection"],
    newer: &[("store", 15)],
    ..Block::new("resource")
};

static DATA: Block = Block {
    labels: &["type", "name"],
    arguments: &["count", "for_each", "depends_on", "provider"],
    blocks: &[&LIFECYCLE],
    single: &["lifecycle"],
    others: Others::Schema,
    ..Block::new("data")
};

static EPHEMERAL: Block = Block {
    labels: &["type", "name"],
    arguments: &["count", "for_each", "depends_on", "provider"],
    blocks: &[&LIFECYCLE],
    single: &["lifecycle"],
    others: Others::Schema,
    ..Block::new("ephemeral")
};

static LIFECYCLE: Block = Block {
    arguments: &["create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"],
    blocks: &[&PRECONDITION, &POSTCONDITION],
    // The last two are OpenTofu's.
    newer: &[("action_trigger", 14), ("enabled", 11), ("destroy", 12)],
    ..Block::new("lifecycle")
};

static PROVISIONER: Block = Block {
    labels: &["type"],
    arguments: &["when", "on_failure"],
    blocks: &[&CONNECTION],
    single: &["connection"],
    others: Others::Schema,
    ..Block::new("provisioner")
};

static LOCAL_EXEC: Block = Block {
    arguments: &["when", "on_failure", "command", "working_dir", "interpreter", "environment", "quiet"],
    required: &["command"],
    types: &[
        ("command", "s"),
        ("working_dir", "s"),
        ("interpreter", "Ls"),
        ("environment", "Ms"),
        ("quiet", "b"),
    ],
    others: Others::Refused,
    ..PROVISIONER_OF_TYPE
};

static REMOTE_EXEC: Block = Block {
    arguments: &["when", "on_failure", "inline", "script", "scripts"],
    types: &[("inline", "Ls"), ("script", "s"), ("scripts", "Ls")],
    others: Others::Refused,
    ..PROVISIONER_OF_TYPE
};

static FILE: Block = Block {
    arguments: &["when", "on_failure", "source", "content", "destination"],
    required: &["destination"],
    types: &[("source", "s"), ("content", "s"), ("destination", "s")],
    others: Others::Refused,
    ..PROVISIONER_OF_TYPE
};

const PROVISIONER_OF_TYPE: Block =
    Block { blocks: &[&CONNECTION], single: &["connection"], ..Block::new("provisioner") };

static CONNECTION: Block = Block {
    arguments: &[
        "type",
        "user",
        "password",
        "host",
        "port",
        "timeout",
        "script_path",
        "private_key",
        "certificate",
        "host_key",
        "agent",
        "agent_identity",
        "target_platform",
        "proxy_scheme",
        "proxy_host",
        "proxy_port",
        "proxy_user_name",
        "proxy_user_password",
        "bastion_host",
        "bastion_host_key",
        "bastion_port",
        "bastion_user",
        "bastion_password",
        "bastion_private_key",
        "bastion_certificate",
        "https",
        "insecure",
        "cacert",
        "use_ntlm",
    ],
    types: &[
        ("user", "s"),
        ("password", "s"),
        ("host", "s"),
        ("port", "n"),
        ("timeout", "s"),
        ("private_key", "s"),
        ("agent", "b"),
        ("bastion_host", "s"),
        ("bastion_port", "n"),
        ("https", "b"),
        ("insecure", "b"),
        ("use_ntlm", "b"),
    ],
    ..Block::new("connection")
};

static MOVED: Block = Block { arguments: &["from", "to"], required: &["from", "to"], ..Block::new("moved") };

static IMPORT: Block = Block {
    arguments: &["to", "id", "provider", "for_each"],
    required: &["to", "id"],
    newer: &[("identity", 12)],
    ..Block::new("import")
};

static REMOVED: Block = Block {
    arguments: &["from"],
    required: &["from"],
    blocks: &[&REMOVED_LIFECYCLE, &PROVISIONER, &CONNECTION],
    ..Block::new("removed")
};

static REMOVED_LIFECYCLE: Block = Block { arguments: &["destroy"], ..Block::new("lifecycle") };

static CHECK: Block = Block { labels: &["name"], blocks: &[&DATA, &ASSERT], ..Block::new("check") };
