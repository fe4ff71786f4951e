package runtime_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
)

func TestDecodeExtra(t *testing.T) {
	tests := []struct {
		name   string
		extra  []byte
		want   MySessionExtra
		faults []contract.Fault
	}{
		{"absent", nil, MySessionExtra{Greeting: "Hello"}, nil},
		{"empty", []byte(`{}`), MySessionExtra{Greeting: "Hello"}, nil},
		{"given", []byte(`{"greeting":"Hi"}`), MySessionExtra{Greeting: "Hi"}, nil},
		{"wrong type", []byte(`{"greeting":[]}`), MySessionExtra{}, []contract.Fault{{Path: "greeting", Rule: "type", Message: "want string, got list"}}},
		{"no object", []byte(`7`), MySessionExtra{}, []contract.Fault{{Rule: "type", Message: "want map, got integer"}}},
		{"broken rule", []byte(`{"greeting":""}`), MySessionExtra{}, []contract.Fault{{Path: "greeting", Rule: "min", Message: "want at least 1 character, got 0"}}},
		{"no JSON", []byte(`{`), MySessionExtra{}, []contract.Fault{{Rule: "syntax"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, faults := runtime.DecodeExtra[MySessionExtra](tt.extra)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("extra (-want +got):\n%s", diff)
			}
			for i := range faults {
				if faults[i].Rule != "type" {
					faults[i].Message = "" // the codec's words are its own
				}
			}
			for i := range tt.faults {
				if tt.faults[i].Rule != "type" {
					tt.faults[i].Message = ""
				}
			}
			if diff := cmp.Diff(tt.faults, faults); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// brokenExtra breaks two of its rules.
type brokenExtra struct{}

func (*brokenExtra) DecodeWAMP(*codec.Reader) {}

func (*brokenExtra) ValidateWAMP(v *codec.Validator) {
	v.Field("a").Fail("min", "too small")
	v.Field("b").Fail("max", "too large")
}

func TestDecodeExtraNamesAllBrokenRules(t *testing.T) {
	_, faults := runtime.DecodeExtra[brokenExtra](nil)
	want := []contract.Fault{{Path: "a", Rule: "min", Message: "too small"}, {Path: "b", Rule: "max", Message: "too large"}}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if got := runtime.ExtraError(faults).Error(); got != "extra: a: too small; b: too large" {
		t.Errorf("got error %q", got)
	}
	if err := runtime.ExtraError(nil); err != nil {
		t.Errorf("got error %v for no faults", err)
	}
}
