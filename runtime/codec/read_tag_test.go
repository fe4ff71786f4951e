package codec

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestTag writes and reads maps with a tag, in all formats and with the tag in any
// place.
func TestTag(t *testing.T) {
	fields := NewFields(Required("n"), Optional("inner"), RejectUnknown())
	for _, format := range []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR} {
		w := NewWriter(format)
		w.Args(1)
		w.Tag("kind", "a")
		w.Map(2)
		w.Key("n")
		w.Int(1)
		w.Key("inner")
		w.Map(0) // has no tag
		w.End()
		w.End()
		w.End()
		p, err := w.Payload()
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		r := NewReader(p)
		var got []any
		for c := r.Args(NewFields(Required("x"))); c.Next(r); {
			got = append(got, r.Tag("kind", []string{"a", "b"}))
			for c := r.Struct(fields); c.Next(r); {
				got = append(got, c.Field)
				if c.Field == 0 {
					got = append(got, r.Int(64))
				}
			}
		}
		if diff := cmp.Diff([]any{"a", 0, int64(1), 1}, got); diff != "" || r.Err() != nil {
			t.Errorf("%s: %v (-want +got)\n%s", format, r.Err(), diff)
		}
		r.Free()
		w.Free()
	}
}

func TestTagFaults(t *testing.T) {
	for text, want := range map[string]string{
		`{"n":1,"kind":"a"}`:            "",
		`{"kind":"a","n":1,"more":2}`:   `more: unknown field`,
		`{"kind":"a","n":1,"kind":"a"}`: `kind: occurs twice`,
		`{"n":1}`:                       `missing tag "kind"`,
		`{"kind":"a","inner":{}}`:       `n: missing field "n"`,
		`{"kind":null,"n":1}`:           `kind: want string, got null`,
		`[]`:                            `want map, got list`,
		`null`:                          `want map, got null`,
		`{"kind":"a","n":{"kind":"b"}}`: `n: want integer, got map`,
		`{"m":{"kind":"b"},"kind":"a"}`: `m: unknown field`,
	} {
		r := NewValueReader(wamp.JSON, []byte(text))
		r.Tag("kind", []string{"a", "b"})
		for c := r.Struct(NewFields(Required("n"), Optional("inner"), RejectUnknown())); c.Next(r); {
			if c.Field == 0 {
				r.Int(64)
			}
		}
		got := ""
		if err := r.Err(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		r.Free()
	}
}

// FuzzTag compares Tag with what the generic decoder finds, in any format: it finds the
// tag where there is one, and leaves the map as it was.
func FuzzTag(f *testing.F) {
	for _, text := range []string{`{"kind":"a","n":1}`, `{"n":{"kind":"b"},"kind":"b"}`, `{"kind":"c"}`, `{"kind":"a","kind":"b"}`, `{}`, `[1]`, `{"kind":`, `{"kind":7}`} {
		f.Add(uint8(wamp.JSON), []byte(text))
	}
	f.Add(uint8(wamp.MessagePack), []byte{0x81, 0xa4, 'k', 'i', 'n', 'd', 0xa1, 'a'})
	f.Add(uint8(wamp.CBOR), []byte{0xbf, 0x64, 'k', 'i', 'n', 'd', 0x61, 'b', 0xff})
	f.Fuzz(func(t *testing.T, format uint8, data []byte) {
		if f := wamp.Format(format); f != wamp.JSON && f != wamp.MessagePack && f != wamp.CBOR {
			return
		}
		want, wrong := DecodeValue(wamp.Format(format), data)
		m, _ := want.(map[string]any)
		tag, _ := m["kind"].(string)
		there := wrong == nil && (tag == "a" || tag == "b")

		r := NewValueReader(wamp.Format(format), data)
		defer r.Free()
		got := r.Tag("kind", []string{"a", "b"})
		switch {
		case r.Err() == nil && (!there || got != tag):
			t.Fatalf("Tag is %q, the value is %v, %v", got, want, wrong)
		case r.Err() != nil && got != "":
			t.Fatalf("Tag is %q with %v", got, r.Err())
		case r.Err() != nil:
			return
		}
		n := 0
		for c := r.Struct(NewFields(Optional("n"))); c.Next(r); {
			n++
			if raw := r.Raw(); len(raw.Bytes) == 0 && r.Err() == nil {
				t.Fatal("the field n has no bytes")
			}
		}
		if _, has := m["n"]; has != (n == 1) && r.Err() == nil {
			t.Fatalf("read %d fields n of %v", n, want)
		}
	})
}
