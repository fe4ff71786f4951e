package conformance

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"
)

// Section "Serializers": peers of different serializations talk to one another.
func TestValuesAcrossSerializations(t *testing.T) {
	for name, value := range map[string]any{
		"0": 0, "1": 1, "-1": -1, "23": 23, "24": 24, "127": 127, "128": 128, "-32": -32, "-33": -33, "-128": -128, "-129": -129,
		"255": 255, "256": 256, "65535": 65535, "65536": 65536, "-32769": -32769, "2^31": int64(1 << 31), "-2^31-1": int64(-1<<31 - 1), "2^32": int64(1 << 32),
		"2^53": int64(1 << 53), "-2^53": int64(-1 << 53), "2^53-1": int64(1<<53 - 1), "2^63-1": int64(math.MaxInt64), "-2^63": int64(math.MinInt64),
		"half": 0.5, "third": 1.0 / 3, "large": 1.5e300, "small": 5e-324, "largest": math.MaxFloat64, "negative": -2.25, "pi": math.Pi,
		"true": true, "false": false, "null": nil,
		"empty string": "", "string": "Hello, world!", "quotes": `"\/` + "\b\f\n\r\t\x00\x01\x1f\x7f", "umlauts": "Grüße, 日本語 ☃",
		"beyond the BMP": "𝄞 😀 \U0010ffff", "separators": "\u2028\u2029", "not characters": "\ufffd\uffff\ufdd0", "HTML": "<a href='&'>",
		"31 bytes": strings.Repeat("x", 31), "32 bytes": strings.Repeat("x", 32), "255 bytes": strings.Repeat("x", 255), "256 bytes": strings.Repeat("x", 256),
		"65536 bytes": strings.Repeat("é", 1<<15), "long list": make(list, 20),
		"list": list{1, list{2, list{3, list{}}}, dict{}}, "dict": dict{"a": dict{"b": dict{"c": nil}}, "": 0, "ü": "ü", "a.b": 1, " ": list{}},
		"large dict": largeDict(20), "larger dict": largeDict(300),
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, from serializer) {
				for _, to := range serializers {
					carry(t, from, to, list{list{value}, dict{"key": value}}, list{list{value}, dict{"key": value}})
				}
			})
		})
	}
}

// A list of more than 65,535 items has another head in MessagePack.
func TestLongListAcrossSerializations(t *testing.T) {
	inEach(t, func(t *testing.T, from serializer) {
		topic, args := uri("topic"), make(list, 1<<16)
		publisher := join(t, from)
		for _, to := range serializers {
			subscriber := join(t, to)
			subscription := subscriber.subscribe(topic, dict{})
			publisher.publish(topic, dict{}, args)
			subscriber.want(EVENT, subscription, id, dict{}, args)
			subscriber.leave()
		}
	})
}

func largeDict(n int) dict {
	d := dict{}
	for i := range n {
		d[strings.Repeat("k", i)] = i
	}
	return d
}

// Section "Binary support in JSON": bytes are a string of NUL and base64 in JSON.
func TestBinaryAcrossSerializations(t *testing.T) {
	for name, value := range map[string][]byte{
		"empty":                      {},
		"of the specification":       {0x10, 0xe3, 0xff, 0x90, 0x53, 0x07, 0x5c, 0x52, 0x6f, 0x5f, 0xc0, 0x6d, 0x4f, 0xe3, 0x7c, 0xdb},
		"one":                        {0},
		"two":                        {0xff, 0xfe},
		"three":                      {1, 2, 3},
		"larger than a length byte":  []byte(strings.Repeat("\xff", 300)),
		"larger than a length short": []byte(strings.Repeat("\x80", 70_000)),
	} {
		form := func(s serializer) any {
			if s.name == "json" {
				return "\x00" + base64.StdEncoding.EncodeToString(value)
			}
			return value
		}
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, from serializer) {
				for _, to := range serializers {
					carry(t, from, to, list{list{form(from), list{form(from)}}}, list{list{form(to), list{form(to)}}})
				}
			})
		})
	}
}

// NaN and infinities have no form in JSON; a message that has one is delivered
// for all that.
func TestNotNumbersAcrossSerializations(t *testing.T) {
	t.Parallel()
	for _, value := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, from := range []serializer{asMsgpack, asCBOR} {
			carry(t, from, asJSON, list{list{value, 1}}, list{list{nil, 1}})
		}
	}
	carry(t, asMsgpack, asCBOR, list{list{math.Inf(1)}}, list{list{math.Inf(1)}})
	carry(t, asCBOR, asMsgpack, list{list{math.Inf(-1)}}, list{list{math.Inf(-1)}})
}
