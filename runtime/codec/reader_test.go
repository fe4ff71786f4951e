package codec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestReaderDecodesWhatWriterEncodes(t *testing.T) {
	target := 21.5
	want := device{
		ID: "a-1", Mode: "heat", Target: &target, Tags: []string{"x", "\"ü\"\n", ""},
		Labels: map[string]int32{"floor": 3, "a b": -1}, Next: &device{ID: "b", Tags: []string{}},
	}
	for _, f := range formats {
		w := NewWriter(f)
		w.Args(2)
		w.Int(7)
		want.encode(w)
		w.End()
		p, err := w.Payload()
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckValue(f, p.Args, Limits{}); err != nil {
			t.Fatal(err)
		}
		for _, to := range formats {
			r := NewReader(Transcode(p, to))
			count, got, _ := decodeDevice(r)
			if r.Err() != nil {
				t.Errorf("%s to %s: %v", f, to, r.Err())
			}
			got.Next.Tags = append([]string{}, got.Next.Tags...)
			if diff := cmp.Diff(want, got); diff != "" || count != 7 {
				t.Errorf("%s to %s: count %d, device (-want +got):\n%s", f, to, count, diff)
			}
			r.Free()
		}
		w.Free()
	}
}

func TestReaderTolerates(t *testing.T) {
	tests := []struct{ name, args string }{
		{"unknown fields", `[1, {"x": [1, {"y": 2}], "id": "a", "z": null}]`},
		{"surplus arguments", `[1, {"id": "a"}, "note", {"a": 1}, 2, []]`},
		{"float without fraction", `[1.0, {"id": "a"}]`},
		{"escaped key", `[1, {"\u0069d": "\u0061"}]`},
		{"white space", " [ 1 , { \"id\" : \"a\" , \"tags\":\t[ ] } ] "},
		{"duplicate of an unknown field", `[1, {"x": 1, "x": 2, "id": "a"}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, f := range formats {
				r := NewReader(Transcode(args(tt.args), f))
				count, got, _ := decodeDevice(r)
				if r.Err() != nil || count != 1 || got.ID != "a" {
					t.Errorf("%s: count %d, id %q, error %v", f, count, got.ID, r.Err())
				}
				r.Free()
			}
		})
	}
}

// What is undefined in JavaScript is not there, unless it has to be.
func TestReaderOfUndefined(t *testing.T) {
	undefined := map[wamp.Format]string{wamp.MessagePack: "d40000", wamp.CBOR: "f7"}
	list := map[wamp.Format]string{wamp.MessagePack: "93", wamp.CBOR: "83"}
	dict := map[wamp.Format]string{wamp.MessagePack: "83", wamp.CBOR: "a3"}
	for f, u := range undefined {
		// count, device {target, id, target: 1}, note
		text := func(s string) string {
			head := map[wamp.Format]int{wamp.MessagePack: msgpackFixStr, wamp.CBOR: cborText}[f]
			return fmt.Sprintf("%x%x", head+len(s), s)
		}
		read := func(id, note string) (got device, gotNote string, err error) {
			r := NewReader(wamp.Payload{Format: f, Args: unhex(t, list[f]+"05"+dict[f]+text("target")+u+text("id")+id+text("target")+"01"+note)})
			defer r.Free()
			_, got, gotNote = decodeDevice(r)
			return got, gotNote, r.Err()
		}
		target := 1.0
		got, note, err := read(text("a"), u)
		if diff := cmp.Diff(device{ID: "a", Target: &target}, got); diff != "" || note != "" || err != nil {
			t.Errorf("%s: note %q, error %v, device (-want +got):\n%s", f, note, err, diff)
		}
		_, _, err = read(u, u)
		if diff := cmp.Diff(error(&ValueError{"args[1].id", "type", "want string, got null"}), err); diff != "" {
			t.Errorf("%s: error (-want +got):\n%s", f, diff)
		}
	}
}

func TestReaderFaults(t *testing.T) {
	deep := strings.Repeat(`{"id":"a","next":`, 3)
	tests := []struct {
		args string
		want ValueError
	}{
		{`[]`, ValueError{"args[0]", "required", `missing argument "count"`}},
		{`[1]`, ValueError{"args[1]", "required", `missing argument "device"`}},
		{`["1"]`, ValueError{"args[0]", "type", "want integer, got string"}},
		{`[null]`, ValueError{"args[0]", "type", "want integer, got null"}},
		{`[1.5]`, ValueError{"args[0]", "type", "want integer, got float"}},
		{`[256]`, ValueError{"args[0]", "range", "want unsigned integer of 8 bits"}},
		{`[-1]`, ValueError{"args[0]", "range", "want unsigned integer of 8 bits"}},
		{`[1e99]`, ValueError{"args[0]", "range", "want unsigned integer of 8 bits"}},
		{`[1,[]]`, ValueError{"args[1]", "type", "want map, got list"}},
		{`[1,{}]`, ValueError{"args[1].id", "required", `missing field "id"`}},
		{`[1,{"id":true}]`, ValueError{"args[1].id", "type", "want string, got bool"}},
		{`[1,{"id":"a","id":"b"}]`, ValueError{"args[1].id", "duplicate", "occurs twice"}},
		{`[1,{"id":"a","mode":"warm"}]`, ValueError{"args[1].mode", "enum", `want one of ["off" "heat" "cool"], got "warm"`}},
		{`[1,{"id":"a","target":"21"}]`, ValueError{"args[1].target", "type", "want float, got string"}},
		{`[1,{"id":"a","tags":{}}]`, ValueError{"args[1].tags", "type", "want list, got map"}},
		{`[1,{"id":"a","tags":["a","b",3]}]`, ValueError{"args[1].tags[2]", "type", "want string, got integer"}},
		{`[1,{"id":"a","labels":{"floor":1.5}}]`, ValueError{"args[1].labels.floor", "type", "want integer, got float"}},
		{`[1,{"id":"a","labels":{"a b":2147483648}}]`, ValueError{`args[1].labels["a b"]`, "range", "want integer of 32 bits"}},
		{`[1,{"id":"a","labels":{"\u0061":1,"a":2}}]`, ValueError{`args[1].labels.a`, "duplicate", "occurs twice"}},
		{`[1,` + deep + `7}}}]`, ValueError{"args[1].next.next.next", "type", "want map, got integer"}},
		{`[1,{"id":"a"},7]`, ValueError{"args[2]", "type", "want string, got integer"}},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			for _, f := range formats {
				r := NewReader(Transcode(args(tt.args), f))
				decodeDevice(r)
				if diff := cmp.Diff(&tt.want, r.Err()); diff != "" {
					t.Errorf("%s: error (-want +got):\n%s", f, diff)
				}
				if want := tt.want.Path + ": " + tt.want.Message; r.Err() != nil && r.Err().Error() != want {
					t.Errorf("text %q, want %q", r.Err(), want)
				}
				r.Free()
			}
		})
	}
}

func TestReaderKwargs(t *testing.T) {
	read := func(p wamp.Payload) (id string, err error) {
		r := NewReader(p)
		defer r.Free()
		for c := r.Kwargs(strictFields); c.Next(r); {
			id = r.String()
		}
		return id, r.Err()
	}
	tests := []struct {
		payload wamp.Payload
		want    error
	}{
		{kwargs(`[]`, `{"id":"a"}`), nil},
		{wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"id":"a"}`)}, nil},
		{args(`[]`), &ValueError{"kwargs.id", "required", `missing keyword argument "id"`}},
		{kwargs(`[]`, `{"id":1}`), &ValueError{"kwargs.id", "type", "want string, got integer"}},
		{kwargs(`[]`, `{"x-y":1,"id":"a"}`), &ValueError{`kwargs["x-y"]`, "unknown", "unknown keyword argument"}},
		{kwargs(`[]`, `[]`), &ValueError{"", "type", "want map, got list"}},
		{wamp.Payload{}, &ValueError{"kwargs.id", "required", `missing keyword argument "id"`}},
	}
	for _, tt := range tests {
		id, err := read(tt.payload)
		if diff := cmp.Diff(tt.want, err); diff != "" {
			t.Errorf("%s: error (-want +got):\n%s", tt.payload.Kwargs, diff)
		}
		if tt.want == nil && id != "a" {
			t.Errorf("%s: id %q, want a", tt.payload.Kwargs, id)
		}
	}
}

func TestReaderRejectsSurplusArguments(t *testing.T) {
	r := NewReader(args(`["a",{}]`))
	defer r.Free()
	for c := r.Args(strictFields); c.Next(r); {
		r.Skip()
	}
	want := &ValueError{"args[1]", "unknown", "unknown argument"}
	if diff := cmp.Diff(error(want), r.Err()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

// What a loop does not read of an entry is skipped.
func TestReaderSkipsWhatIsNotRead(t *testing.T) {
	for _, f := range formats {
		r := NewReader(Transcode(args(`[[1,2,[3]],{"a":1,"b":{}},{"id":[1,2]},"end"]`), f))
		for c := r.Args(NewFields(Required("list", "map", "struct", "end"))); c.Next(r); {
			switch c.Field {
			case 0:
				for r.List(); r.NextItem(); {
				}
			case 1:
				for r.Map(); r.NextEntry(); {
				}
			case 2:
				for c := r.Struct(strictFields); c.Next(r); {
				}
			case 3:
				if got := r.String(); got != "end" {
					t.Errorf("%s: got %q, want end", f, got)
				}
			}
		}
		if r.Err() != nil {
			t.Errorf("%s: %v", f, r.Err())
		}
		r.Free()
	}
}

func TestReaderLoopsLeftEarly(t *testing.T) {
	for _, f := range formats {
		r := NewReader(Transcode(args(`[[[1,2],{"a":{"b":1,"c":2},"d":[3]},4],"end"]`), f))
		for c := r.Args(NewFields(Required("list", "end"))); c.Next(r); {
			if c.Field == 1 {
				if got := r.String(); got != "end" {
					t.Errorf("%s: got %q, want end", f, got)
				}
				continue
			}
			r.List()
			r.NextItem()
			r.NextItem()
			r.Map()
			r.NextEntry()
			r.Map()
			r.NextEntry()
		}
		if r.Err() != nil {
			t.Errorf("%s: %v", f, r.Err())
		}
		r.Free()
	}
}

func TestReaderLoopsNestedWrongly(t *testing.T) {
	for name, read := range map[string]func(*Reader){
		"no list":     func(r *Reader) { r.NextItem() },
		"no map":      func(r *Reader) { r.NextEntry() },
		"list as map": func(r *Reader) { r.List(); r.NextEntry() },
	} {
		r := NewValueReader(wamp.JSON, []byte(`[1]`))
		if read(r); r.Err() == nil {
			t.Errorf("%s: no error", name)
		}
		r.Free()
	}
	r := NewValueReader(wamp.JSON, []byte(`{"id":"a"}`))
	defer r.Free()
	c := r.Struct(strictFields)
	for c.Next(r) {
	}
	if c.Next(r) || r.Err() != nil {
		t.Errorf("a struct goes on behind its end, error %v", r.Err())
	}
}

func TestReaderReturnsItsOwnMemory(t *testing.T) {
	for _, f := range formats {
		p := Transcode(args(`["text",{"k":1},{"raw":"value"}]`), f)
		r := NewReader(p)
		var text, key string
		var raw Raw
		for c := r.Args(NewFields(Required("text", "map", "raw"))); c.Next(r); {
			switch c.Field {
			case 0:
				text = r.String()
			case 1:
				for r.Map(); r.NextEntry(); {
					key = r.Key()
				}
			case 2:
				raw = r.Raw()
			}
		}
		clear(p.Args)
		r.Free()
		value, err := DecodeValue(raw.Format, raw.Bytes)
		if diff := cmp.Diff(map[string]any{"raw": "value"}, value); diff != "" || err != nil || text != "text" || key != "k" {
			t.Errorf("%s: text %q, key %q, raw %v, error %v", f, text, key, value, err)
		}
	}
}

func TestReaderBoundsNesting(t *testing.T) {
	data := []byte(strings.Repeat("[", 2*maxDepth) + strings.Repeat("]", 2*maxDepth))
	r := NewReader(wamp.Payload{Format: wamp.JSON, Args: data}) // as if nobody had checked it
	defer r.Free()
	for c := r.Args(NewFields(Required("list"))); c.Next(r); {
		for range 2 * maxDepth {
			r.List()
			r.NextItem()
		}
	}
	fault, ok := r.Err().(*ValueError)
	if !ok || fault.Rule != "depth" {
		t.Errorf("error %v, want one of the rule depth", r.Err())
	}
}

func TestFieldsBeyond256(t *testing.T) {
	var names []string
	for i := range 400 {
		names = append(names, fmt.Sprintf("f%d", i))
	}
	fields := NewFields(Required(names...))
	read := func(values map[string]int) ([]int, error) {
		w := NewWriter(wamp.CBOR)
		defer w.Free()
		w.Kwargs(len(values))
		for name, v := range values {
			w.Key(name)
			w.Int(int64(v))
		}
		w.End()
		p, err := w.Payload()
		if err != nil {
			t.Fatal(err)
		}
		r := NewReader(p)
		defer r.Free()
		got := make([]int, len(names))
		for c := r.Kwargs(fields); c.Next(r); {
			got[c.Field] = int(r.Int(64))
		}
		return got, r.Err()
	}
	values, want := make(map[string]int), make([]int, len(names))
	for i, name := range names {
		values[name], want[i] = i, i
	}
	got, err := read(values)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, fields (-want +got):\n%s", err, diff)
	}
	delete(values, "f399")
	if _, err := read(values); err == nil || err.Error() != `kwargs.f399: missing keyword argument "f399"` {
		t.Errorf("error %v, want f399 to be missing", err)
	}
}

func TestReaderAllocations(t *testing.T) {
	fields := NewFields(Required("a", "b"), Optional("c"))
	for _, f := range formats {
		p := Transcode(args(`[1,{"a":-300,"b":1.5,"mode":"x","c":"heat"},[true,null]]`), f)
		got := testing.AllocsPerRun(100, func() {
			r := NewReader(p)
			for c := r.Args(deviceArgs); c.Next(r); {
				switch c.Field {
				case 0:
					r.Int(8)
				case 1:
					for c := r.Struct(fields); c.Next(r); {
						switch c.Field {
						case 0:
							r.Int(16)
						case 1:
							r.Float()
						case 2:
							r.Enum(modes)
						}
					}
				case 2:
					for r.List(); r.NextItem(); {
						r.Null()
					}
				}
			}
			if r.Err() != nil {
				t.Fatal(r.Err())
			}
			r.Free()
		})
		if got > 0 && !raceEnabled {
			t.Errorf("%s: %v allocations, want none", f, got)
		}
	}
}
