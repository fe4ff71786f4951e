package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteJSON writes one JSON object a line: file, line, column, endColumn,
// severity, rule, message, hint; what is not known is left out.
func (l List) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range l {
		err := enc.Encode(struct {
			Position
			Severity string `json:"severity"`
			Rule     string `json:"rule,omitempty"`
			Message  string `json:"message"`
			Hint     string `json:"hint,omitempty"`
		}{d.Pos, d.Severity.String(), d.Rule, d.Message, d.Hint})
		if err != nil {
			return fmt.Errorf("write diagnostics: %w", err)
		}
	}
	return nil
}

// WriteGitHub writes the workflow commands by which GitHub Actions shows the
// diagnostics beside the lines of a change.
func (l List) WriteGitHub(w io.Writer) error {
	for _, d := range l {
		properties := make([]string, 0, 5)
		set := func(name, value string) {
			properties = append(properties, name+"="+githubProperty.Replace(value))
		}
		if d.Pos.File != "" {
			set("file", d.Pos.File)
		}
		if d.Pos.Line > 0 {
			set("line", fmt.Sprint(d.Pos.Line))
		}
		if d.Pos.Column > 0 {
			set("col", fmt.Sprint(d.Pos.Column))
		}
		if d.Pos.EndColumn > 0 {
			set("endColumn", fmt.Sprint(d.Pos.EndColumn))
		}
		if d.Rule != "" {
			set("title", d.Rule)
		}
		message := d.Message
		if d.Hint != "" {
			message += "\nhint: " + d.Hint
		}
		_, err := fmt.Fprintf(w, "::%s %s::%s\n", d.Severity, strings.Join(properties, ","), githubData.Replace(message))
		if err != nil {
			return fmt.Errorf("write diagnostics: %w", err)
		}
	}
	return nil
}

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
