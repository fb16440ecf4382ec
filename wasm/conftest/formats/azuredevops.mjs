// Conftest's commands for Azure Pipelines: a section and a group for each input, and an issue for each finding.

import { summary, totals } from "../results.mjs";

export function azuredevops(results) {
  const lines = results.flatMap((result) => {
    const { filename, namespace, successes, failures, warnings, exceptions } = result;
    const of = (type, found) => found.map(({ msg }) => `##vso[task.logissue type=${type}] file=${filename} --> ${msg}`);
    return [
      `##[section]Testing '${filename}' against ${totals([result]).tests} policies in namespace '${namespace}'`,
      "##[group]See conftest results",
      ...of("error", failures),
      ...of("warning", warnings),
      ...of("warning", exceptions),
      ...(successes > 0 ? [`success file=${filename} ${successes}`] : []),
      "##[endgroup]",
    ];
  });
  return `${[...lines, summary(results)].join("\n")}\n`;
}
