package runtime

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/runtime/codec"
)

// Decimal is a decimal number of any size and precision as its text: digits, with
// a minus before and a fraction behind where there is one. It is a string on the
// wire. The empty Decimal is 0.
type Decimal string

// ParseDecimal returns text as a Decimal.
func ParseDecimal(text string) (Decimal, error) {
	if d := Decimal(text); text != "" && d.Valid() {
		return d, nil
	}
	return "", fmt.Errorf("parse decimal %q: want digits, as in -12.50", text)
}

// Valid reports whether the text is that of a decimal number.
func (d Decimal) Valid() bool {
	if d == "" {
		return true
	}
	whole, fraction, point := strings.Cut(strings.TrimPrefix(string(d), "-"), ".")
	return digits(whole) && (!point || digits(fraction))
}

func digits(s string) bool { return word(s, isDigit, isDigit) }

// Compare returns -1, 0 or 1 as the number d is less than, equal to or greater
// than e: "1.50" equals "1.5". Both have to be valid.
func (d Decimal) Compare(e Decimal) int {
	dNegative, dWhole, dFraction := d.parts()
	eNegative, eWhole, eFraction := e.parts()
	if dNegative != eNegative {
		if dNegative {
			return -1
		}
		return 1
	}
	order := cmp.Or(
		cmp.Compare(len(dWhole), len(eWhole)),
		cmp.Compare(dWhole, eWhole),
		cmp.Compare(dFraction, eFraction),
	)
	if dNegative {
		return -order
	}
	return order
}

// parts returns the digits without those that do not count.
func (d Decimal) parts() (negative bool, whole, fraction string) {
	text, negative := strings.CutPrefix(string(d), "-")
	whole, fraction, _ = strings.Cut(text, ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	return negative && whole+fraction != "", whole, fraction
}

// String returns the text of the number.
func (d Decimal) String() string {
	if d == "" {
		return "0"
	}
	return string(d)
}

// EncodeWAMP writes the decimal. One that is not valid is an error of the writer.
func (d Decimal) EncodeWAMP(w *codec.Writer) {
	if !d.Valid() {
		w.Fail("%q is no decimal number", string(d))
		return
	}
	w.String(d.String())
}

// DecodeWAMP reads a decimal.
func (d *Decimal) DecodeWAMP(r *codec.Reader) {
	text := r.String()
	if r.Err() != nil {
		return
	}
	var err error
	if *d, err = ParseDecimal(text); err != nil {
		r.Fail("format", "want a decimal number")
	}
}
