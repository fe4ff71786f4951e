package golang

import (
	"go/build/constraint"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"unicode"

	"github.com/dave/jennifer/jen"
	"github.com/google/go-cmp/cmp"
)

func TestCommentLines(t *testing.T) {
	long := strings.Repeat("word ", 25)
	tests := []struct {
		name       string
		paragraphs []string
		want       []string
	}{
		{"nothing", []string{"", " \n\t\n"}, nil},
		{"line", []string{"Get returns it."}, []string{"// Get returns it."}},
		{"paragraphs", []string{"a\nb", "", "c\n\nd\n"}, []string{"// a", "// b", "//", "// c", "//", "// d"}},
		{"all line ends", []string{"a\r\nb\rc\u2028d\u2029e"}, []string{"// a", "// b", "// c", "// d", "// e"}},
		{"end of comment", []string{"*/ func init() {} /*"}, []string{"// */ func init() {} /*"}},
		{"directives", []string{"//go:generate x\ngo:generate x"}, []string{"// //go:generate x", "// go:generate x"}},
		{"build constraint", []string{"+build ignore\n  +build ignore"}, []string{`// \+build ignore`, `// \+build ignore`}},
		{"invisible", []string{"a\u202eb\u2066c\u200bd\x00e\ufefff\x1bg\xffh"}, []string{"// abcdefgh"}},
		{"white space", []string{"a\u00a0\t \n\tcode"}, []string{"// a", "// \tcode"}},
		{"broken in lines", []string{strings.Repeat("x", 90) + " y"}, []string{"// " + strings.Repeat("x", 90) + " y"}},
		{"too long", []string{long}, []string{
			"// word word word word word word word word word word word word word word word",
			"// word word word word word word word word word word",
		}},
		{"one long word", []string{strings.Repeat("x", 120) + " y"}, []string{"// " + strings.Repeat("x", 120), "// y"}},
		{"long code", []string{"\t" + long}, []string{"// \t" + strings.TrimSpace(long)}},
		{"constraint after break", []string{strings.Repeat("x", 100) + " +build ignore"},
			[]string{"// " + strings.Repeat("x", 100), `// \+build ignore`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, commentLines(test.paragraphs...)); diff != "" {
				t.Errorf("commentLines(%q) differs (-want +got)\n%s", test.paragraphs, diff)
			}
		})
	}
}

// FuzzComment puts any text where documentation stands and looks for anything in the
// file that is not a comment.
func FuzzComment(f *testing.F) {
	for _, seed := range []string{
		"", "plain", "*/\nfunc init() {}\n/*", "//go:build ignore", "+build ignore", "a\r*/\rb", "\u2028//go:generate x",
		"x\x00\n// +build x", "/*line a.go:1*/", "#cgo\nimport \"C\"", "- a\n  - b\n\n\tcode\n# h",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newSource("x.go", "example.com/x", "x")
		s.packageDoc(text)
		s.header(text)
		s.declareType(declaration{name: "T"}, comment(text)).Struct(
			append(comment(text, text), jen.Id("F").Int())...)
		file, err := s.render()
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), "", file.Data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(parsed.Imports); n != 1 {
			t.Errorf("file has %d imports:\n%s", n, file.Data)
		}
		for _, group := range parsed.Comments {
			for _, c := range group.List {
				if constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text) {
					t.Errorf("comment %q is a build constraint", c.Text)
				}
				for _, r := range c.Text {
					if unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) || unicode.IsControl(r) && r != '\t' {
						t.Errorf("comment %q holds %U", c.Text, r)
					}
				}
			}
		}
	})
}
