// Stacks of CDKTF or CDK Terrain without the generated classes of a provider, which are large: a resource is its type and
// its arguments.

module.exports = function stacks({ TerraformOutput, TerraformResource, TerraformStack }) {
  class Resource extends TerraformResource {
    constructor(scope, id, terraformResourceType, args) {
      super(scope, id, { terraformResourceType });
      for (const [name, value] of Object.entries(args)) this.addOverride(name, value);
    }
  }

  class OrdersStack extends TerraformStack {
    constructor(scope, id, enabled) {
      super(scope, id);
      this.orders = new Resource(this, "orders", "aws_dynamodb_table", {
        name: "orders-pr4321",
        billing_mode: "PAY_PER_REQUEST",
        hash_key: "id",
        attribute: [{ name: "id", type: "S" }],
        point_in_time_recovery: { enabled },
        server_side_encryption: { enabled: true },
      });
      new TerraformOutput(this, "table", { value: this.orders.fqn });
    }
  }

  /** A table that nothing is wrong with. */
  class MendedStack extends OrdersStack {
    constructor(scope, id) {
      super(scope, id, true);
    }
  }

  /** The same table without what brings back what was lost. */
  class UnprotectedStack extends OrdersStack {
    constructor(scope, id) {
      super(scope, id, false);
    }
  }

  /** A database whose password is in the configuration, and a bucket that everybody may read. */
  class BrokenStack extends TerraformStack {
    constructor(scope, id) {
      super(scope, id);
      this.database = new Resource(this, "database", "aws_db_instance", {
        identifier: "payments-pr4321",
        engine: "postgres",
        engine_version: "16.4",
        instance_class: "db.t3.medium",
        allocated_storage: 50,
        username: "payments",
        password: "Sup3rSecret-2024",
        skip_final_snapshot: true,
      });
      this.bucket = new Resource(this, "logs", "aws_s3_bucket", { bucket: "payments-logs-pr4321" });
    }
  }

  return { BrokenStack, MendedStack, UnprotectedStack, Resource };
};
