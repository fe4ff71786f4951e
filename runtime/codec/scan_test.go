package codec

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// scanned is device as generated code has it.
type scanned struct {
	ID     string
	Mode   operatingMode
	Target *float64
	Tags   []string
	Labels map[string]int64
	Next   *scanned
}

type operatingMode string

func (m *operatingMode) DecodeWAMP(r *Reader) { *m = operatingMode(r.Enum(modes)) }

func (x *scanned) DecodeWAMP(r *Reader) {
	r.Scan(deviceFields, &x.ID, &x.Mode, &x.Target, &x.Tags, &x.Labels, Pointer(&x.Next))
}

// looped is the same read by hand.
func (x *scanned) looped(r *Reader) {
	for c := r.Struct(deviceFields); c.Next(r); {
		switch c.Field {
		case 0:
			x.ID = r.String()
		case 1:
			x.Mode = operatingMode(r.Enum(modes))
		case 2:
			x.Target = new(r.Float())
		case 3:
			for r.List(); r.NextItem(); {
				x.Tags = append(x.Tags, r.String())
			}
		case 4:
			x.Labels = make(map[string]int64)
			for r.Map(); r.NextEntry(); {
				k := r.Key()
				if _, ok := x.Labels[k]; ok {
					r.Fail("duplicate", "occurs twice")
				}
				x.Labels[k] = r.Int(64)
			}
		case 5:
			x.Next = new(scanned)
			x.Next.looped(r)
		}
	}
}

// FuzzScan reads the same bytes by targets and by hand: what comes out, and where what
// fault is, are the same.
func FuzzScan(f *testing.F) {
	seedValues(f, func(format byte, data []byte) { f.Add(format, data) })
	for _, text := range []string{
		`{"id":"a","mode":"heat","target":5,"tags":["x"],"labels":{"a":1},"next":{"id":"b","tags":[]}}`,
		`{"next":{"next":{"tags":[1]}},"id":"a"}`, `{"labels":{"a":1,"a":2},"id":"a"}`, `{"id":"a","mode":"on"}`, `{"id":"a","target":null}`,
	} {
		for _, to := range formats {
			f.Add(byte(to), appendTranscodedValue(nil, wamp.JSON, []byte(text), to))
		}
	}
	f.Fuzz(func(t *testing.T, n byte, data []byte) {
		var want, got scanned
		r := NewValueReader(fuzzFormat(n), data)
		defer r.Free()
		want.looped(r)
		wantErr := r.err
		r = NewValueReader(fuzzFormat(n), data)
		defer r.Free()
		got.DecodeWAMP(r)
		if diff := cmp.Diff(wantErr, r.err, cmpopts.IgnoreFields(ValueError{}, "Message")); diff != "" {
			t.Fatalf("fault (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); wantErr == nil && diff != "" {
			t.Fatalf("value (-want +got):\n%s", diff)
		}
	})
}

// Each target takes a value and refuses those of other kinds.
func TestScanTargets(t *testing.T) {
	tests := []struct {
		target func() (target any, value func() any)
		data   string
		want   any
		bad    string // a value that is a fault
	}{
		{to[bool], `true`, true, `1`},
		{to[string], `"a"`, "a", `1`},
		{to[[]byte], `"\u0000AQ=="`, []byte{1}, `1`},
		{to[int8], `-128`, int8(-128), `128`},
		{to[int16], `-32768`, int16(-32768), `32768`},
		{to[int32], `-2147483648`, int32(-2147483648), `2147483648`},
		{to[int64], `-9223372036854775808`, int64(-9223372036854775808), `9223372036854775808`},
		{to[uint8], `255`, uint8(255), `256`},
		{to[uint16], `65535`, uint16(65535), `65536`},
		{to[uint32], `4294967295`, uint32(4294967295), `4294967296`},
		{to[uint64], `18446744073709551615`, uint64(18446744073709551615), `-1`},
		{to[float32], `0.5`, float32(0.5), `1e300`},
		{to[float64], `21`, 21.0, `"21"`},
		{to[time.Time], `"2026-01-02T03:04:05Z"`, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), `5`},
		{to[time.Duration], `1000000000`, time.Second, `"soon"`},
		{to[wamp.URI], `"a.b"`, wamp.URI("a.b"), `"a..b"`},
		{to[wamp.ID], `7`, wamp.ID(7), `0`},
		{to[Raw], `[1]`, Raw{wamp.JSON, []byte(`[1]`)}, ``},
		{to[*bool], `true`, new(true), `1`},
		{to[*string], `"a"`, new("a"), `1`},
		{to[*int8], `1`, new(int8(1)), `128`},
		{to[*int16], `1`, new(int16(1)), `32768`},
		{to[*int32], `1`, new(int32(1)), `2147483648`},
		{to[*int64], `1`, new(int64(1)), `"1"`},
		{to[*uint8], `1`, new(uint8(1)), `256`},
		{to[*uint16], `1`, new(uint16(1)), `65536`},
		{to[*uint32], `1`, new(uint32(1)), `4294967296`},
		{to[*uint64], `1`, new(uint64(1)), `-1`},
		{to[*float32], `0.5`, new(float32(0.5)), `1e300`},
		{to[*float64], `0.5`, new(0.5), `true`},
		{to[*time.Time], `"2026-01-02T03:04:05Z"`, new(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), `5`},
		{to[*time.Duration], `1`, new(time.Nanosecond), `"soon"`},
		{to[*wamp.URI], `"a.b"`, new(wamp.URI("a.b")), `""`},
		{to[*wamp.ID], `7`, new(wamp.ID(7)), `-7`},
		{to[*Raw], `[1]`, &Raw{wamp.JSON, []byte(`[1]`)}, ``},
		{to[[]bool], `[true,false]`, []bool{true, false}, `[1]`},
		{to[[]string], `["a","b"]`, []string{"a", "b"}, `["a",1]`},
		{to[[]int64], `[1,2]`, []int64{1, 2}, `{}`},
		{to[[]float64], `[1,2.5]`, []float64{1, 2.5}, `["1"]`},
		{to[map[string]bool], `{"a":true}`, map[string]bool{"a": true}, `{"a":1}`},
		{to[map[string]string], `{"a":"b"}`, map[string]string{"a": "b"}, `{"a":"b","a":"c"}`},
		{to[map[string]int64], `{"a":1}`, map[string]int64{"a": 1}, `[]`},
		{to[map[string]float64], `{"a":0.5}`, map[string]float64{"a": 0.5}, `{"a":"b"}`},
		{to[operatingMode], `"heat"`, operatingMode("heat"), `"on"`},
		{by(List[operatingMode]), `["heat","off"]`, []operatingMode{"heat", "off"}, `["heat","on"]`},
		{by(Map[operatingMode]), `{"a":"heat"}`, map[string]operatingMode{"a": "heat"}, `{"a":"heat","a":"heat"}`},
		{by(Pointer[operatingMode]), `"heat"`, new(operatingMode("heat")), `"on"`},
		{by(Timestamp), `1000000000`, time.Unix(1, 0).UTC(), `"2026-01-02T03:04:05Z"`},
		{by(URIPattern), `"a..b"`, wamp.URI("a..b"), `"a b"`},
		{by(Name), `"a"`, "a", `"a.b"`},
		{to[chan int], ``, nil, `1`},
	}
	fields := NewFields(Required("v"))
	for _, test := range tests {
		target, _ := test.target()
		scan := func(data string) error {
			r := NewValueReader(wamp.JSON, []byte(`{"v":`+data+`}`))
			defer r.Free()
			r.Scan(fields, target)
			return r.Err()
		}
		if test.bad != "" {
			var fault *ValueError
			if err := scan(test.bad); !errors.As(err, &fault) || fault.Path == "" {
				t.Errorf("%T from %s: error %v, want one with a path", target, test.bad, err)
			}
		}
		if test.data == "" {
			continue
		}
		again, value := test.target()
		target = again
		err := scan(test.data)
		if diff := cmp.Diff(test.want, value()); diff != "" || err != nil {
			t.Errorf("%T from %s: error %v, value (-want +got):\n%s", target, test.data, err, diff)
		}
	}
}

// to returns a pointer to a variable as a target.
func to[T any]() (target any, value func() any) {
	v := new(T)
	return v, func() any { return *v }
}

// by returns the target of a variable that a function makes.
func by[T any](make func(*T) any) func() (any, func() any) {
	return func() (any, func() any) {
		v := new(T)
		return make(v), func() any { return *v }
	}
}

// What is absent keeps its value, null is nothing where it is allowed, and an optional
// list that is there is not nil.
func TestScanAbsentAndNull(t *testing.T) {
	fields := NewFields(Nullable("note", "mode"), Optional("size", "tags", "modes"))
	type values struct {
		Note  *string
		Mode  *operatingMode
		Size  int64
		Tags  []string
		Modes []operatingMode
	}
	tests := []struct {
		data, fault string
		want        values
	}{
		{`{"note":null,"mode":null}`, "", values{Size: 5}},
		{`{"note":"a","mode":"heat","size":7,"tags":[],"modes":[]}`, "",
			values{new("a"), new(operatingMode("heat")), 7, []string{}, []operatingMode{}}},
		{`{"mode":null}`, "note required", values{Size: 5}},
		{`{"note":null,"mode":null,"size":null}`, "size type", values{}},
		{`{"note":null,"mode":null,"note":null}`, "note duplicate", values{Size: 5}},
	}
	for _, test := range tests {
		x, fault := values{Size: 5}, ""
		r := NewValueReader(wamp.JSON, []byte(test.data))
		r.Scan(fields, &x.Note, Pointer(&x.Mode), &x.Size, &x.Tags, List(&x.Modes))
		if r.err != nil {
			fault = r.err.Path + " " + r.err.Rule
		}
		if diff := cmp.Diff(test.want, x); diff != "" || fault != test.fault {
			t.Errorf("%s: fault %q, want %q; values (-want +got):\n%s", test.data, fault, test.fault, diff)
		}
		r.Free()
	}
}

// A cursor stops at the fields that have no target.
func TestCursorWithTargets(t *testing.T) {
	fields := NewFields(Required("a", "b", "c"), Nullable("d"))
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(`[1,2,3,null,5]`), Kwargs: []byte(`{"d":4,"b":2,"x":0,"c":3,"a":1}`)}
	r := NewReader(payload)
	defer r.Free()
	read := func(c Cursor) (got []int64) {
		got = make([]int64, 4)
		for c.Next(r, nil, &got[1]) {
			got[c.Field] = 10 * r.Int(64)
		}
		return got
	}
	got := [][]int64{read(r.Args(fields)), read(r.Kwargs(fields))}
	if diff := cmp.Diff([][]int64{{10, 2, 30, 0}, {10, 2, 30, 40}}, got); diff != "" || r.Err() != nil {
		t.Errorf("error %v, values (-want +got):\n%s", r.Err(), diff)
	}
	var a, b, c int64
	r.Reset(payload)
	r.ScanArgs(fields, &a, &b, &c, &c)
	if a != 1 || b != 2 || c != 3 || r.Err() != nil {
		t.Errorf("args are %d, %d, %d, error %v", a, b, c, r.Err())
	}
	var d *int64
	r.Reset(payload)
	r.ScanKwargs(fields, &a, &b, &c, &d)
	if d == nil || *d != 4 || r.Err() != nil {
		t.Errorf("d is %v, error %v", d, r.Err())
	}
}

func TestScanDoesNotAllocateForTargets(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	var x struct {
		A    int64
		Mode operatingMode
		List []operatingMode
	}
	fields := NewFields(Required("a", "mode", "list"))
	r := NewReader(wamp.Payload{})
	defer r.Free()
	payload := wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"a":1,"mode":"heat","list":["off","heat"]}`)}
	allocs := testing.AllocsPerRun(100, func() {
		x.List = x.List[:0]
		r.Reset(payload)
		r.ScanKwargs(fields, &x.A, &x.Mode, List(&x.List))
	})
	if allocs != 0 || r.Err() != nil || len(x.List) != 2 {
		t.Errorf("%v allocations, error %v, value %+v", allocs, r.Err(), x)
	}
}
