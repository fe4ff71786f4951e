package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A router with a certificate that only a file vouches for is reached with the file.
func TestAuthorities(t *testing.T) {
	h := newHouse(t)
	behind, err := url.Parse("http" + strings.TrimPrefix(h.url, "ws"))
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(behind))
	front.Config.ErrorLog = log.New(io.Discard, "", 0)
	front.StartTLS()
	defer front.Close()
	directory := t.TempDir()
	file := func(name string, text []byte) string {
		name = filepath.Join(directory, name)
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	good := file("good.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw}))
	bad := file("bad.pem", []byte("nothing"))
	at := "wss" + strings.TrimPrefix(front.URL, "https")
	for _, test := range []struct {
		args      []string
		code      int
		out, errs string
	}{
		{nil, exitFailure, "", "failed to verify certificate"},
		{[]string{"--ca-certificates", good}, exitOK, "\"Hello, Ada!\"\n", ""},
		{[]string{"--ca-certificates", bad}, exitUsage, "", "holds no certificate in PEM"},
		{[]string{"--ca-certificates", filepath.Join(directory, "none.pem")}, exitUsage, "", "no such file"},
	} {
		args := append(append([]string{"call"}, test.args...), at, "com.example.hello.greet", "Ada")
		code, out, errs := wampgen(t.Context(), args...)
		if code != test.code || out != test.out || !strings.Contains(errs, test.errs) {
			t.Errorf("%q: code %d, out %q, errs %q; want %d, %q, %q", args, code, out, errs, test.code, test.out, test.errs)
		}
	}
}
