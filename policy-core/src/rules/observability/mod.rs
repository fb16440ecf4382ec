pub(super) mod alarm_without_actions;
