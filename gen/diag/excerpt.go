package diag

import (
	"fmt"
	"strings"
	"unicode"
)

const (
	excerptWidth = 160 // display columns of a source line; longer ones are cut
	excerptLead  = 40  // columns kept in front of the caret of a line that is cut
	tabWidth     = 4
)

// excerpt returns a source line ready for a terminal and the carets under its
// code points [column, end). Tabs are expanded, wide characters count twice,
// control characters cannot reach the terminal, and of a long line only the
// surroundings of the caret are kept. No column, no carets.
func excerpt(line string, column, end int) (text, carets string) {
	if end <= column {
		end = column + 1
	}
	runes := []rune(line)
	first, last := 0, len(runes) // what is looked at: of a very long line, not all
	if len(runes) > 4*excerptWidth {
		first = min(max(column-1-excerptWidth, 0), len(runes))
		last = min(first+3*excerptWidth, len(runes))
	}
	cells := make([]string, 0, last-first)
	offsets := make([]int, 0, last-first+1) // display column of each cell, and of the end
	width := 0
	for _, r := range runes[first:last] {
		s, w := cell(r, width)
		cells, offsets = append(cells, s), append(offsets, width)
		width += w
	}
	offsets = append(offsets, width)
	at := func(column int) int { // the display column, also behind the line's end
		return offsets[min(max(column-1-first, 0), len(cells))]
	}
	from, to := at(column), at(end)
	to = max(to, from+1)

	start, stop := 0, len(cells)
	if width > excerptWidth {
		for start < len(cells) && offsets[start] < from-excerptLead {
			start++
		}
		for stop > start && offsets[stop]-offsets[start] > excerptWidth {
			stop--
		}
	}
	text = strings.Join(cells[start:stop], "")
	from, to = from-offsets[start], min(to, offsets[stop]+1)-offsets[start]
	if first+start > 0 {
		text, from, to = "…"+text, from+1, to+1
	}
	if first+stop < len(runes) {
		text += "…"
	}
	if column < 1 {
		return text, ""
	}
	return strings.TrimRight(text, " "), strings.Repeat(" ", from) + strings.Repeat("^", max(to-from, 1))
}

// cell returns what a terminal shall show for r at a display column, and how
// many columns that takes.
func cell(r rune, column int) (string, int) {
	switch {
	case r == '\t':
		n := tabWidth - column%tabWidth
		return strings.Repeat(" ", n), n
	case steers(r):
		return "\ufffd", 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return string(r), 0
	case unicode.Is(wide, r):
		return string(r), 2
	default:
		return string(r), 1
	}
}

// steers reports whether r could steer a terminal or reorder the text on it.
func steers(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}

// printable escapes what could steer a terminal, for texts that quote files.
func printable(s string, newlines bool) string {
	clean := func(r rune) bool { return steers(r) && !(newlines && r == '\n') }
	if strings.IndexFunc(s, clean) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if clean(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// wide are the characters that take two columns (Unicode's East Asian Width W
// and F, in blocks).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1},
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1},
		{Lo: 0x3041, Hi: 0x4dbf, Stride: 1},
		{Lo: 0x4e00, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1},
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1},
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1},
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1},
		{Lo: 0x1f900, Hi: 0x1faff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}
