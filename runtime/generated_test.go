package runtime_test

import (
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime"
)

// A type that is not generated is found when the program starts.
func TestPayloadOfOtherTypes(t *testing.T) {
	for name, make := range map[string]func(){
		"PayloadOf":    func() { runtime.PayloadOf[struct{ A int }]() },
		"PositionalOf": func() { runtime.PositionalOf[struct{ A int }]("a") },
	} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.Contains(text, "struct { A int }") {
					t.Errorf("%s: panic %q does not name the type", name, text)
				}
			}()
			make()
		}()
	}
}
