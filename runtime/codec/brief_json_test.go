package codec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// What is written as most messages are is read in the short way, other text is not.
func TestBrief(t *testing.T) {
	for text, want := range map[string]bool{
		`[48,1,{},"com.a"]`:                           true,
		`[48,9007199254740992,{},"com.a",[],{"a":1}]`: true,
		`[16,2,{},"com.a",["x"]]`:                     true,
		`[70,3,{},[{"a":[]}]]`:                        true,
		`[50,3,{}]`:                                   true,
		`[68,3,4,{},[1]]`:                             true,
		`[36,3,4,{},[1]]`:                             true,

		`[48,1,{},"com.a" ]`:                                 false,
		` [48,1,{},"com.a"]`:                                 false,
		`[48,1,{},"com.a"]]`:                                 false,
		`[48,1,{},"com.a"`:                                   false,
		`[48,1,{},"com.a",[]`:                                false,
		`[48,1,{},"com.a",[],{}`:                             false,
		`[48,1,{},"com.a",[],{},1]`:                          false,
		`[48,1,{},"com.a",{}]`:                               false,
		`[48,1,{},"com.a",[1}]`:                              false,
		`[48,1,{},"com.\u0061"]`:                             false,
		"[48,1,{},\"com.\xc3\xa4\"]":                         false,
		"[48,1,{},\"com.\xff\"]":                             false,
		`[48,1,{"timeout":1},"com.a"]`:                       false,
		`[48,0,{},"com.a"]`:                                  false,
		`[48,01,{},"com.a"]`:                                 false,
		`[48,-1,{},"com.a"]`:                                 false,
		`[48,1.0,{},"com.a"]`:                                false,
		`[48,9007199254740993,{},"com.a"]`:                   false,
		`[48,99999999999999999999999999,{},"com.a"]`:         false,
		`[48,18446744073709551617,{},"com.a"]`:               false,
		`[48,,{},"com.a"]`:                                   false,
		`[48,1,{},"` + strings.Repeat("a", 256) + `"]`:       false,
		`[48,1,{},"com.a",` + strings.Repeat("[", 33) + `]]`: false,
		`[68,3,{},[1]]`:                                      false,
		`[08,1,{},"com.a"]`:                                  false,
		`[99,1,{},"com.a"]`:                                  false,
		`[8,48,1,{},"com.a"]`:                                false,
		`[33,1,2]`:                                           false,
		`[48,1,{}]`:                                          false,
		`[48,1,{`:                                            false,
		`[48,1234`:                                           false,
	} {
		d := NewDecoder(wamp.JSON, Limits{})
		if got := d.brief([]byte(text)) != nil; got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
}

// FuzzBrief compares what is read in the short way with what is read with care.
func FuzzBrief(f *testing.F) {
	for _, text := range []string{
		`[48,1,{},"com.a",[],{"a":1}]`, `[16,12,{},"com.a",["x"]]`, `[70,3,{},[{"a":[]}]]`, `[50,3,{}]`, `[68,3,4,{},[1]]`,
		`[36,3,4,{},[1],{}]`, `[48,1,{ },"com.a"]`, `[48,9007199254740993,{},"com.a"]`, `[48,1,{},"a\"",[]]`, `[68,1,{},[]]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		short, long := NewDecoder(wamp.JSON, Limits{}), NewDecoder(wamp.JSON, Limits{})
		got := short.brief(data)
		if got == nil {
			return
		}
		want, err := long.decode(data)
		if err != nil {
			t.Fatalf("%s: read as %+v, but %v", data, got, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", data, diff)
		}
	})
}
