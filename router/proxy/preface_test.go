package proxy

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// version2 is a binary header: what follows the signature, in hexadecimal.
func version2(octets string) string {
	data, err := hex.DecodeString(strings.ReplaceAll(octets, " ", ""))
	if err != nil {
		panic(err)
	}
	return signature2 + string(data)
}

const (
	addresses4 = "c0000201 c0000202 dc04 01bb" // 192.0.2.1:56324 to 192.0.2.2:443
	addresses6 = "20010db8000000000000000000000001 20010db8000000000000000000000002 dc04 01bb"
)

// prefaces are headers and whom they name; "": nobody; "error".
var prefaces = map[string]struct {
	sent, want string
	secure     string
}{
	"TCP4":                   {"PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n", "192.0.2.1:56324", ""},
	"TCP6":                   {"PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n", "[2001:db8::1]:56324", ""},
	"UNKNOWN":                {"PROXY UNKNOWN\r\n", "", ""},
	"UNKNOWN with more":      {"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", "", ""},
	"the longest":            {"PROXY UNKNOWN " + strings.Repeat("f", 91) + "\r\n", "", ""},
	"too long":               {"PROXY UNKNOWN " + strings.Repeat("f", 92) + "\r\n", "error", ""},
	"another family":         {"PROXY TCP4 2001:db8::1 2001:db8::2 56324 443\r\n", "error", ""},
	"UDP":                    {"PROXY UDP4 192.0.2.1 192.0.2.2 56324 443\r\n", "error", ""},
	"a port too large":       {"PROXY TCP4 192.0.2.1 192.0.2.2 65536 443\r\n", "error", ""},
	"too few":                {"PROXY TCP4 192.0.2.1\r\n", "error", ""},
	"shorter than any":       {"PROXY TCP4 x\r\n........", "error", ""},
	"no address":             {"PROXY TCP4 x 192.0.2.2 56324 443\r\n", "error", ""},
	"cut off":                {"PROXY TCP4 192.0.2.1 192.0", "error", ""},
	"version 2, TCP4":        {version2("21 11 000c" + addresses4), "192.0.2.1:56324", ""},
	"version 2, TCP6":        {version2("21 21 0024" + addresses6), "[2001:db8::1]:56324", ""},
	"version 2, LOCAL":       {version2("20 00 0000"), "", ""},
	"version 2, LOCAL, more": {version2("20 11 000c" + addresses4), "", ""},
	"version 2, unspecified": {version2("21 00 0003 010203"), "", ""},
	"version 2, Unix":        {version2("21 31 00d8" + strings.Repeat("00", 216)), "", ""},
	"version 2, client TLS":  {version2("21 11 0017" + addresses4 + "04 0000 20 0005 01 00000000"), "192.0.2.1:56324", "yes"},
	"version 2, no TLS":      {version2("21 11 0014" + addresses4 + "20 0005 00 00000000"), "192.0.2.1:56324", "no"},
	"version 2, bad parts":   {version2("21 11 0010" + addresses4 + "20 0009 01"), "192.0.2.1:56324", ""},
	"version 2, too short":   {version2("21 11 000b" + addresses4), "error", ""},
	"version 2, too long":    {version2("21 11 1001" + strings.Repeat("00", 4097)), "error", ""},
	"version 2, cut off":     {version2("21 11 000c c0000201"), "error", ""},
	"version 2, cut off 2":   {signature2 + "\x21\x11", "error", ""},
	"version 3":              {version2("31 11 000c" + addresses4), "error", ""},
	"another command":        {version2("22 11 000c" + addresses4), "error", ""},
	"HTTP":                   {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "error", ""},
	"RawSocket":              {"\x7f\xf1\x00\x00", "error", ""},
	"nothing":                {"", "error", ""},
}

// A header is read to its end and not further.
func TestReadPreface(t *testing.T) {
	for name, test := range prefaces {
		t.Run(name, func(t *testing.T) {
			r := strings.NewReader(test.sent + "rest")
			if test.want == "error" {
				r = strings.NewReader(test.sent)
			}
			got, err := ReadPreface(r)
			if (err != nil) != (test.want == "error") {
				t.Fatalf("client %v, error %v", got, err)
			}
			if err != nil {
				return
			}
			want := Client{Secure: test.secure == "yes", Told: test.secure != ""}
			if test.want != "" {
				want.Address = netip.MustParseAddrPort(test.want)
			}
			if diff := cmp.Diff(want, got, comparing); diff != "" {
				t.Errorf("client (-want +got):\n%s", diff)
			}
			if rest, _ := io.ReadAll(r); string(rest) != "rest" {
				t.Errorf("what follows is %q", rest)
			}
		})
	}
	if _, err := ReadPreface(strings.NewReader("GET / HTTP/1.1\r\n\r\n")); !errors.Is(err, ErrNoPreface) {
		t.Errorf("without one: %v", err)
	}
	if _, err := ReadPreface(strings.NewReader("")); err != io.EOF {
		t.Errorf("of nothing: %v", err)
	}
}

// No input makes it panic, read more than it may, or name a client where it fails.
func FuzzPreface(f *testing.F) {
	for _, p := range prefaces {
		f.Add([]byte(p.sent))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		c, err := ReadPreface(r)
		if err != nil && c != (Client{}) {
			t.Errorf("client %v with error %v", c, err)
		}
		if read := len(data) - r.Len(); read > 16+longest2 || bytes.HasPrefix(data, []byte(signature1)) && read > longest1 {
			t.Errorf("%d octets are read", read)
		}
	})
}
