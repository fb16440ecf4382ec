//! How long AWS supports the versions of database engines.
//!
//! A version is outdated here when its standard support has ended, or ends within half a year of [`AS_OF`]: AWS
//! announces no earlier than that, and a major upgrade takes planning. Sources, read on 2026-11-24:
//! <https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html>,
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html>,
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MariaDB.Concepts.VersionMgmt.html>,
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html>,
//! <https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html>.
//! For the commercial engines RDS follows their makers: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Oracle.html>
//! and <https://learn.microsoft.com/en-us/sql/sql-server/end-of-support/sql-server-end-of-support-overview>. The dates of
//! the calendars were compared with those that <https://endoflife.date> keeps of them. Engines and versions that are in
//! none of these are left out.

use alloc::vec::Vec;

/// The day on which the table was true.
pub(crate) const AS_OF: &str = "2026-11-24";

/// When the support of an engine's older versions ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    /// The oldest version that this does not concern.
    below: &'static str,
    /// The day by which the support of all that are older has ended, as `YYYY-MM-DD`.
    pub(crate) day: &'static str,
}

/// Engines with their ends of support, the first first.
const ENGINES: &[(&[&str], &[End])] = &[
    (
        &["postgres"],
        &[
            End { below: "10", day: "2022-04-30" },
            End { below: "11", day: "2023-04-30" },
            End { below: "12", day: "2024-02-29" },
            End { below: "13", day: "2025-02-28" },
            End { below: "14", day: "2026-02-28" },
            End { below: "15", day: "2027-02-28" },
        ],
    ),
    (
        &["aurora-postgresql"],
        &[
            End { below: "10", day: "2022-01-31" },
            End { below: "11", day: "2023-01-31" },
            End { below: "12", day: "2024-02-29" },
            End { below: "13", day: "2025-02-28" },
            End { below: "14", day: "2026-02-28" },
            End { below: "15", day: "2027-02-28" },
        ],
    ),
    (
        &["mysql"],
        &[
            End { below: "5.7", day: "2022-03-01" },
            End { below: "8.0", day: "2024-02-29" },
            End { below: "8.4", day: "2026-07-31" },
        ],
    ),
    // `aurora` is the engine's name from the days when it was all of MySQL 5.6.
    (
        &["aurora", "aurora-mysql"],
        &[End { below: "5.7", day: "2023-02-28" }, End { below: "8.0", day: "2024-10-31" }],
    ),
    (
        &["mariadb"],
        &[
            End { below: "10.4", day: "2023-10-23" },
            End { below: "10.5", day: "2025-02-28" },
            End { below: "10.6", day: "2026-02-28" },
            End { below: "10.11", day: "2026-08-31" },
        ],
    ),
    (
        &["oracle-ee", "oracle-ee-cdb", "oracle-se", "oracle-se1", "oracle-se2", "oracle-se2-cdb"],
        &[End { below: "12", day: "2020-12-31" }, End { below: "19", day: "2022-07-31" }],
    ),
    (
        &["sqlserver-ee", "sqlserver-ex", "sqlserver-se", "sqlserver-web"],
        &[
            End { below: "12", day: "2022-07-12" },
            End { below: "13", day: "2024-07-09" },
            End { below: "14", day: "2026-07-14" },
        ],
    ),
];

/// The oldest version of an engine that is not outdated; none where the table does not know the engine.
pub(crate) fn minimum(engine: &str) -> Option<&'static str> {
    ends(engine)?.last().map(|end| end.below)
}

/// When the support of an outdated version ends.
pub(crate) fn end(engine: &str, version: &str) -> Option<End> {
    ends(engine)?.iter().copied().find(|end| is_older(version, end.below))
}

fn ends(engine: &str) -> Option<&'static [End]> {
    let (_, ends) = ENGINES.iter().find(|(names, _)| names.contains(&engine))?;
    Some(ends)
}

impl End {
    /// Whether the day is past, seen from [`AS_OF`].
    pub(crate) fn is_past(self) -> bool {
        // Days of this form are ordered as texts are.
        self.day <= AS_OF
    }
}

/// Whether a version is certainly older than another, number by number: `9.6.24` is older than `10`.
///
/// `8` may become any `8.x` and is not older than `8.4`. What follows the numbers says nothing:
/// `5.7.mysql_aurora.2.11.1` is `5.7`.
pub(crate) fn is_older(version: &str, minimum: &str) -> bool {
    let (version, minimum) = (numbers(version), numbers(minimum));
    let different = version.iter().zip(&minimum).find(|(own, least)| own != least);
    different.is_some_and(|(own, least)| own < least)
}

fn numbers(version: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    for part in version.split('.') {
        let digits = part.trim_start().find(|character: char| !character.is_ascii_digit());
        let number = digits.map_or(part, |end| part.get(..end).unwrap_or_default());
        let Ok(number) = number.parse() else { break };
        numbers.push(number);
        if digits.is_some() {
            break;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        for (version, minimum, older) in [
            ("9.6.24", "10", true),
            ("14.7", "15", true),
            ("15.4", "15", false),
            ("10.4.8", "10.11", true),
            ("10.11.6", "10.11", false),
            ("8", "8.4", false),
            ("8.0", "8.4", true),
            ("5.6.10a", "5.7", true),
            ("5.7.mysql_aurora.2.11.1", "8.0", true),
            ("13.00.6435.1.v1", "14", true),
            ("11.22-RDS.20241121", "11.22", false),
            ("latest", "15", false),
        ] {
            assert_eq!(is_older(version, minimum), older, "{version} {minimum}");
        }
    }

    #[test]
    fn the_table_is_ordered_and_tells_the_nearest_end() {
        for (names, ends) in ENGINES {
            assert!(ends.is_sorted_by(|one, other| is_older(one.below, other.below)), "{names:?}");
            assert!(ends.is_sorted_by_key(|end| end.day), "{names:?}");
        }
        assert_eq!(end("postgres", "14.7").map(|end| (end.day, end.is_past())), Some(("2027-02-28", false)));
        assert_eq!(end("mysql", "5.7.44").map(|end| (end.day, end.is_past())), Some(("2024-02-29", true)));
        assert_eq!(end("postgres", "15.4"), None);
        assert_eq!(minimum("mariadb"), Some("10.11"));
        assert_eq!(minimum("db2-se"), None);
    }
}
