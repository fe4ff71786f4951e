package codec

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// seedValues are values of each format to begin with.
func seedValues(f *testing.F, add func(format byte, data []byte)) {
	for _, text := range []string{
		`null`, `[true,false,-0,1.5e300,1e999,18446744073709551616]`, `{"a":{"b":[]},"":"\u0000AQ=="}`,
		`"\ud83d\ude00\ud800ü\\"`, ` [ 1 , { "a" : 2 } ] `, `{"a":1,"a":2}`, "\"\xff\"", `[[[[]]]]`,
	} {
		add(byte(wamp.JSON), []byte(text))
		for _, to := range formats[1:] {
			add(byte(to), appendTranscodedValue(nil, wamp.JSON, []byte(text), to))
		}
	}
	for format, texts := range map[wamp.Format][]string{
		wamp.MessagePack: {"c1", "ddffffffff", "d6ff00000001", "92d40000d40001", "c70305010203", "8301c002c003c0", "ca7fc00000", "de0001a0c0"},
		wamp.CBOR:        {"9f7f61616162ffff", "bf5f41014102ff01ff", "c249010000000000000000", "3bffffffffffffffff", "f93e00", "f8ff", "c1ff", "d9d9f700"},
	} {
		for _, text := range texts {
			data, err := hex.DecodeString(text)
			if err != nil {
				f.Fatal(err)
			}
			add(byte(format), data)
		}
	}
}

func seedMessages(f *testing.F, add func(format byte, data []byte)) {
	for _, format := range formats {
		for _, v := range vectors {
			add(byte(format), encoded(f, format, v.message))
		}
		for _, v := range allOptions {
			add(byte(format), encoded(f, format, v.message))
		}
	}
}

func fuzzFormat(n byte) wamp.Format { return formats[int(n)%len(formats)] }

// FuzzValue compares what is accepted and what values come out with the libraries
// of the field, and lets them read what AppendValue writes.
func FuzzValue(f *testing.F) {
	seedValues(f, func(format byte, data []byte) { f.Add(format, data) })
	f.Fuzz(func(t *testing.T, n byte, data []byte) {
		format := fuzzFormat(n)
		lib := libraries[format]
		err := CheckValue(format, data, Limits{Depth: maxDepth})
		if err != nil && strings.HasSuffix(err.Error(), defectMessages[defectDepth]) {
			return
		}
		accepted, textChecked := lib.accepts(data)
		if !textChecked && err != nil && strings.HasSuffix(err.Error(), defectMessages[defectUTF8]) {
			return
		}
		if accepted != (err == nil) {
			t.Fatalf("%s: error %v, but the library accepts: %t", format, err, accepted)
		}
		got, err := DecodeValue(format, data)
		if err != nil {
			return
		}
		compare(t, lib, data, got)
		for _, to := range formats {
			written, err := AppendValue(nil, to, got)
			if err != nil {
				if to != wamp.JSON || !errors.Is(err, errNotFinite) {
					t.Fatalf("%s: %v", to, err)
				}
				continue
			}
			if to == wamp.JSON { // in which bytes and whole floats come back as something else
				back, err := DecodeValue(to, written)
				if diff := cmp.Diff(blurred(got), blurred(back)); diff != "" || err != nil {
					t.Fatalf("%s: error %v, value (-want +got):\n%s", to, err, diff)
				}
				got := back
				compare(t, libraries[to], written, got)
				continue
			}
			compare(t, libraries[to], written, got)
		}
	})
}

// compare lets the library decode data and expects got.
func compare(t *testing.T, lib library, data []byte, got any) {
	t.Helper()
	v, err := lib.decode(data)
	if err != nil {
		return // a key that is no string, a tag with the wrong content, ...
	}
	want, err := normal(v)
	if err != nil || binaryKeys(got) {
		return
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%x: value (-library +got):\n%s", data, diff)
	}
}

// FuzzTranscode: what comes out is always well-formed, and means the same.
func FuzzTranscode(f *testing.F) {
	seedValues(f, func(format byte, data []byte) { f.Add(format, data, data) })
	f.Fuzz(func(t *testing.T, n byte, list, dict []byte) {
		from := fuzzFormat(n)
		p := wamp.Payload{Format: from, Args: list, Kwargs: dict}
		for _, to := range formats {
			if to == from {
				continue
			}
			got := Transcode(p, to)
			for _, data := range [][]byte{got.Args, got.Kwargs} {
				if data == nil {
					continue
				}
				if err := CheckValue(to, data, Limits{Depth: maxDepth}); err != nil {
					t.Fatalf("%s to %s: %q: %v", from, to, data, err)
				}
			}
			want, wantErr := DecodeValue(from, list)
			if _, ok := want.([]any); !ok || wantErr != nil {
				continue
			}
			v, err := DecodeValue(to, got.Args)
			if diff := cmp.Diff(blurred(want), blurred(v)); diff != "" || err != nil {
				t.Fatalf("%s to %s: error %v, value (-want +got):\n%s", from, to, err, diff)
			}
		}
	})
}

// FuzzDecoder: no panic, no more memory than 64 times the input, and what is
// decoded is the same after encoding it in any format.
func FuzzDecoder(f *testing.F) {
	seedMessages(f, func(format byte, data []byte) { f.Add(format, data) })
	f.Fuzz(func(t *testing.T, n byte, data []byte) {
		format := fuzzFormat(n)
		var m wamp.Message
		var err error
		if spent := memory(func() { m, err = NewDecoder(format, Limits{}).Decode(data) }); spent > uint64(64*len(data)+4<<10) {
			t.Fatalf("%d bytes took %d bytes of memory", len(data), spent)
		}
		if err != nil {
			if _, ok := err.(*MessageError); !ok {
				t.Fatalf("error %T, want *MessageError", err)
			}
			return
		}
		want := requestOf(m)
		if id, ok := RequestID(format, data); id != want || ok != (want != 0) {
			t.Fatalf("%s: the request id of %q is %d, %t, want %d", format, data, id, ok, want)
		}
		for _, to := range formats {
			written, err := AppendMessage(nil, to, m)
			if err != nil {
				if errors.Is(err, errNotFinite) {
					continue
				}
				t.Fatalf("%s: %v", to, err)
			}
			got, err := NewDecoder(to, Limits{}).Decode(written)
			if err != nil {
				if strings.HasSuffix(err.Error(), errBudget.Error()) {
					continue
				}
				t.Fatalf("%s: %q: %v", to, written, err)
			}
			if to != format {
				continue
			}
			if diff := cmp.Diff(m, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("message (-want +got):\n%s", diff)
			}
		}
	})
}

// requestOf returns the id of a message that begins a request, or 0.
func requestOf(m wamp.Message) wamp.ID {
	switch m := m.(type) {
	case *wamp.Publish:
		return m.Request
	case *wamp.Subscribe:
		return m.Request
	case *wamp.Unsubscribe:
		return m.Request
	case *wamp.Call:
		return m.Request
	case *wamp.Register:
		return m.Request
	case *wamp.Unregister:
		return m.Request
	}
	return 0
}

// memory returns how many bytes f allocates: the least of several tries, as other
// goroutines allocate too.
func memory(f func()) uint64 {
	least := uint64(math.MaxUint64)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	return least
}

// FuzzReader reads bytes that nobody checked as what the script asks for.
func FuzzReader(f *testing.F) {
	seedValues(f, func(format byte, data []byte) { f.Add(format, data, []byte("AlsiieMkibVfFnuyeSfsNb")) })
	fields := NewFields(Required("a"), Optional("b", ""))
	strict := NewFields(Optional("a", "b"), RejectUnknown())
	f.Fuzz(func(t *testing.T, n byte, data, script []byte) {
		r := NewReader(wamp.Payload{Format: fuzzFormat(n), Args: data, Kwargs: data})
		defer r.Free()
		var cursors []Cursor
		for _, step := range script {
			switch step {
			case 'A':
				cursors = append(cursors, r.Args(fields))
			case 'K':
				cursors = append(cursors, r.Kwargs(strict))
			case 'S':
				cursors = append(cursors, r.Struct(fields))
			case 'n':
				if len(cursors) > 0 {
					if last := len(cursors) - 1; !cursors[last].Next(r) {
						cursors = cursors[:last]
					}
				}
			case 'l':
				r.List()
			case 'i':
				r.NextItem()
			case 'M':
				r.Map()
			case 'e':
				r.NextEntry()
			case 'k':
				r.Key()
			case 's':
				r.Skip()
			case 'N':
				r.Null()
			case 'b':
				r.Bool()
			case 'I':
				r.Int(8)
			case 'U':
				r.Uint(64)
			case 'f':
				r.Float()
			case 'F':
				r.Float32()
			case 't':
				_ = r.String()
			case 'y':
				r.Bytes()
			case 'T':
				r.Time()
			case 'd':
				r.Duration()
			case 'r':
				raw := r.Raw()
				if r.Err() == nil {
					if err := CheckValue(raw.Format, raw.Bytes, Limits{Depth: maxDepth}); err != nil {
						t.Fatal(err)
					}
				}
			case 'V':
				r.Value()
			case 'E':
				r.Enum(modes)
			case 'x':
				r.Fail("x", "fault")
			}
		}
		if err := r.Err(); err != nil {
			if _, ok := err.(*ValueError); !ok {
				t.Fatalf("error %T, want *ValueError", err)
			}
		}
	})
}

// FuzzWriter writes strings and numbers that all formats carry and reads them back.
func FuzzWriter(f *testing.F) {
	f.Add("", []byte(nil), int64(0), uint64(0), 0.0, float32(0))
	f.Add("a\"\\\n\x00ü\u2028", []byte{0, 1}, int64(math.MinInt64), uint64(math.MaxUint64), 1e-7, float32(0.1))
	fields := NewFields(Required("string", "bytes", "int", "uint", "float", "float32", "time", "map"))
	f.Fuzz(func(t *testing.T, text string, data []byte, i int64, u uint64, fl float64, fl32 float32) {
		at := time.Unix(i%1e10, int64(u%1e9)).UTC()
		for _, format := range formats {
			w := NewWriter(format)
			w.Args(8)
			w.String(text)
			w.Bytes(data)
			w.Int(i)
			w.Uint(u)
			w.Float(fl)
			w.Float32(fl32)
			w.Time(at)
			w.Map(1)
			w.MapKey(text)
			w.Null()
			w.End()
			w.End()
			p, err := w.Payload()
			if err != nil {
				if !errors.Is(err, errInvalidUTF8) && !errors.Is(err, errNotFinite) && (at.Year() >= 0 && at.Year() < 10000) {
					t.Fatal(err)
				}
				w.Free()
				continue
			}
			if ok, _ := libraries[format].accepts(p.Args); !ok {
				t.Fatalf("%s: the library refuses %q", format, p.Args)
			}
			r := NewReader(p)
			for c := r.Args(fields); c.Next(r); {
				ok := true
				switch c.Field {
				case 0:
					ok = r.String() == text
				case 1:
					ok = bytes.Equal(r.Bytes(), data)
				case 2:
					ok = r.Int(64) == i
				case 3:
					ok = r.Uint(64) == u
				case 4:
					got := r.Float()
					ok = got == fl || math.IsNaN(got) && math.IsNaN(fl)
				case 5:
					got := r.Float32()
					ok = got == fl32 || math.IsNaN(float64(got)) && math.IsNaN(float64(fl32))
				case 6:
					ok = r.Time().Equal(at)
				case 7:
					for r.Map(); r.NextEntry(); {
						ok = ok && r.Key() == text && r.Null()
					}
				}
				if !ok {
					t.Fatalf("%s: field %d differs in %q", format, c.Field, p.Args)
				}
			}
			if r.Err() != nil {
				t.Fatal(r.Err())
			}
			r.Free()
			w.Free()
		}
	})
}
