package syntax

import (
	"bytes"
	"fmt"
	"strings"
)

func (f *flowReader) fail(from, to int, message, hint string) {
	f.from, f.to, f.message, f.hint = from, to, message, hint
}

// line looks at the line that begins: where it is indented no more than the key
// whose value the bracket is, the value has ended.
func (f *flowReader) line() {
	text := f.source.line(f.source.lineOf(f.next))
	trimmed := strings.TrimLeft(text, " ")
	if len(f.open) == 0 || trimmed == "" || strings.ContainsAny(trimmed[:1], "#]}") {
		return
	}
	first := f.source.line(f.source.lineOf(f.open[0].bracket))
	indent := len(first) - len(strings.TrimLeft(first, " "))
	if !strings.ContainsAny(first[indent:indent+1], "{[") && len(text)-len(trimmed) <= indent {
		f.notClosed()
	}
}

func (f *flowReader) notClosed() {
	at := f.open[len(f.open)-1].bracket
	f.fail(at, at+1, fmt.Sprintf("%q is not closed", f.source.data[at:at+1]), "")
}

// afterEnd reports what follows an entry that has ended.
func (f *flowReader) afterEnd(e *flowEntry) {
	word := f.wordEnd(f.next)
	switch end := bytes.TrimRight(f.source.data[:f.next], " \t\r\n"); {
	case e.quote >= 0:
		f.fail(e.quote, f.end, "a quoted value is not closed in its line", "")
	case f.next == len(end) && (end[len(end)-1] == '\'' || end[len(end)-1] == '"'): // it's: the traps know more
		f.next = f.end
		f.open = nil
	default:
		f.fail(f.next, word, fmt.Sprintf("a comma is missing before %q", f.source.data[f.next:word]), "")
	}
}

// missingComma reports the key that stands inside the value of another one.
func (f *flowReader) missingComma(e *flowEntry) {
	from, to := f.next, f.next+1
	if e.plain >= 0 {
		to = f.next
		from = e.plain + bytes.LastIndexAny(f.source.data[e.plain:to], " \t\n") + 1
	}
	if e.plain >= 0 && from == e.plain {
		f.fail(f.next, f.next+1, `":" inside a value without quotes`, "quote the value")
		return
	}
	f.fail(from, to, fmt.Sprintf("a comma is missing before %q", f.source.data[from:to]), `or quotes, if it is text with ": " in it`)
}

// wordEnd returns the end of the word that begins at an offset.
func (f *flowReader) wordEnd(at int) int {
	n := bytes.IndexAny(f.source.data[at:f.end], " \t\r\n,:[]{}")
	if n < 0 {
		return f.end
	}
	return at + max(n, 1)
}
