package runtime

import (
	"fmt"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
)

// Date is a day of the proleptic Gregorian calendar, without a time and a zone;
// "2006-01-02" on the wire. The zero Date is none.
type Date struct {
	Year  int // 0 to 9999
	Month time.Month
	Day   int
}

// DateOf returns the day of t in t's zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate returns the date of its text.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("parse date %q: want YYYY-MM-DD", text)
	}
	return DateOf(t), nil
}

// Time returns the beginning of the day in loc.
func (d Date) Time(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Valid reports whether the calendar has the day.
func (d Date) Valid() bool {
	return d.Year >= 0 && d.Year <= 9999 && DateOf(d.Time(time.UTC)) == d
}

// Compare returns -1, 0 or 1 as d is before, on or after e.
func (d Date) Compare(e Date) int { return d.Time(time.UTC).Compare(e.Time(time.UTC)) }

// String returns the date as YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText returns the text of the date, for JSON, XML and flags; that of the zero Date
// is empty.
func (d Date) MarshalText() ([]byte, error) {
	switch {
	case d == Date{}:
		return []byte{}, nil
	case !d.Valid():
		return nil, fmt.Errorf("marshal date: %s is not in the calendar", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what ParseDate does, and an empty text as the zero Date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}

// EncodeWAMP writes the date. One that is not valid is an error of the writer.
func (d Date) EncodeWAMP(w *codec.Writer) {
	if !d.Valid() {
		w.Fail("date %s is not in the calendar", d)
		return
	}
	w.String(d.String())
}

// DecodeWAMP reads a date.
func (d *Date) DecodeWAMP(r *codec.Reader) {
	text := r.String()
	if r.Err() != nil {
		return
	}
	var err error
	if *d, err = ParseDate(text); err != nil {
		r.Fail("format", "want a date YYYY-MM-DD")
	}
}
