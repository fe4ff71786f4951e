package syntax

import (
	"bytes"
	"fmt"

	"github.com/wampgen/wampgen/gen/diag"
)

// explainFlow looks for the fault in what stands in brackets on the lines
// [first, last], counted from 1, and makes the diagnostic better if it finds it:
// the library only tells that brackets do not match.
func explainFlow(s *source, first, last int, d *diag.Diagnostic) bool {
	f := flowReader{source: s, next: s.starts[first-1], end: s.lineEnd(last - 1)}
	f.read()
	if f.message == "" {
		return false
	}
	d.Pos, d.Message, d.Hint = s.span(f.from, f.to), f.message, f.hint
	return true
}

// flowReader reads text in brackets up to the first fault.
type flowReader struct {
	source    *source
	next, end int
	open      []flowEntry // the brackets around next

	from, to      int // of the fault
	message, hint string
}

// flowEntry is an entry of a map or list in brackets, as far as it has been read.
type flowEntry struct {
	bracket int  // offset of the bracket that opens the map or list
	value   bool // the colon has been read
	plain   int  // offset of the text without quotes that is being read, or -1
	done    bool // a quoted text or a bracket has ended: only a sign may follow
	quote   int  // offset of the quoted text that has ended over lines, or -1
}

func (f *flowReader) read() {
	for f.message == "" && f.next < f.end {
		c := f.source.data[f.next]
		switch {
		case c == '#' && f.spaceBefore():
			f.next = f.source.lineEnd(f.source.lineOf(f.next))
		case c == '\n':
			f.next++
			f.line()
		case c == ' ' || c == '\t' || c == '\r':
			f.next++
		case len(f.open) == 0:
			f.outside(c)
		default:
			f.inside(c, &f.open[len(f.open)-1])
		}
	}
	if f.message == "" && len(f.open) > 0 {
		f.notClosed()
	}
}

// outside reads up to the next bracket that opens a map or list.
func (f *flowReader) outside(c byte) {
	start := f.startsValue()
	switch {
	case start && (c == '{' || c == '['):
		f.push()
	case start && (c == '"' || c == '\''):
		f.quoted(c)
	default:
		f.next++
	}
}

// startsValue reports whether a block value may start here.
func (f *flowReader) startsValue() bool {
	before := bytes.TrimRight(f.source.data[f.source.starts[f.source.lineOf(f.next)]:f.next], " \t")
	return len(before) == 0 || f.spaceBefore() && (bytes.HasSuffix(before, []byte(":")) || bytes.HasSuffix(before, []byte("-")))
}

func (f *flowReader) spaceBefore() bool {
	return f.next == 0 || bytes.IndexByte([]byte(" \t\n"), f.source.data[f.next-1]) >= 0
}

func (f *flowReader) push() {
	f.open = append(f.open, flowEntry{bracket: f.next, plain: -1, quote: -1})
	f.next++
}

// inside reads the next sign of an entry.
func (f *flowReader) inside(c byte, e *flowEntry) {
	switch {
	case c == ',':
		*e = flowEntry{bracket: e.bracket, plain: -1, quote: -1}
		f.next++
	case c == '}' || c == ']':
		f.pop(c, e)
	case c == ':' && f.separates(e):
		if e.value {
			f.missingComma(e)
			return
		}
		e.value, e.plain, e.done = true, -1, false
		f.next++
	case e.done:
		f.afterEnd(e)
	case c == '{' || c == '[':
		if e.plain >= 0 {
			f.fail(f.next, f.next+1, fmt.Sprintf("%q inside a value without quotes", string(c)), "quote the value")
			return
		}
		f.push()
	case (c == '"' || c == '\'') && e.plain < 0:
		f.quoted(c)
	default:
		if e.plain < 0 {
			e.plain = f.next
		}
		f.next++
	}
}

// separates reports whether the colon that comes next ends a key.
func (f *flowReader) separates(e *flowEntry) bool {
	if e.done || f.next+1 == f.end {
		return true
	}
	return bytes.IndexByte([]byte(" \t\r\n,]}"), f.source.data[f.next+1]) >= 0
}

// pop ends a map or list.
func (f *flowReader) pop(c byte, e *flowEntry) {
	if opening := f.source.data[e.bracket]; opening != c-2 { // in ASCII a closing bracket is two after its opening one
		f.fail(f.next, f.next+1, fmt.Sprintf("%q where %q is still open", string(c), string(opening)), "")
		return
	}
	f.next++
	f.open = f.open[:len(f.open)-1]
	if len(f.open) > 0 {
		f.open[len(f.open)-1].done = true
		return
	}
	line := f.source.data[f.next:f.source.lineEnd(f.source.lineOf(f.next))]
	rest := bytes.TrimLeft(line, " \t")
	at := f.next + len(line) - len(rest)
	switch {
	case len(rest) == 0 || rest[0] == '#' && len(rest) < len(line) || rest[0] == ',' || rest[0] == ':':
	case rest[0] == '}' || rest[0] == ']':
		f.fail(at, at+1, fmt.Sprintf("%q closes nothing", rest[:1]), "")
	default:
		f.fail(at, at+len(rest), fmt.Sprintf("text after %q", string(c)), "quote the value if it is meant to begin with a bracket")
	}
}

// quoted reads a quoted text.
func (f *flowReader) quoted(quote byte) {
	start := f.next
	for f.next++; f.next < f.end; f.next++ {
		switch c := f.source.data[f.next]; {
		case c == '\\' && quote == '"':
			f.next++
		case c != quote:
		case quote == '\'' && f.next+1 < f.end && f.source.data[f.next+1] == quote:
			f.next++
		default:
			f.next++
			if len(f.open) > 0 {
				e := &f.open[len(f.open)-1]
				e.done = true
				if f.source.lineOf(start) != f.source.lineOf(f.next-1) {
					e.quote = start
				}
			}
			return
		}
	}
	f.fail(start, f.end, "a quoted value is not closed", "")
}
