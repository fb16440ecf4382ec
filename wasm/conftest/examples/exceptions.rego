# Exceptions for the adapter. Conftest excepts rules by name, so a rule of Planproof that is to be excepted gets a name
# of its own here: that of the rule with `_` for `-`. Copy this beside `adapter.rego`, or name both by `-p`.

package planproof

named contains "hardcoded-password"

deny_hardcoded_password contains result(finding) if {
	some finding in failures
	finding.rule == "hardcoded-password"
}

exception contains ["hardcoded_password"] if {
	every one in input.inputs {
		startswith(one.path, "sandbox/")
	}
}
