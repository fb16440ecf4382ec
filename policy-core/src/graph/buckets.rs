//! What a stack says of a bucket beside the bucket.

use alloc::vec::Vec;

use super::ResourceGraph;
use crate::plan::{Read, Resource};

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
