package diag

// Rule documents a rule by which diagnostics are made.
type Rule struct {
	Name string // as in Diagnostic.Rule
	Doc  string // one sentence: what holds where the rule is kept
}
