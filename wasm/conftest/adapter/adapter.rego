# Brings the findings of Planproof into `conftest test`, beside rules in Rego and under Conftest's exceptions:
#
#   planproof check plan.json --format json | conftest test -p adapter -n planproof --parser json -
#
# Without the parser Conftest reads standard input as YAML, which takes longer and not every character.

package planproof

deny contains result(finding) if {
	some finding in failures
	not has_name(finding)
}

warn contains result(finding) if {
	some finding in warnings
	not has_name(finding)
}

deny contains "the input is no report that `planproof check --format json` wrote" if {
	not input.schemaVersion == 1
}

# Whether the rule of a finding has a name of its own, as `exceptions.rego` gives it one. A function, because `not` of
# what is nowhere defined would leave out everything.
has_name(finding) if finding.rule in data.planproof.named

# Findings stand in order, and the first ones are those that fail the check.
failures := array.slice(input.findings, 0, input.summary.failing)

warnings := array.slice(input.findings, input.summary.failing, count(input.findings))

result(finding) := object.union(finding, {
	"msg": sprintf("%s: %s", [finding.address, finding.message]),
	"_loc": {"file": finding.location.file, "line": finding.location.line},
})
