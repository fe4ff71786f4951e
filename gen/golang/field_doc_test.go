package golang

import (
	"testing"

	"github.com/wampgen/wampgen/gen/model"
)

func TestFacts(t *testing.T) {
	builtin := func(k model.Kind) model.Type { return model.Type{Kind: k} }
	of := func(k, elem model.Kind) model.Type { return model.Type{Kind: k, Elem: &model.Type{Kind: elem}} }
	tests := []struct {
		field model.Field
		want  string
	}{
		{model.Field{Type: builtin(model.Int)}, ""},
		{model.Field{Type: builtin(model.Int), Rules: model.Rules{Min: "1"}}, "X is at least 1."},
		{model.Field{Type: builtin(model.Int), Rules: model.Rules{Max: "9"}}, "X is at most 9."},
		{model.Field{Type: builtin(model.Int), Rules: model.Rules{Min: "0", Max: "9"}}, "X is 0 to 9."},
		{model.Field{Type: of(model.Optional, model.Duration), Rules: model.Rules{Min: "1000000000", Max: "7200000000000"}}, "X is 1s to 2h."},
		{model.Field{Type: builtin(model.Duration), Default: &model.Literal{Kind: model.Duration, Text: "90000000000"}}, "X is 1m30s if absent."},
		{model.Field{Type: builtin(model.Duration), Default: &model.Literal{Kind: model.Duration, Text: "0"}}, "X is 0s if absent."},
		{model.Field{Type: builtin(model.Timestamp), Default: &model.Literal{Kind: model.Timestamp, Text: "1"}}, "X is 1970-01-01T00:00:00.000000001Z if absent."},
		{model.Field{Type: of(model.List, model.Int), Rules: model.Rules{Min: "1"}}, "X has at least 1 item."},
		{model.Field{Type: of(model.Map, model.Int), Rules: model.Rules{Min: "0", Max: "2"}}, "X has at most 2 entries."},
		{model.Field{Type: builtin(model.Bytes), Rules: model.Rules{Min: "1", Max: "1"}}, "X has 1 byte."},
		{model.Field{
			Type: builtin(model.String), Rules: model.Rules{Min: "1", Max: "8", Pattern: "^[a-z]*$"},
			Default: &model.Literal{Kind: model.String, Text: `a"b`},
		}, `X has 1 to 8 characters and matches ^[a-z]*$. It is "a\"b" if absent.`},
		{model.Field{Type: builtin(model.Int), Secret: true, Default: &model.Literal{Kind: model.Int, Text: "1234"}}, ""},
	}
	for _, test := range tests {
		if got := facts(&test.field, "X"); got != test.want {
			t.Errorf("%s %+v: got %q, want %q", test.field.Type, test.field.Rules, got, test.want)
		}
	}
}
