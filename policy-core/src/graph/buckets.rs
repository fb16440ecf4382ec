//! What a stack says of a bucket beside the bucket.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::ResourceGraph;
use crate::{
    plan::{BlockId, Read, Resource},
    sorted::Set,
};

impl<'p> ResourceGraph<'p> {
    /// The resources of a type that are for a bucket, such as its encryption or its public access block.
    ///
    /// `Absent` says that there is certainly none.
    pub(crate) fn companions(
        &self,
        bucket: Resource<'p>,
        type_name: &'static str,
    ) -> Read<Vec<Resource<'p>>> {
        self.referrers(bucket, &["bucket", "id"], type_name, "bucket")
    }
}

/// What writes logs or recorded settings to a bucket, and where it names the bucket.
const WRITERS: [(&str, &[&str]); 7] = [
    ("aws_alb", &["access_logs", "bucket"]),
    ("aws_cloudtrail", &["s3_bucket_name"]),
    ("aws_config_delivery_channel", &["s3_bucket_name"]),
    ("aws_elb", &["access_logs", "bucket"]),
    ("aws_flow_log", &["log_destination"]),
    ("aws_lb", &["access_logs", "bucket"]),
    ("aws_s3_bucket_logging", &["target_bucket"]),
];

/// The buckets that logs or recorded settings go to: by reference and by name.
#[derive(Default)]
pub(crate) struct Archives {
    blocks: Set<BlockId>,
    names: Set<String>,
    /// Whether there may be more.
    more: bool,
}

impl Archives {
    /// What a stack's resources say that write such things.
    pub(crate) fn of(graph: &ResourceGraph<'_>) -> Self {
        let mut archives = Self::default();
        for (type_name, path) in WRITERS {
            for place in graph.plan().of_type(type_name).flat_map(|writer| writer.all(path)) {
                let targets = graph.targets(place);
                match place.text_by_default() {
                    Read::Known(text) => {
                        // An ARN may go on with a folder.
                        let name = text.rsplit(':').next().and_then(|name| name.split('/').next());
                        archives.names.extend(name.map(ToOwned::to_owned));
                    }
                    Read::Unknown => archives.more |= targets.opaque || targets.blocks.is_empty(),
                    Read::Absent => {}
                }
                archives.blocks.extend(targets.blocks.iter().copied());
            }
        }
        archives
    }

    /// Whether a bucket is one of them.
    pub(crate) fn holds(&self, bucket: Resource<'_>) -> Read<()> {
        if bucket.block_id().is_some_and(|block| self.blocks.contains(&block)) {
            return Read::Known(());
        }
        match bucket.attribute("bucket").text_by_default() {
            Read::Known(name) if self.names.contains(&*name) => Read::Known(()),
            Read::Unknown if !self.names.is_empty() => Read::Unknown,
            _ if self.more => Read::Unknown,
            _ => Read::Absent,
        }
    }
}
