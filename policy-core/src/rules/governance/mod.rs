pub(super) mod replica_without_tag_propagation;
