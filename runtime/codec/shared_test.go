package codec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var sharedFields = NewFields(Required("name"), Required("text"))

// readShared reads a string of args and two of kwargs.
func readShared(r *Reader) (got [3]string, err error) {
	defer r.Free()
	for c := r.Args(sharedFields); c.Next(r); {
		got[c.Field] = r.String()
	}
	for c := r.Kwargs(sharedFields); c.Next(r); {
		got[c.Field+1] = r.String()
	}
	return got, r.Err()
}

func TestSharedReader(t *testing.T) {
	for _, f := range formats {
		for name, text := range map[string]string{
			"short": "Ada", "empty": "", "escaped": "a\"\n\u20ac", "long": strings.Repeat("x", 2*sharedText),
		} {
			t.Run(f.String()+"/"+name, func(t *testing.T) {
				w := NewWriter(f)
				w.Args(2)
				w.String("first")
				w.String("second")
				w.End()
				w.Kwargs(2)
				w.Key("name")
				w.String(text)
				w.Key("text")
				w.String("third")
				w.End()
				p, err := w.Payload()
				if err != nil {
					t.Fatal(err)
				}
				s := NewShared(p)
				for _, part := range [][]byte{p.Args, p.Kwargs} {
					for i := range part {
						part[i] = 0xff // was only borrowed
					}
				}
				w.Free()
				want := [3]string{"first", text, "third"}
				for range 2 {
					got, err := readShared(NewSharedReader(s))
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("strings (-want +got):\n%s", diff)
					}
				}
			})
		}
	}
}

func TestReaderForgetsShared(t *testing.T) {
	s := NewShared(wamp.Payload{Format: wamp.JSON, Args: []byte(`["shared"]`)})
	r := NewSharedReader(s)
	for c := r.Args(sharedFields); c.Next(r); {
		_ = r.String()
	}
	r.Reset(wamp.Payload{Format: wamp.JSON, Args: []byte(`["another"]`)})
	defer r.Free()
	for c := r.Args(NewFields(Required("name"))); c.Next(r); {
		if got := r.String(); got != "another" {
			t.Errorf("got %q, want %q", got, "another")
		}
	}
}

func TestSharedStringsAreNotCopied(t *testing.T) {
	if raceEnabled {
		t.Skip("pools drop at random with -race")
	}
	s := NewShared(wamp.Payload{Format: wamp.JSON, Args: []byte(`["a name that is long", "a text that is long"]`)})
	var name, text string
	if n := testing.AllocsPerRun(100, func() {
		r := NewSharedReader(s)
		for c := r.Args(sharedFields); c.Next(r); {
			name, text = text, r.String()
		}
		r.Free()
	}); n != 0 {
		t.Errorf("%v allocations to read %q and %q, want none", n, name, text)
	}
}
