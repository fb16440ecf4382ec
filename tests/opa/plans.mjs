// Large plans: the plan of a fixture as that of a stack with so many copies of it, each a module.

import { parsed, values } from "./fixtures.mjs";

/** The text of a plan of at least so many bytes. */
export function planOf(bytes) {
  const { path: _, ...one } = { ...parsed(values.find(({ path }) => path === "storefront-broken/plan.json")) };
  const copies = Math.ceil(bytes / JSON.stringify([one.resource_changes, one.configuration.root_module]).length);
  const names = Array.from({ length: copies }, (_, at) => `copy_${at}`);
  const resource_changes = names.flatMap((name) =>
    one.resource_changes.map((change) => ({
      ...change,
      address: `module.${name}.${change.address}`,
      module_address: [`module.${name}`, change.module_address].filter(Boolean).join("."),
    })),
  );
  const module_calls = Object.fromEntries(
    names.map((name) => [name, { source: `./${name}`, module: one.configuration.root_module }]),
  );
  return JSON.stringify({ ...one, resource_changes, configuration: { ...one.configuration, root_module: { module_calls } } });
}
