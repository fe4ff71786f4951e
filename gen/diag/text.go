package diag

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Sources holds the contents of files by the name that positions give.
type Sources map[string][]byte

// WriteText writes the diagnostics for people: each with the line it speaks
// of, a caret line and its hint. A diagnostic whose file is not in sources is
// written without the line.
func (l List) WriteText(w io.Writer, sources Sources) error {
	lines := lineIndex{sources: sources}
	var b bytes.Buffer
	for _, d := range l {
		b.Reset()
		writeDiagnostic(&b, d, &lines)
		if _, err := w.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write diagnostics: %w", err)
		}
	}
	return nil
}

// Text returns what WriteText writes.
func (l List) Text(sources Sources) string {
	var b strings.Builder
	_ = l.WriteText(&b, sources) // a strings.Builder takes everything
	return b.String()
}

func writeDiagnostic(b *bytes.Buffer, d Diagnostic, lines *lineIndex) {
	b.WriteString(printable(d.Error(), false))
	b.WriteByte('\n')
	if line, ok := lines.line(d.Pos); ok {
		excerpt, caret := excerpt(line, d.Pos.Column, d.Pos.EndColumn)
		fmt.Fprintf(b, "%5d | %s\n", d.Pos.Line, excerpt)
		if caret != "" {
			fmt.Fprintf(b, "%5s | %s\n", "", caret)
		}
	}
	if d.Hint != "" {
		hint := strings.ReplaceAll(printable(d.Hint, true), "\n", "\n         ")
		fmt.Fprintf(b, "   hint: %s\n", hint)
	}
}

// lineIndex finds lines by number. It remembers where the lines of the last
// file begin: a sorted list asks for one file after the other.
type lineIndex struct {
	sources Sources
	file    string
	starts  []int
}

func (x *lineIndex) line(pos Position) (string, bool) {
	data, ok := x.sources[pos.File]
	if !ok || pos.Line < 1 {
		return "", false
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if x.starts == nil || x.file != pos.File {
		x.file, x.starts = pos.File, append(x.starts[:0], 0)
		for i, c := range data {
			if c == '\n' {
				x.starts = append(x.starts, i+1)
			}
		}
	}
	if pos.Line > len(x.starts) {
		return "", false
	}
	line := data[x.starts[pos.Line-1]:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	return string(bytes.TrimSuffix(line, []byte("\r"))), true
}
