pub(super) mod autoscaling_tags_not_propagated;
