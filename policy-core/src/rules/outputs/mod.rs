pub(super) mod missing_outputs;
