package wamp

import (
	"strings"
	"testing"
	"unicode"
)

func TestURI(t *testing.T) {
	tests := []struct {
		uri                                       URI
		valid, prefix, wildcard, strict, reserved bool
		components                                int
	}{
		{uri: "com.example.add", valid: true, prefix: true, wildcard: true, strict: true, components: 3},
		{uri: "add", valid: true, prefix: true, wildcard: true, strict: true, components: 1},
		{uri: "com.example_1.2", valid: true, prefix: true, wildcard: true, strict: true, components: 3},
		{uri: "com.Example.add", valid: true, prefix: true, wildcard: true, components: 3},
		{uri: "com.büro.add-up", valid: true, prefix: true, wildcard: true, components: 3},
		{uri: "", prefix: true, strict: true, components: 1},
		{uri: ".", wildcard: true, strict: true, components: 2},
		{uri: "com.", prefix: true, wildcard: true, strict: true, components: 2},
		{uri: ".com", wildcard: true, strict: true, components: 2},
		{uri: "com..add", wildcard: true, strict: true, components: 3},
		{uri: "com..", wildcard: true, strict: true, components: 3},
		{uri: "com.a b", components: 2},
		{uri: "com.a\tb", components: 2},
		{uri: "com.a\nb", components: 2},
		{uri: "com.a\u00a0b", components: 2},
		{uri: "com.a\u2028", components: 2},
		{uri: "\u3000.b", components: 2},
		{uri: "com.a#b", components: 2},
		{uri: "wamp", valid: true, prefix: true, wildcard: true, strict: true, reserved: true, components: 1},
		{uri: "wamp.session.count", valid: true, prefix: true, wildcard: true, strict: true, reserved: true, components: 3},
		{uri: "wamp.", prefix: true, wildcard: true, strict: true, reserved: true, components: 2},
		{uri: "wampum.shop", valid: true, prefix: true, wildcard: true, strict: true, components: 2},
	}
	for _, tt := range tests {
		t.Run(string(tt.uri), func(t *testing.T) {
			for _, check := range []struct {
				name      string
				got, want bool
			}{
				{"Valid", tt.uri.Valid(), tt.valid},
				{"ValidPattern(exact)", tt.uri.ValidPattern(MatchExact), tt.valid},
				{"ValidPattern(prefix)", tt.uri.ValidPattern(MatchPrefix), tt.prefix},
				{"ValidPattern(wildcard)", tt.uri.ValidPattern(MatchWildcard), tt.wildcard},
				{"Strict", tt.uri.Strict(), tt.strict},
				{"Reserved", tt.uri.Reserved(), tt.reserved},
			} {
				if check.got != check.want {
					t.Errorf("%s: got %t, want %t", check.name, check.got, check.want)
				}
			}
			if got := tt.uri.Components(); got != tt.components {
				t.Errorf("Components: got %d, want %d", got, tt.components)
			}
		})
	}
}

// FuzzURI compares the two ways that a URI is looked at.
func FuzzURI(f *testing.F) {
	for _, uri := range []string{"com.example.add", "com.exam.ple.add", "com.exam..ple.add", "abcdefg..", "abcdefgh.", ".abcdefgh", "abcdefgh#", "abcdefg\x7f", "abcdefgh\u00a0ijklmnop", "0000\x80..0", "abcdefg.hijklmno.pq", "abcdefg..ijklmno.pq"} {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := text != ""
		for _, component := range strings.Split(text, ".") {
			want = want && component != "" && !strings.ContainsFunc(component, func(r rune) bool { return r == '#' || unicode.IsSpace(r) })
		}
		if got := URI(text).Valid(); got != want {
			t.Errorf("Valid(%q): got %t, want %t", text, got, want)
		}
	})
}
