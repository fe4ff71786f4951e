package runtime_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestTemplate(t *testing.T) {
	tests := []struct {
		template string
		parts    []string
		uri      wamp.URI // empty: can not be built
	}{
		{"com.{a}.x", []string{"1"}, "com.1.x"},
		{"com.{a}", []string{"1"}, "com.1"},
		{"{a}.com", []string{"1"}, "1.com"},
		{"com.{a}.{b}.x.{c}", []string{"1", "ü", "{}"}, "com.1.ü.x.{}"},
		{"com.{a...}", []string{"1"}, "com.1"},
		{"com.{a...}", []string{"1.2.3"}, "com.1.2.3"},
		{"com.{a}.x", []string{""}, ""},
		{"com.{a}.x", []string{"."}, ""},
		{"com.{a}.x", []string{"1.2"}, ""},
		{"com.{a}.x", []string{"1 2"}, ""},
		{"com.{a}.x", []string{"#"}, ""},
		{"com.{a}.x", nil, ""},
		{"com.{a...}", []string{"1..2"}, ""},
		{"com.{a...}", []string{".1"}, ""},
	}
	for _, test := range tests {
		template := runtime.NewTemplate(test.template)
		uri, err := template.Build(test.parts...)
		if uri != test.uri || (err == nil) != (test.uri != "") {
			t.Errorf("%s with %q = %q, %v; want %q", test.template, test.parts, uri, err, test.uri)
		}
		if test.uri == "" {
			continue
		}
		r := template.Parse(uri)
		var got []string
		for range test.parts {
			got = append(got, r.String())
		}
		if diff := cmp.Diff(test.parts, got); diff != "" || r.Err() != nil {
			t.Errorf("parts of %s: %v (-want +got)\n%s", uri, r.Err(), diff)
		}
	}
}

func TestTemplateRefuses(t *testing.T) {
	for template, uris := range map[string][]wamp.URI{
		"com.{a}.x":   {"", "com", "com.1", "com.1.y", "com.1.xy", "com.1.2.x", "com..x", "org.1.x", "com.1.x.y"},
		"com.{a...}":  {"", "com", "com.", "com..1", "com.1.", "org.1"},
		"{a}.com.{b}": {".com.1", "1.com", "1.com.", "1.com.2.3"},
	} {
		for _, uri := range uris {
			if err := runtime.NewTemplate(template).Parse(uri).Err(); err == nil || !strings.Contains(err.Error(), "not of the form "+template) {
				t.Errorf("%q parses as %s: %v", uri, template, err)
			}
		}
	}
}

func TestURIReaderFaults(t *testing.T) {
	tests := []struct {
		text wamp.URI
		read func(*runtime.URIReader)
		want string
	}{
		{"1", func(r *runtime.URIReader) { r.Bool() }, `uri.a: want true or false, got "1"`},
		{"128", func(r *runtime.URIReader) { r.Int(8) }, `uri.a: want integer of 8 bits, got "128"`},
		{"01", func(r *runtime.URIReader) { r.Int(8) }, `uri.a: want integer of 8 bits, got "01"`},
		{"+1", func(r *runtime.URIReader) { r.Uint(8) }, `uri.a: want unsigned integer of 8 bits, got "+1"`},
		{"0", func(r *runtime.URIReader) { r.ID() }, `uri.a: want ID from 1 to 2^53, got "0"`},
		{"2023-02-29", func(r *runtime.URIReader) { r.Date() }, `uri.a: want date YYYY-MM-DD, got "2023-02-29"`},
		{"x", func(r *runtime.URIReader) { r.UUID() }, `uri.a: want UUID, got "x"`},
		{"x", func(r *runtime.URIReader) { r.Int(8); r.Bool(); r.ID() }, `uri.a: want integer of 8 bits, got "x"`},
	}
	for _, test := range tests {
		r := runtime.NewTemplate("com.{a}").Parse("com." + test.text)
		test.read(r)
		if err := r.Err(); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.text, err, test.want)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	templates := map[string]int{"com.{a}.x": 1, "com.{a...}": 1, "{a}.com.{b}": 2, "com.{a}": 1}
	for _, uri := range []string{"com.1.x", "com.1.2", "1.com.2", "", "com..x"} {
		f.Add(uri)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		for text, n := range templates {
			template := runtime.NewTemplate(text)
			r, parts := template.Parse(wamp.URI(uri)), make([]string, n)
			for i := range parts {
				parts[i] = r.String()
			}
			if r.Err() != nil {
				continue
			}
			built, err := template.Build(parts...)
			if err != nil || string(built) != uri {
				t.Errorf("%q parsed as %s and built again is %q, %v", uri, text, built, err)
			}
		}
	})
}
