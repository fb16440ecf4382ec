pub(super) mod database_without_maintenance_settings;
pub(super) mod hardcoded_availability_zone;
pub(super) mod implicit_database_exposure;
pub(super) mod inconsistent_table_settings;
pub(super) mod outdated_database_engine;
pub(super) mod table_without_point_in_time_recovery;
