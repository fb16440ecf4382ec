pub(super) mod bucket_without_force_destroy;
