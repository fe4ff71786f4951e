package wamp

import "testing"

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
