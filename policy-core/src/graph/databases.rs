//! Databases that take their settings from another one.

use super::references::is_null;
use crate::plan::{Read, Resource};

/// What a database is made from, where that is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    /// It follows another instance or cluster.
    Replica,
    /// It is restored from a snapshot.
    Snapshot,
    /// It is restored from what another one was at a point in time.
    PointInTime,
    /// It is a cluster of another region's in a global database.
    Secondary,
}

/// The arguments that say so.
const SIGNS: [(&str, Copied); 4] = [
    ("replicate_source_db", Copied::Replica),
    ("replication_source_identifier", Copied::Replica),
    ("snapshot_identifier", Copied::Snapshot),
    ("restore_to_point_in_time", Copied::PointInTime),
];

/// Where a database takes its settings from; absent where it certainly has its own.
pub(crate) fn copied(database: Resource<'_>) -> Read<Copied> {
    let mut unknown = false;
    for (argument, copied) in SIGNS {
        match database.attribute(argument).given() {
            Read::Known(()) => return Read::Known(copied),
            Read::Unknown => unknown |= !is_null(database.attribute(argument)),
            Read::Absent => {}
        }
    }
    // The first cluster of a global database has the user; the others get it with the data.
    let global = database.attribute("global_cluster_identifier");
    let has_user = database.attribute("master_username").given() == Read::Known(());
    if global.configured() == Read::Known(()) && global.given() != Read::Absent && !has_user {
        return Read::Known(Copied::Secondary);
    }
    if unknown { Read::Unknown } else { Read::Absent }
}
