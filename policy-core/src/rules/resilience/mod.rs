pub(super) mod autoscaling_without_elb_health_check;
pub(super) mod detached_target_group;
pub(super) mod health_check_path_unrouted;
pub(super) mod health_check_without_failover_record;
pub(super) mod implicit_load_balancer_settings;
pub(super) mod minimal_target_group_health_check;
pub(super) mod url_in_dns_record;
