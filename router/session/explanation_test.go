package session

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/codec"
)

func TestExplanation(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"short":       {`no callee has registered "com.example"`, `no callee has registered "com.example"`},
		"long":        {strings.Repeat("x", 5000), strings.Repeat("x", 497) + "…"},
		"characters":  {strings.Repeat("ä", 5000), strings.Repeat("ä", 248) + "…"},
		"exactly":     {strings.Repeat("x", 500), strings.Repeat("x", 500)},
		"cut is UTF8": {"x" + strings.Repeat("€", 5000), "x" + strings.Repeat("€", 165) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Explanation(test.text)
			got, err := codec.DecodeValue(p.Format, p.Args)
			if diff := cmp.Diff([]any{test.want}, got); diff != "" || err != nil {
				t.Errorf("arguments (-want +got), error %v:\n%s", err, diff)
			}
		})
	}
	for _, text := range []string{"", "no \xff UTF-8"} {
		if p := Explanation(text); p.Args != nil {
			t.Errorf("Explanation(%q) = %q, want none", text, p.Args)
		}
	}
}
