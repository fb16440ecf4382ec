pub(super) mod nat_gateway_outside_production;
