package syntax

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
)

// yamlTraps are what people write who know other languages or forget quotes, and
// what YAML takes apart: tried on the line of a fault.
var yamlTraps = []struct {
	fault   string         // part of the messages that it explains
	pattern *regexp.Regexp // its first group is the place
	message string
	hint    string // with the second group
}{
	{
		"", regexp.MustCompile(`(?:^ *|[:{\[,-] *)([\x{a0}\x{2000}-\x{200b}\x{202f}\x{2060}]+)()`),
		"a character that looks like a space and is none to YAML", "write a space",
	},
	{
		"is missing", regexp.MustCompile(`(?:^|[\s:{\[,])(([A-Za-z][\w.()]*)\?)(?:[\s,}\]]|$)`),
		`"?" does not make a type optional`, "write optional(%s)",
	},
	{
		"", regexp.MustCompile(`(?:^|[\s:{\[,])(\[\]([A-Za-z][\w.()]*))`),
		`"[]" does not make a list type`, "write list(%s)",
	},
	{
		faultNoComma, regexp.MustCompile(`(?:[\s:{\[,])(([A-Za-z][\w.]*)\[\])`),
		`"[]" does not make a list type`, "write list(%s)",
	},
	{
		faultNoComma, regexp.MustCompile(`(?:[\s:{\[,])((?i:map|dict)\[(?:(?:str|string)(?:\]| *, *))?([A-Za-z][\w.]*)\]?)`),
		"brackets do not make a map type", "write map(%s)",
	},
	{
		faultNoComma, regexp.MustCompile(`(?:[\s:{\[,])((?i:list|array|set|vec|seq|slice)\[([A-Za-z][\w.]*)\])`),
		"brackets do not make a list type", "write list(%s)",
	},
	{
		faultNoComma, regexp.MustCompile(`pattern: *(()[^'"\s,}]\S*?)[,}]*(?:\s|$)`),
		"the pattern has signs of YAML", "write it in single quotes: '...'",
	},
	{
		"", regexp.MustCompile(`(?:^|[\s:{\[,])(([\w.]+(?:\{\w+(?:\.\.\.)?\}[\w.]*)+|\{\w+(?:\.\.\.)?\}\.(?:[\w.]|\{\w+(?:\.\.\.)?\})+))`),
		"braces must be quoted here", `write "%s"`,
	},
	{
		"", regexp.MustCompile("(?:^|[\\s:{\\[,])(([@`%][^\\s,}\\]]*))"),
		"a value cannot start with this character", `write "%s"`,
	},
	{
		"", regexp.MustCompile(`^ *(\t())`),
		"a tab in the indentation", "indent with spaces",
	},
	{
		faultKeyInValue, regexp.MustCompile(`^[^'"]*?: +[^'"{\[ ][^'"]*?(:())(?: |$)`),
		`": " inside a value`, "quote the value",
	},
	{
		`unknown escape in a "..." value`, regexp.MustCompile(`"(?:[^"\\]|\\[0abtnvfre "/\\N_LP])*(\\([^0abtnvfre "/\\N_LP]))`),
		`unknown escape in a "..." value`, `use '...', where \ is an ordinary character`,
	},
	{
		"", regexp.MustCompile(`(?:: |- |[{\[,] ?)'(?:[^']|'')*' *(([^\s,}\]':#][^,}\]]*))`),
		"text after the end of a quoted value", "write '' for a ' inside '...'",
	},
	{
		"", regexp.MustCompile(`(?:: |- |[{\[,] ?)"(?:[^"\\]|\\.)*" *(([^\s,}\]:#][^,}\]]*))`),
		"text after the end of a quoted value", `write \" for a " inside "..."`,
	},
}

// maxTrapLine bounds the lines that are searched for traps.
const maxTrapLine = 2000

// explainTrap makes a diagnostic better if the line, counted from 1, has a trap.
func explainTrap(s *source, line int, d *diag.Diagnostic) bool {
	text := s.line(line - 1)
	if len(text) > maxTrapLine {
		return false
	}
	for _, trap := range yamlTraps {
		if !strings.Contains(d.Message, trap.fault) {
			continue
		}
		m := trap.pattern.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		start := s.starts[line-1]
		d.Pos = s.span(start+m[2], start+m[3])
		d.Message, d.Hint = trap.message, trap.hint
		if strings.Contains(trap.hint, "%s") {
			d.Hint = fmt.Sprintf(trap.hint, text[m[4]:m[5]])
		}
		return true
	}
	return false
}
