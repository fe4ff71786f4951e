package codec

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestWriterValues(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	tests := []struct {
		name                string
		write               func(*Writer)
		json, msgpack, cbor string // the one argument; hexadecimal but for JSON
	}{
		{"null", func(w *Writer) { w.Null() }, `null`, "c0", "f6"},
		{"true", func(w *Writer) { w.Bool(true) }, `true`, "c3", "f5"},
		{"false", func(w *Writer) { w.Bool(false) }, `false`, "c2", "f4"},
		{"0", func(w *Writer) { w.Int(0) }, `0`, "00", "00"},
		{"23", func(w *Writer) { w.Int(23) }, `23`, "17", "17"},
		{"24", func(w *Writer) { w.Int(24) }, `24`, "18", "1818"},
		{"127", func(w *Writer) { w.Int(127) }, `127`, "7f", "187f"},
		{"128", func(w *Writer) { w.Int(128) }, `128`, "cc80", "1880"},
		{"256", func(w *Writer) { w.Int(256) }, `256`, "cd0100", "190100"},
		{"65536", func(w *Writer) { w.Int(65536) }, `65536`, "ce00010000", "1a00010000"},
		{"2^32", func(w *Writer) { w.Int(1 << 32) }, `4294967296`, "cf0000000100000000", "1b0000000100000000"},
		{"-1", func(w *Writer) { w.Int(-1) }, `-1`, "ff", "20"},
		{"-32", func(w *Writer) { w.Int(-32) }, `-32`, "e0", "381f"},
		{"-33", func(w *Writer) { w.Int(-33) }, `-33`, "d0df", "3820"},
		{"-128", func(w *Writer) { w.Int(-128) }, `-128`, "d080", "387f"},
		{"-129", func(w *Writer) { w.Int(-129) }, `-129`, "d1ff7f", "3880"},
		{"-32769", func(w *Writer) { w.Int(-32769) }, `-32769`, "d2ffff7fff", "398000"},
		{"-2^63", func(w *Writer) { w.Int(math.MinInt64) }, `-9223372036854775808`, "d38000000000000000", "3b7fffffffffffffff"},
		{"2^64-1", func(w *Writer) { w.Uint(math.MaxUint64) }, `18446744073709551615`, "cfffffffffffffffff", "1bffffffffffffffff"},
		{"float", func(w *Writer) { w.Float(1.5) }, `1.5`, "cb3ff8000000000000", "fb3ff8000000000000"},
		{"whole float", func(w *Writer) { w.Float(21) }, `21`, "cb4035000000000000", "fb4035000000000000"},
		{"small float", func(w *Writer) { w.Float(1e-9) }, `1e-9`, "cb3e112e0be826d695", "fb3e112e0be826d695"},
		{"large float", func(w *Writer) { w.Float(1e21) }, `1e+21`, "cb444b1ae4d6e2ef50", "fb444b1ae4d6e2ef50"},
		{"negative zero", func(w *Writer) { w.Float(math.Copysign(0, -1)) }, `-0`, "cb8000000000000000", "fb8000000000000000"},
		{"float32", func(w *Writer) { w.Float32(0.1) }, `0.1`, "ca3dcccccd", "fa3dcccccd"},
		{"empty string", func(w *Writer) { w.String("") }, `""`, "a0", "60"},
		{"string", func(w *Writer) { w.String("Büro") }, `"Büro"`, "a542c3bc726f", "6542c3bc726f"},
		{"escapes", func(w *Writer) { w.String("\"\\/\b\f\n\r\t\x00\x1f\x7f<") }, `"\"\\/\b\f\n\r\t\u0000\u001f` + "\x7f" + `<"`,
			"ac225c2f080c0a0d09001f7f3c", "6c225c2f080c0a0d09001f7f3c"},
		{"long plain, then escape", func(w *Writer) { w.String("0123456789ü\n") }, `"0123456789ü\n"`,
			"ad30313233343536373839c3bc0a", "6d30313233343536373839c3bc0a"},
		{"bytes", func(w *Writer) { w.Bytes([]byte{1, 2, 3, 4}) }, `"\u0000AQIDBA=="`, "c40401020304", "4401020304"},
		{"no bytes", func(w *Writer) { w.Bytes(nil) }, `"\u0000"`, "c400", "40"},
		{"list", func(w *Writer) { w.List(2); w.Int(1); w.List(0); w.End(); w.End() }, `[1,[]]`, "920190", "820180"},
		{"map", func(w *Writer) {
			w.Map(2)
			w.Key("a")
			w.Int(1)
			w.MapKey("b\n")
			w.Map(0)
			w.End()
			w.End()
		}, `{"a":1,"b\n":{}}`, "82a16101a2620a80", "a261610162620aa0"},
		{"time", func(w *Writer) { w.Time(time.Date(2024, 2, 29, 12, 30, 0, 5e8, zone)) }, `"2024-02-29T12:30:00.5+02:00"`,
			"bb323032342d30322d32395431323a33303a30302e352b30323a3030", "781b323032342d30322d32395431323a33303a30302e352b30323a3030"},
		{"timestamp", func(w *Writer) { w.Timestamp(time.Unix(1, 5).In(zone)) }, `1000000005`, "ce3b9aca05", "1a3b9aca05"},
		{"duration", func(w *Writer) { w.Duration(-time.Microsecond) }, `-1000`, "d1fc18", "3903e7"},
		{"raw", func(w *Writer) { w.Raw(Raw{wamp.JSON, []byte(` {"a": [1.5, null]} `)}) }, ` {"a": [1.5, null]} `,
			"81a16192cb3ff8000000000000c0", "a1616182fb3ff8000000000000f6"},
		{"no raw", func(w *Writer) { w.Raw(Raw{}) }, `null`, "c0", "f6"},
		{"value", func(w *Writer) { w.Value(map[string]any{"b": 1, "a": []any{uint8(2), "x"}}) }, `{"a":[2,"x"],"b":1}`,
			"82a1619202a178a16201", "a2616182026178616201"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for f, want := range map[wamp.Format][]byte{
				wamp.JSON:        []byte("[" + tt.json + "]"),
				wamp.MessagePack: append([]byte{0x91}, unhex(t, tt.msgpack)...),
				wamp.CBOR:        append([]byte{0x81}, unhex(t, tt.cbor)...),
			} {
				w := NewWriter(f)
				w.Args(1)
				tt.write(w)
				w.End()
				p, err := w.Payload()
				if err != nil {
					t.Errorf("%s: %v", f, err)
				} else if diff := cmp.Diff(wamp.Payload{Format: f, Args: want}, p); diff != "" {
					t.Errorf("%s: payload (-want +got):\n%s", f, diff)
				}
				w.Free()
			}
		})
	}
}

func TestWriterPayload(t *testing.T) {
	write := func(f wamp.Format, parts ...func(*Writer)) wamp.Payload {
		w := NewWriter(f)
		defer w.Free()
		for _, part := range parts {
			part(w)
		}
		p, err := w.Payload()
		if err != nil {
			t.Fatal(err)
		}
		return p.Clone()
	}
	list := func(w *Writer) { w.Args(1); w.Bool(true); w.End() }
	dict := func(w *Writer) { w.Kwargs(1); w.Key("a"); w.Null(); w.End() }
	tests := []struct {
		name  string
		parts []func(*Writer)
		want  wamp.Payload
	}{
		{"nothing", nil, wamp.Payload{Format: wamp.JSON}},
		{"args", []func(*Writer){list}, wamp.Payload{Format: wamp.JSON, Args: []byte(`[true]`)}},
		{"kwargs", []func(*Writer){dict}, wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"a":null}`)}},
		{"both", []func(*Writer){list, dict}, kwargs(`[true]`, `{"a":null}`)},
		{"kwargs first", []func(*Writer){dict, list}, kwargs(`[true]`, `{"a":null}`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, write(wamp.JSON, tt.parts...)); diff != "" {
				t.Errorf("payload (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriterErrors(t *testing.T) {
	tests := []struct {
		name  string
		write func(*Writer)
		want  string
	}{
		{"NaN", func(w *Writer) { w.Args(1); w.Float(math.NaN()); w.End() }, "encode float NaN: JSON has no NaN and no infinity"},
		{"infinity", func(w *Writer) { w.Args(1); w.Float32(float32(math.Inf(-1))); w.End() }, "encode float -Inf: JSON has no NaN and no infinity"},
		{"invalid UTF-8", func(w *Writer) { w.Args(1); w.String("a\xff"); w.End() }, `encode string "a\xff": invalid UTF-8`},
		{"invalid key", func(w *Writer) { w.Kwargs(1); w.MapKey("\xff"); w.Null(); w.End() }, `encode string "\xff": invalid UTF-8`},
		{"year", func(w *Writer) { w.Args(1); w.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)); w.End() },
			"encode time: "},
		{"timestamp", func(w *Writer) { w.Args(1); w.Timestamp(time.Time{}); w.End() },
			"encode timestamp: 0001-01-01 00:00:00 +0000 UTC is out of range"},
		{"raw", func(w *Writer) { w.Args(1); w.Raw(Raw{wamp.JSON, []byte("[1")}); w.End() }, "encode value: raw value: json: byte 2: unexpected end"},
		{"type", func(w *Writer) { w.Args(1); w.Value([]any{struct{}{}}); w.End() }, "encode value: type struct {} has no form on the wire"},
		{"fail", func(w *Writer) { w.Fail("encode %s", "union"); w.Fail("again") }, "encode union"},
		{"not ended", func(w *Writer) { w.Args(1); w.Int(1) }, errOpen.Error()},
		{"too few", func(w *Writer) { w.Args(2); w.Int(1); w.End() }, errEntries.Error()},
		{"too many", func(w *Writer) { w.Args(1); w.Int(1); w.Int(2); w.End() }, errEntries.Error()},
		{"too many entries", func(w *Writer) { w.Kwargs(0); w.Key("a"); w.Null(); w.End() }, errEntries.Error()},
		{"entry without value", func(w *Writer) { w.Kwargs(1); w.Key("a"); w.Key("b"); w.End() }, errKey.Error()},
		{"value without key", func(w *Writer) { w.Kwargs(1); w.Int(1); w.End() }, errKey.Error()},
		{"half an entry", func(w *Writer) { w.Kwargs(1); w.Key("a"); w.End() }, errEntries.Error()},
		{"key in list", func(w *Writer) { w.Args(1); w.Key("a"); w.End() }, errKey.Error()},
		{"field in list", func(w *Writer) { w.Args(1); w.Field("a").Int(1); w.End() }, errKey.Error()},
		{"field outside", func(w *Writer) { w.Field("a").String("b") }, errKey.Error()},
		{"field for a value", func(w *Writer) { w.Kwargs(1); w.Key("a"); w.Field("b").Bool(true); w.End() }, errKey.Error()},
		{"too many fields", func(w *Writer) { w.Kwargs(1); w.Field("a").Uint(1); w.Field("b").Uint(1); w.End() }, errEntries.Error()},
		{"too few fields", func(w *Writer) { w.Kwargs(2); w.Field("a").Float(1); w.End() }, errEntries.Error()},
		{"field NaN", func(w *Writer) { w.Kwargs(1); w.Field("a").Float(math.NaN()); w.End() }, "encode float NaN: JSON has no NaN and no infinity"},
		{"field of invalid UTF-8", func(w *Writer) { w.Kwargs(1); w.Field("a").String("\xff"); w.End() }, `encode string "\xff": invalid UTF-8`},
		{"key outside", func(w *Writer) { w.Key("a") }, errKey.Error()},
		{"value outside", func(w *Writer) { w.Int(1) }, errOutside.Error()},
		{"end outside", func(w *Writer) { w.End() }, errEntries.Error()},
		{"args twice", func(w *Writer) { w.Args(0); w.End(); w.Args(0); w.End() }, errTwice.Error()},
		{"args in kwargs", func(w *Writer) { w.Kwargs(0); w.Args(0); w.End(); w.End() }, errTwice.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := NewWriter(wamp.JSON)
			defer w.Free()
			tt.write(w)
			if p, err := w.Payload(); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("payload %s, error %v, want %q", p.Args, err, tt.want)
			}
		})
	}
	t.Run("format", func(t *testing.T) {
		w := NewWriter(0)
		defer w.Free()
		w.Args(0)
		w.End()
		if _, err := w.Payload(); err == nil {
			t.Error("no error for an unknown format")
		}
	})
	t.Run("forgotten by Free", func(t *testing.T) {
		w := NewWriter(wamp.JSON)
		w.Fail("no")
		w.Free()
		for range 10 { // the pool may give another one
			w := NewWriter(wamp.JSON)
			if _, err := w.Payload(); err != nil {
				t.Error(err)
			}
			w.Free()
		}
	})
}

func TestWriterFloatsOutsideJSON(t *testing.T) {
	for _, f := range []wamp.Format{wamp.MessagePack, wamp.CBOR} {
		w := NewWriter(f)
		w.Args(2)
		w.Float(math.Inf(1))
		w.Float32(float32(math.NaN()))
		w.End()
		p, err := w.Payload()
		if err != nil {
			t.Fatal(err)
		}
		r := NewReader(p)
		for c := r.Args(NewFields(Required("a", "b"))); c.Next(r); {
			switch v := r.Float(); {
			case c.Field == 0 && !math.IsInf(v, 1):
				t.Errorf("%s: got %v, want +Inf", f, v)
			case c.Field == 1 && !math.IsNaN(v):
				t.Errorf("%s: got %v, want NaN", f, v)
			}
		}
		if r.Err() != nil {
			t.Error(r.Err())
		}
		r.Free()
		w.Free()
	}
}

func TestWriterAllocations(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 30, 0, 5e8, time.UTC)
	data := make([]byte, 100)
	for _, f := range formats {
		got := testing.AllocsPerRun(100, func() {
			w := NewWriter(f)
			w.Args(4)
			w.String("Hello, world!")
			w.Time(at)
			w.Bytes(data)
			w.Map(2)
			w.Key("qty")
			w.Int(-300)
			w.MapKey("Büro")
			w.List(2)
			w.Float(1.25)
			w.Float32(0.1)
			w.End()
			w.End()
			w.End()
			if _, err := w.Payload(); err != nil {
				t.Fatal(err)
			}
			w.Free()
		})
		if got > 0 && !raceEnabled {
			t.Errorf("%s: %v allocations, want none", f, got)
		}
	}
}
