//! What a table of `DynamoDB` is set to.

use crate::plan::{Attribute, Read, Resource};

/// The arguments of a table that is restored from another one.
const RESTORED: [&str; 3] = ["restore_backup_arn", "restore_source_name", "restore_source_table_arn"];

/// Whether a table is made from another one, or from a backup of it.
pub(crate) fn is_restored(table: Resource<'_>) -> Read<()> {
    let mut restored = Read::Absent;
    for source in RESTORED {
        match table.attribute(source).given() {
            Read::Known(()) => return Read::Known(()),
            Read::Unknown => restored = Read::Unknown,
            Read::Absent => {}
        }
    }
    restored
}

/// Whether a table only keeps the locks of Terraform states, which nobody would restore.
pub(crate) fn is_state_lock(table: Resource<'_>) -> Read<bool> {
    table.attribute("hash_key").text_by_default().map(|key| &*key == "LockID").or_default(false)
}

/// Whether a table can be restored to a point in time.
pub(crate) fn has_recovery(table: Resource<'_>) -> Read<bool> {
    switched_on(table.attribute("point_in_time_recovery"))
}

/// Whether a block of a table is there and its `enabled` true; what an expression decides is known only where it
/// says yes.
pub(crate) fn switched_on(block: Attribute<'_>) -> Read<bool> {
    match block.presence() {
        Read::Absent => return Read::Known(false),
        // A plan does not know what AWS makes of a block that is left out.
        Read::Unknown if block.configured() == Read::Absent => return Read::Known(false),
        Read::Unknown => return Read::Unknown,
        Read::Known(()) => {}
    }
    let enabled = block.get("enabled");
    match (enabled.literal(), enabled.truth()) {
        (_, Read::Known(true)) => Read::Known(true),
        (Read::Unknown, _) | (_, Read::Unknown) => Read::Unknown,
        (_, Read::Known(false) | Read::Absent) => Read::Known(false),
    }
}
