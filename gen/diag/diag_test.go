package diag

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSortAndCompact(t *testing.T) {
	var l List
	at := func(file string, line, column int) Position { return Position{File: file, Line: line, Column: column} }
	l.Errorf(at("b.yaml", 1, 1), "x", "third")
	l.Warnf(at("a.yaml", 2, 1), "x", "second")
	l.Errorf(at("a.yaml", 2, 1), "x", "first")
	l.Errorf(at("a.yaml", 2, 1), "x", "first")
	l.Errorf(at("a.yaml", 1, 9), "y", "zeroth").Hint = "kept"
	l.Sort()
	want := List{
		{Pos: at("a.yaml", 1, 9), Rule: "y", Message: "zeroth", Hint: "kept"},
		{Pos: at("a.yaml", 2, 1), Rule: "x", Message: "first"},
		{Pos: at("a.yaml", 2, 1), Severity: Warning, Rule: "x", Message: "second"},
		{Pos: at("b.yaml", 1, 1), Rule: "x", Message: "third"},
	}
	if d := cmp.Diff(want, l); d != "" {
		t.Errorf("sorted list (-want +got):\n%s", d)
	}
	if got := l.Errors(); got != 3 || !l.HasErrors() {
		t.Errorf("Errors() = %d, HasErrors() = %v, want 3, true", got, l.HasErrors())
	}
	if (List{{Severity: Warning}}).HasErrors() {
		t.Error("a list of warnings has errors")
	}
}

func TestText(t *testing.T) {
	source := strings.Repeat("\n", 18) + "  Device:\n" + strings.Repeat("\n", 32) + "        result: Devise\n"
	tests := []struct {
		name    string
		diag    Diagnostic
		sources Sources
		want    string
	}{
		{
			name: "as the specification shows it",
			diag: Diagnostic{
				Pos: Position{"devices.wamp.yaml", 52, 17, 23}, Rule: "unknown-type",
				Message: `unknown type "Devise"`, Hint: `did you mean "Device" (line 19)?`,
			},
			sources: Sources{"devices.wamp.yaml": []byte(source)},
			want: `devices.wamp.yaml:52:17: error: unknown type "Devise" [unknown-type]
   52 |         result: Devise
      |                 ^^^^^^
   hint: did you mean "Device" (line 19)?
`,
		},
		{
			name: "no source, no rule, warning",
			diag: Diagnostic{Pos: Position{File: "a", Line: 1, Column: 1}, Severity: Warning, Message: "m"},
			want: "a:1:1: warning: m\n",
		},
		{name: "no position", diag: Diagnostic{Message: "m"}, want: "error: m\n"},
		{
			name:    "whole file",
			diag:    Diagnostic{Pos: Position{File: "a"}, Message: "m"},
			sources: Sources{"a": []byte("x")},
			want:    "a: error: m\n",
		},
		{
			name:    "whole line",
			diag:    Diagnostic{Pos: Position{File: "a", Line: 1}, Message: "m"},
			sources: Sources{"a": []byte("x\r\ny")},
			want:    "a:1: error: m\n    1 | x\n",
		},
		{
			name:    "tabs and wide characters",
			diag:    Diagnostic{Pos: Position{"a", 1, 7, 9}, Message: "m"},
			sources: Sources{"a": []byte("\ufeffa\t日本e\u0301xyz\n")},
			want:    "a:1:7: error: m\n    1 | a   日本e\u0301xyz\n      |          ^^\n",
		},
		{
			name:    "behind the end",
			diag:    Diagnostic{Pos: Position{"a", 2, 9, 12}, Message: "m"},
			sources: Sources{"a": []byte("x\nab")},
			want:    "a:2:9: error: m\n    2 | ab\n      |   ^\n",
		},
		{
			name:    "line out of the file",
			diag:    Diagnostic{Pos: Position{"a", 3, 1, 0}, Message: "m"},
			sources: Sources{"a": []byte("x\nab")},
			want:    "a:3:1: error: m\n",
		},
		{
			name:    "nothing steers the terminal",
			diag:    Diagnostic{Pos: Position{"a", 1, 3, 4}, Message: "m\x1b[2J\n", Hint: "one\ntwo\u202e"},
			sources: Sources{"a": []byte("\x1b\u202ex")},
			want:    "a:1:3: error: m\\u001b[2J\\u000a\n    1 | \ufffd\ufffdx\n      |   ^\n   hint: one\n         two\\u202e\n",
		},
		{
			name:    "long line",
			diag:    Diagnostic{Pos: Position{"a", 1, 501, 504}, Message: "m"},
			sources: Sources{"a": []byte(strings.Repeat("a", 500) + "xyz" + strings.Repeat("b", 500))},
			want: "a:1:501: error: m\n    1 | …" + strings.Repeat("a", 40) + "xyz" + strings.Repeat("b", 117) + "…\n      | " +
				strings.Repeat(" ", 41) + "^^^\n",
		},
		{
			name:    "very long line",
			diag:    Diagnostic{Pos: Position{"a", 1, 50001, 50002}, Message: "m"},
			sources: Sources{"a": []byte(strings.Repeat("a", 50000) + "x" + strings.Repeat("b", 50000))},
			want: "a:1:50001: error: m\n    1 | …" + strings.Repeat("a", 40) + "x" + strings.Repeat("b", 119) + "…\n      | " +
				strings.Repeat(" ", 41) + "^\n",
		},
		{
			name:    "long range",
			diag:    Diagnostic{Pos: Position{"a", 1, 1, 501}, Message: "m"},
			sources: Sources{"a": []byte(strings.Repeat("a", 500))},
			want:    "a:1:1: error: m\n    1 | " + strings.Repeat("a", 160) + "…\n      | " + strings.Repeat("^", 161) + "\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, List{test.diag}.Text(test.sources)); d != "" {
				t.Errorf("text (-want +got):\n%s", d)
			}
		})
	}
}

func TestMachineFormats(t *testing.T) {
	l := List{
		{Pos: Position{"a,b.yaml", 3, 5, 8}, Rule: "unknown-type", Message: "100% <wrong>", Hint: "one\ntwo"},
		{Severity: Warning, Message: "m"},
	}
	tests := map[string]struct {
		write func(*strings.Builder) error
		want  string
	}{
		"json": {func(b *strings.Builder) error { return l.WriteJSON(b) },
			`{"file":"a,b.yaml","line":3,"column":5,"endColumn":8,"severity":"error","rule":"unknown-type","message":"100% <wrong>","hint":"one\ntwo"}
{"severity":"warning","message":"m"}
`},
		"github": {func(b *strings.Builder) error { return l.WriteGitHub(b) },
			`::error file=a%2Cb.yaml,line=3,col=5,endColumn=8,title=unknown-type::100%25 <wrong>%0Ahint: one%0Atwo
::warning ::m
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := test.write(&b); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, b.String()); d != "" {
				t.Errorf("output (-want +got):\n%s", d)
			}
		})
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriteFails(t *testing.T) {
	cause := errors.New("full")
	l := List{{Message: "m"}}
	for name, err := range map[string]error{
		"text":   l.WriteText(failingWriter{cause}, nil),
		"json":   l.WriteJSON(failingWriter{cause}),
		"github": l.WriteGitHub(failingWriter{cause}),
	} {
		if !errors.Is(err, cause) {
			t.Errorf("%s: error %v, want %v", name, err, cause)
		}
	}
}

func TestNotASCII(t *testing.T) {
	for name, want := range map[string]string{
		"Device":         "",
		"Dev\u0456ce":    "it holds the character U+0456; names are written in ASCII",
		"a\u00a0b\u00e9": "it holds the character U+00A0; names are written in ASCII",
		"\xff":           "it holds the character U+FFFD; names are written in ASCII",
	} {
		if got := NotASCII(name); got != want {
			t.Errorf("NotASCII(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSuggest(t *testing.T) {
	names := []string{"Device", "Mode", "MySession", "id"}
	tests := []struct{ name, want string }{
		{"Devise", "Device"},
		{"device", "Device"},
		{"Devcie", "Device"},
		{"Mod", "Mode"},
		{"mysession", "MySession"},
		{"Thermostat", ""},
		{"xy", ""},
		{"is", "id"},
		{"", ""},
		{strings.Repeat("x", 1<<20), ""},
	}
	for _, test := range tests {
		if got := Suggest(test.name, names); got != test.want {
			t.Errorf("Suggest(%.20q) = %q, want %q", test.name, got, test.want)
		}
	}
}
