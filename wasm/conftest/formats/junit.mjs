// Conftest's JUnit: a suite for the namespace, in which warnings fail too and exceptions are not shown.

import { xml } from "./go.mjs";

/**
 * @param property the name and value of the one property that the suite has; Conftest's own says the version of Go.
 * @param hidesMessages leaves messages out of the names of tests.
 */
export function junit(results, { property, hidesMessages = false }) {
  const tests = results.flatMap((result) => {
    const failed = [...result.warnings, ...result.failures].map(({ msg }) => ({ name: named(result, msg), msg }));
    return [...failed, ...new Array(result.successes).fill({ name: result.filename })];
  });
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>';
  if (tests.length === 0) return `${head}</testsuites>\n`;
  const suite = `conftest.${results[0].namespace}`;
  const failures = tests.filter(({ msg }) => msg !== undefined).length;
  const [name, value] = property;
  return `${head}
\t<testsuite tests="${tests.length}" failures="${failures}" time="0.000" name="${xml(suite)}">
\t\t<properties>
\t\t\t<property name="${xml(name)}" value="${xml(value)}"></property>
\t\t</properties>
${tests.map((test) => testcase(suite, test)).join("")}\t</testsuite>
</testsuites>
`;

  function named({ filename }, msg) {
    return hidesMessages ? filename : `${filename} - ${msg.split("\n", 1)[0]}`;
  }
}

function testcase(suite, { name, msg }) {
  const failure = msg === undefined ? "" : `\n\t\t\t<failure message="Failed" type="">${xml(msg)}</failure>\n\t\t`;
  return `\t\t<testcase classname="${xml(suite)}" name="${xml(name)}" time="0.000">${failure}</testcase>\n`;
}
