# Gives what the input says, so that Conftest prints results of every kind.

package main

deny contains result if some result in input.failures

warn contains result if some result in input.warnings

deny_excepted contains "this is excepted or it is not"

exception contains ["excepted"] if some _ in input.exceptions
