package app

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

// What is wrong with resources is said before any command runs.
func TestResourcesThatAreNone(t *testing.T) {
	h := http.NotFoundHandler()
	for want, opts := range map[string][]Option{
		`"shop.Catalog": it is there twice`: {Resource("shop.Catalog", h), Resource("shop.Catalog", h)},
		`"shop.Catalog": it has no handler`: {Resource("shop.Catalog", nil)},
		`it has no class name`:              {Resource("", h)},
	} {
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), []string{"classes"}, &stdout, &stderr, nil, opts...)
		if code != exitFault || !strings.Contains(stderr.String(), want) {
			t.Errorf("code %d, want %q, got %q", code, want, stderr.String())
		}
	}
	var stdout, stderr bytes.Buffer
	if code := Run(t.Context(), []string{"classes"}, &stdout, &stderr, nil, Resource("shop.Catalog", h)); code != exitOK || !strings.HasPrefix(stdout.String(), "shop.Catalog\n") {
		t.Errorf("code %d, output %q, errors %q", code, stdout.String(), stderr.String())
	}
}
