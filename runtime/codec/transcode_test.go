package codec

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestTranscode(t *testing.T) {
	const (
		none = ""
		json = wamp.JSON
		pack = wamp.MessagePack
		cbor = wamp.CBOR
	)
	tests := []struct {
		name                   string
		from                   wamp.Format
		value                  string // hexadecimal but for JSON, as the results are
		toJSON, toPack, toCBOR string
	}{
		{"null", json, `null`, none, "c0", "f6"},
		{"bools", json, ` [ true , false ] `, none, "92c3c2", "82f5f4"},
		{"largest integer", json, `18446744073709551615`, none, "cfffffffffffffffff", "1bffffffffffffffff"},
		{"least integer", json, `-9223372036854775808`, none, "d38000000000000000", "3b7fffffffffffffff"},
		{"above them", json, `18446744073709551616`, none, "cb43f0000000000000", "fb43f0000000000000"},
		{"below them", json, `-9223372036854775809`, none, "cbc3e0000000000000", "fbc3e0000000000000"},
		{"negative zero", json, `-0`, none, "00", "00"},
		{"fraction", json, `1.50`, none, "cb3ff8000000000000", "fb3ff8000000000000"},
		{"exponent", json, `1e0`, none, "cb3ff0000000000000", "fb3ff0000000000000"},
		{"out of range", json, `-1e999`, none, "cbffefffffffffffff", "fbffefffffffffffff"},
		{"below range", json, `1e-999`, none, "cb0000000000000000", "fb0000000000000000"},
		{"escapes", json, `"\"\\\/\b\f\n\r\t\u00fc\ud83d\ude00"`, none, "ae225c2f080c0a0d09c3bcf09f9880", "6e225c2f080c0a0d09c3bcf09f9880"},
		{"half of a pair", json, `"a\ud83dz"`, none, "a561efbfbd7a", "6561efbfbd7a"},
		{"two first halves", json, `"\ud83d\ud83d\ude00"`, none, "a7efbfbdf09f9880", "67efbfbdf09f9880"},
		{"second half first", json, `"\ude00\n"`, none, "a4efbfbd0a", "64efbfbd0a"},
		{"binary", json, `"\u0000AQI="`, none, "c4020102", "420102"},
		{"escaped binary", json, `"\u0000\/\/\/\/"`, none, "c403ffffff", "43ffffff"},
		{"no bytes", json, `"\u0000"`, none, "c400", "40"},
		{"no padding", json, `"\u0000AQI"`, none, "a400415149", "6400415149"},
		{"stray bits", json, `"\u0000AR=="`, none, "a50041523d3d", "650041523d3d"},
		{"line break", json, `"\u0000AQ\n=="`, none, "a60041510a3d3d", "660041510a3d3d"},
		{"no base64", json, `"\u0000!"`, none, "a20021", "620021"},
		{"binary as key", json, `{"\u0000AQI=":1}`, none, "81a5004151493d01", "a165004151493d01"},
		{"nested", json, `{"a":[{},{"b":[[]]}]}`, none, "81a161928081a1629190", "a1616182a0a161628180"},

		{"str8", pack, "d90161", `"a"`, none, "6161"},
		{"array32", pack, "dd00000001c0", `[null]`, none, "81f6"},
		{"map16", pack, "de0001a161d0ff", `{"a":-1}`, none, "a1616120"},
		{"uint64", pack, "cf0000000000000001", `1`, none, "01"},
		{"int64", pack, "d3ffffffffffffffff", `-1`, none, "20"},
		{"float32", pack, "ca3dcccccd", `0.1`, none, "fa3dcccccd"},
		{"NaN", pack, "cb7ff8000000000001", `null`, none, "fb7ff8000000000001"},
		{"infinity", pack, "caff800000", `null`, none, "faff800000"},
		{"bin", pack, "c403000102", `"\u0000AAEC"`, none, "43000102"},
		{"fixext1", pack, "d40501", `"\u0000AQ=="`, none, "4101"},
		{"undefined of msgpack", pack, "92d40000a0", `[null,""]`, none, "82f660"},
		{"fixext1 like undefined", pack, "93d40001d40100c7010000", `["\u0000AQ==","\u0000AA==","\u0000AA=="]`, none, "83410141004100"},
		{"undefined as key", pack, "81d40000d40000", `{"null":null}`, none, "a1f6f6"},
		{"ext8", pack, "c70205ffff", `"\u0000//8="`, none, "42ffff"},
		{"timestamp", pack, "d6ff00000001", `"\u0000AAAAAQ=="`, none, "4400000001"},
		{"keys", pack, "8701a0" + "ffa0" + "c0a0" + "c3a0" + "cb3ff8000000000000a0" + "c40101a0" + "a0a0",
			`{"1":"","-1":"","null":"","true":"","1.5":"","\u0000AQ==":"","":""}`, none, "a701602060f660f560fb3ff8000000000000604101606060"},
		{"list as key", pack, "819102a0", `{"\u0000kQI=":""}`, none, "a1810260"},
		{"string like binary", pack, "a5004151493d", `"\u0000AQI="`, none, "65004151493d"},

		{"float16", cbor, "f93e00", `1.5`, "ca3fc00000", none},
		{"float16 subnormal", cbor, "f90001", `5.9604645e-8`, "ca33800000", none},
		{"float16 -infinity", cbor, "f9fc00", `null`, "caff800000", none},
		{"undefined", cbor, "f7", `null`, "c0", none},
		{"simple", cbor, "83e0f3f8ff", `[null,null,null]`, "93c0c0c0", none},
		{"tag", cbor, "c074323031332d30332d32315432303a30343a30305a", `"2013-03-21T20:04:00Z"`, "b4323031332d30332d32315432303a30343a30305a", none},
		{"tags", cbor, "d9d9f7c1da000000010a", `10`, "0a", none},
		{"bignum", cbor, "c249010000000000000000", `18446744073709552000`, "cb43f0000000000000", none},
		{"small bignum", cbor, "c24a0000ffffffffffffffff", `18446744073709551615`, "cfffffffffffffffff", none},
		{"negative bignum", cbor, "c349010000000000000000", `-18446744073709552000`, "cbc3f0000000000000", none},
		{"small negative bignum", cbor, "c3420100", `-257`, "d1feff", none},
		{"-2^64", cbor, "3bffffffffffffffff", `-18446744073709552000`, "cbc3f0000000000000", none},
		{"endless bignum", cbor, "c2" + "5881" + strings.Repeat("ff", 129), `1.7976931348623157e+308`, "cb7fefffffffffffff", none},
		{"bignum of text", cbor, "c26161", `"a"`, "a161", none},
		{"chunks", cbor, "7f6161606162ff", `"ab"`, "a26162", none},
		{"chunks of bytes", cbor, "5f41014102ff", `"\u0000AQI="`, "c4020102", none},
		{"bignum of chunks", cbor, "c25f41014100ff", `256`, "cd0100", none},
		{"indefinite", cbor, "9fbf6161f6ff00ff", `[{"a":null},0]`, "9281a161c000", none},
		{"key of chunks", cbor, "a17f6161ff01", `{"a":1}`, "81a16101", none},
		{"tagged key", cbor, "a1c10101", `{"1":1}`, "810101", none},
		{"map as key", cbor, "a1a1010200", `{"\u0000oQEC":0}`, "8181010200", none},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			value := []byte(tt.value)
			if tt.from != json {
				value = unhex(t, tt.value)
			}
			if err := CheckValue(tt.from, value, Limits{}); err != nil {
				t.Fatal(err)
			}
			// The value as the one argument.
			wrap := func(f wamp.Format, value []byte) []byte {
				switch f {
				case json:
					return slices.Concat([]byte("["), value, []byte("]"))
				case pack:
					return append([]byte{0x91}, value...)
				}
				return append([]byte{0x81}, value...)
			}
			payload := wamp.Payload{Format: tt.from, Args: wrap(tt.from, value)}
			for to, want := range map[wamp.Format][]byte{json: []byte(tt.toJSON), pack: unhex(t, tt.toPack), cbor: unhex(t, tt.toCBOR)} {
				if to == tt.from {
					continue
				}
				got := Transcode(payload, to)
				if diff := cmp.Diff(wamp.Payload{Format: to, Args: wrap(to, want)}, got); diff != "" {
					t.Errorf("to %s: payload (-want +got):\n%s%s", to, diff, got.Args)
				}
			}
		})
	}
}

func TestTranscodeCounts(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 23, 24, 255, 256, 65535, 65536} {
		list := "[" + strings.TrimSuffix(strings.Repeat("7,", n), ",") + "]"
		var dict strings.Builder
		for i := range n {
			if i > 0 {
				dict.WriteByte(',')
			}
			dict.WriteString(`"k":[` + strings.Repeat(`{},`, i%30) + `1]`)
		}
		p := kwargs("["+list+"]", "{"+dict.String()+"}")
		for _, f := range formats {
			binary := Transcode(p, f)
			for name, data := range map[string][]byte{"args": binary.Args, "kwargs": binary.Kwargs} {
				if err := CheckValue(f, data, Limits{}); err != nil {
					t.Errorf("%s of %d: %v", name, n, err)
				}
			}
			if diff := cmp.Diff(p, Transcode(binary, wamp.JSON)); diff != "" {
				t.Errorf("%d entries, %s and back (-want +got):\n%s", n, f, diff)
			}
		}
	}
}

func TestTranscodeKeepsWhatIsAbsent(t *testing.T) {
	for _, p := range []wamp.Payload{
		{Format: wamp.JSON},
		{Format: wamp.JSON, Args: []byte("[]")},
		{Format: wamp.JSON, Kwargs: []byte("{}")},
	} {
		got := Transcode(p, wamp.CBOR)
		if (got.Args == nil) != (p.Args == nil) || (got.Kwargs == nil) != (p.Kwargs == nil) {
			t.Errorf("payload %v became %v", p, got)
		}
	}
	p := args("[1]")
	if got := Transcode(p, wamp.JSON); &got.Args[0] != &p.Args[0] {
		t.Error("a payload of the same format is copied")
	}
}

// Bytes that nobody checked must not break the frame they go into.
func TestTranscodeOfMalformedBytes(t *testing.T) {
	for _, data := range []string{"", "[", "[1", "1", "{}", "[]]", `["` + "\xff" + `"]`, strings.Repeat("[", 5000) + strings.Repeat("]", 5000)} {
		p := wamp.Payload{Format: wamp.JSON, Args: []byte(data), Kwargs: []byte("[]")}
		want := wamp.Payload{Format: wamp.MessagePack, Args: []byte{0x90}, Kwargs: []byte{0x80}}
		if diff := cmp.Diff(want, Transcode(p, wamp.MessagePack)); diff != "" {
			t.Errorf("%.20q: payload (-want +got):\n%s", data, diff)
		}
	}
}

// A key inside a key inside a key must not grow with each level.
func TestTranscodeOfNestedKeys(t *testing.T) {
	data := slices.Concat([]byte{0x91}, bytes.Repeat([]byte{0x81}, 30), []byte{0xc0}, bytes.Repeat([]byte{0xc0}, 30))
	if err := CheckValue(wamp.MessagePack, data, Limits{}); err != nil {
		t.Fatal(err)
	}
	got := Transcode(wamp.Payload{Format: wamp.MessagePack, Args: data}, wamp.JSON)
	if err := CheckValue(wamp.JSON, got.Args, Limits{}); err != nil || len(got.Args) > 4*len(data) {
		t.Errorf("%d bytes became %d, error %v", len(data), len(got.Args), err)
	}
}

func TestAppendMessageTranscodes(t *testing.T) {
	m := &wamp.Yield{Request: 1, Payload: wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"a":"\u0000AQ=="}`)}}
	for f, want := range map[wamp.Format]string{
		wamp.JSON:        `[70,1,{},[],{"a":"\u0000AQ=="}]`,
		wamp.MessagePack: "\x95\x46\x01\x80\x90\x81\xa1a\xc4\x01\x01",
		wamp.CBOR:        "\x85\x18\x46\x01\xa0\x80\xa1\x61a\x41\x01",
	} {
		if got := encoded(t, f, m); string(got) != want {
			t.Errorf("%s: %q, want %q", f, got, want)
		}
	}
}

func TestAppendMessageErrors(t *testing.T) {
	tests := []struct {
		format  wamp.Format
		message wamp.Message
		want    string
	}{
		{0, &wamp.Yield{}, "encode message: unknown format 0"},
		{wamp.JSON, nil, "encode message: unknown type <nil>"},
		{wamp.JSON, &wamp.Hello{Details: wamp.Dict{"a": map[string]any{"b": struct{}{}}}},
			"encode HELLO: a: b: type struct {} has no form on the wire"},
		{wamp.CBOR, &wamp.Call{Procedure: "\xff"}, `encode CALL: string "\xff": invalid UTF-8`},
	}
	for _, tt := range tests {
		got, err := AppendMessage([]byte("before"), tt.format, tt.message)
		if err == nil || err.Error() != tt.want || string(got) != "before" {
			t.Errorf("%q, error %v, want %s", got, err, tt.want)
		}
	}
}
