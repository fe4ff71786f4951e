package diag

import "strings"

// Severity tells whether a diagnostic stops the work.
type Severity uint8

// The severities.
const (
	Error Severity = iota
	Warning
)

// String returns the word that stands in front of the message.
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Diagnostic is one finding.
type Diagnostic struct {
	Pos      Position
	Severity Severity
	Rule     string // kebab-case name, shown in brackets
	Message  string // one line, lower case, without a full stop
	Hint     string // what to do about it; may be empty
}

// Error returns the diagnostic in one line, without its hint.
func (d Diagnostic) Error() string {
	var b strings.Builder
	if pos := d.Pos.String(); pos != "" {
		b.WriteString(pos)
		b.WriteString(": ")
	}
	b.WriteString(d.Severity.String())
	b.WriteString(": ")
	b.WriteString(d.Message)
	if d.Rule != "" {
		b.WriteString(" [" + d.Rule + "]")
	}
	return b.String()
}
