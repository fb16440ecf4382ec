pub(super) mod missing_outputs;
pub(super) mod resource_without_output;
