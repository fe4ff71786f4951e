package proxy

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var comparing = cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })

func trusting(t testing.TB, list ...string) *Trust {
	t.Helper()
	trust, err := ParseTrust(list)
	if err != nil {
		t.Fatal(err)
	}
	return &trust
}

// header makes a header of "Name: value" lines.
func header(lines ...string) http.Header {
	h := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h.Add(name, value)
	}
	return h
}

func TestTrust(t *testing.T) {
	trust := trusting(t, "10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::1", "::ffff:198.51.100.0/120")
	for address, want := range map[string]bool{
		"10.255.1.2": true, "11.0.0.1": false, "192.0.2.7": true, "192.0.2.8": false, "2001:db8:1::5": true, "2001:db9::1": false,
		"::1": true, "127.0.0.1": false, "::ffff:10.0.0.1": true, "198.51.100.9": true, "::ffff:192.0.2.7": true, "198.51.101.9": false,
	} {
		if got := trust.Believes(&net.TCPAddr{IP: net.ParseIP(address)}); got != want {
			t.Errorf("%s is believed: %t", address, got)
		}
	}
	socket := &net.UnixAddr{Name: "@", Net: "unix"}
	if trust.Believes(socket) || !trusting(t, Unix).Believes(socket) || trust.Believes(nil) {
		t.Error("a Unix socket is believed where it is not named, or not where it is")
	}
	if (&Trust{}).Anybody() || !trust.Anybody() || !trusting(t, Unix).Anybody() {
		t.Error("who trusts anybody")
	}
	if trust.Everybody() || !trusting(t, "::/0").Everybody() || !trusting(t, "0.0.0.0/0").Everybody() {
		t.Error("who trusts everybody")
	}
	if got, want := trusting(t, "unix", "10.1.0.0/8", "::ffff:192.0.2.7").String(), "10.0.0.0/8, 192.0.2.7, unix"; got != want {
		t.Errorf("proxies %s, want %s", got, want)
	}
	for _, text := range []string{"", "x", "10.0.0.0/33", "10.0.0/8", "fe80::1%eth0", "::ffff:10.0.0.0/8", "10.0.0.1/", "unix/8"} {
		if trust, err := ParseTrust([]string{text}); err == nil {
			t.Errorf("%q is read as %v", text, trust)
		}
	}
}

// What reverse proxies and balancers write, and what strangers put before it.
func TestXForwardedFor(t *testing.T) {
	trust := trusting(t, "10.0.0.0/8", "2001:db8:ffff::/48")
	for name, test := range map[string]struct {
		lines []string
		want  string // "": none
		proto string // "": not told
	}{
		"no header":                          {nil, "", ""},
		"empty":                              {[]string{"X-Forwarded-For: ", "X-Forwarded-For: , ,"}, "", ""},
		"nginx, Caddy":                       {[]string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https"}, "203.0.113.9:0", "secure"},
		"a forged one before":                {[]string{"X-Forwarded-For: 127.0.0.1, 198.51.100.1, 203.0.113.9", "X-Forwarded-Proto: http"}, "203.0.113.9:0", "plain"},
		"garbage before":                     {[]string{"X-Forwarded-For: \"'<>;, x, 203.0.113.9"}, "203.0.113.9:0", ""},
		"HAProxy adds a line":                {[]string{"X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.9"}, "203.0.113.9:0", ""},
		"a balancer before nginx":            {[]string{"X-Forwarded-For: 198.51.100.1, 203.0.113.9, 10.0.0.7", "X-Forwarded-Proto: https"}, "203.0.113.9:0", "secure"},
		"each adds what it sees":             {[]string{"X-Forwarded-For: 203.0.113.9, 10.0.0.7", "X-Forwarded-Proto: https, http"}, "203.0.113.9:0", "secure"},
		"the other way round":                {[]string{"X-Forwarded-For: 203.0.113.9, 10.0.0.7", "X-Forwarded-Proto: http, https"}, "203.0.113.9:0", "plain"},
		"fewer words on TLS than addresses":  {[]string{"X-Forwarded-For: 203.0.113.9, 10.0.0.6, 10.0.0.7", "X-Forwarded-Proto: https, http"}, "203.0.113.9:0", ""},
		"forged words on TLS":                {[]string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https, http"}, "203.0.113.9:0", "plain"},
		"all are proxies":                    {[]string{"X-Forwarded-For: 10.1.1.1, 10.0.0.7"}, "10.1.1.1:0", ""},
		"Azure adds the port":                {[]string{"X-Forwarded-For: 203.0.113.9:51000"}, "203.0.113.9:51000", ""},
		"IPv6":                               {[]string{"X-Forwarded-For: 2001:db8::9"}, "[2001:db8::9]:0", ""},
		"IPv6 in brackets":                   {[]string{"X-Forwarded-For: [2001:db8::9]"}, "[2001:db8::9]:0", ""},
		"IPv6 and port":                      {[]string{"X-Forwarded-For: [2001:db8::9]:51000, 2001:db8:ffff::1"}, "[2001:db8::9]:51000", ""},
		"IPv4 in IPv6, a zone":               {[]string{"X-Forwarded-For: fe80::1%eth0, ::ffff:10.0.0.1"}, "[fe80::1]:0", ""},
		"a loopback address":                 {[]string{"X-Forwarded-For: 127.0.0.1"}, "127.0.0.1:0", ""},
		"TLS alone, by a proxy that ends it": {[]string{"X-Forwarded-Proto: HTTPS"}, "", "secure"},
		"a WebSocket":                        {[]string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: wss"}, "203.0.113.9:0", "secure"},
		"unknown":                            {[]string{"X-Forwarded-For: 203.0.113.9, unknown"}, "error", ""},
		"no address":                         {[]string{"X-Forwarded-For: 203.0.113.9, x"}, "error", ""},
		"a Unix socket of nginx":             {[]string{"X-Forwarded-For: unix:"}, "error", ""},
		"no address behind a proxy":          {[]string{"X-Forwarded-For: x, 10.0.0.7"}, "error", ""},
		"the other header is not read":       {[]string{"Forwarded: for=198.51.100.1"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, trust, header(test.lines...), XForwardedFor, test.want, test.proto)
		})
	}
}

// The forms of RFC 7239.
func TestForwarded(t *testing.T) {
	trust := trusting(t, "10.0.0.0/8")
	for name, test := range map[string]struct {
		lines []string
		want  string
		proto string
	}{
		"no header":                     {nil, "", ""},
		"section 4":                     {[]string{"Forwarded: for=192.0.2.60;proto=http;by=203.0.113.43"}, "192.0.2.60:0", "plain"},
		"case":                          {[]string{`Forwarded: For="[2001:db8:cafe::17]:4711" ; PROTO=HTTPS`}, "[2001:db8:cafe::17]:4711", "secure"},
		"a list":                        {[]string{"Forwarded: for=192.0.2.43, for=198.51.100.17;proto=https"}, "198.51.100.17:0", "secure"},
		"several lines":                 {[]string{"Forwarded: for=192.0.2.43", "Forwarded: for=198.51.100.17"}, "198.51.100.17:0", ""},
		"behind a proxy":                {[]string{"Forwarded: for=192.0.2.43;proto=https, for=10.0.0.1;proto=http"}, "192.0.2.43:0", "secure"},
		"behind a proxy, lines":         {[]string{"Forwarded: for=192.0.2.43;proto=https", "Forwarded: for=10.0.0.1"}, "192.0.2.43:0", "secure"},
		"empty elements":                {[]string{"Forwarded: ,, for=192.0.2.43 ,;, "}, "192.0.2.43:0", ""},
		"a comma in quotes":             {[]string{`Forwarded: host="a,b";for=192.0.2.43;x="\",\\"`}, "192.0.2.43:0", ""},
		"a port that is hidden":         {[]string{`Forwarded: for="192.0.2.43:_x"`}, "192.0.2.43:0", ""},
		"all are proxies":               {[]string{"Forwarded: for=10.0.0.9, for=10.0.0.1"}, "10.0.0.9:0", ""},
		"IPv6 without quotes":           {[]string{"Forwarded: for=[2001:db8::17]"}, "[2001:db8::17]:0", ""},
		"HAProxy's line behind garbage": {[]string{`Forwarded: for="`, "Forwarded: for=192.0.2.43"}, "192.0.2.43:0", ""},
		"unknown":                       {[]string{"Forwarded: for=192.0.2.43, for=unknown"}, "error", ""},
		"a name":                        {[]string{"Forwarded: for=_gazonk"}, "error", ""},
		"no for":                        {[]string{"Forwarded: for=192.0.2.43, proto=https"}, "error", ""},
		"an open quote":                 {[]string{`Forwarded: for=", for=192.0.2.43`}, "error", ""},
		"an open escape":                {[]string{`Forwarded: for="\`}, "error", ""},
		"no value":                      {[]string{"Forwarded: for"}, "error", ""},
		"no pair":                       {[]string{"Forwarded: for=1.2.3.4 5"}, "error", ""},
		"no name":                       {[]string{"Forwarded: =1.2.3.4"}, "error", ""},
		"the other header is not read":  {[]string{"X-Forwarded-For: 198.51.100.1"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, trust, header(test.lines...), Forwarded, test.want, test.proto)
		})
	}
}

func check(t *testing.T, trust *Trust, h http.Header, name, address, protocol string) {
	t.Helper()
	got, err := trust.Client(h, name)
	if (err != nil) != (address == "error") {
		t.Fatalf("client %v, error %v", got, err)
	}
	want := Client{Secure: protocol == "secure", Told: protocol != ""}
	if address != "" && address != "error" {
		want.Address = netip.MustParseAddrPort(address)
	}
	if diff := cmp.Diff(want, got, comparing); diff != "" {
		t.Errorf("client (-want +got):\n%s", diff)
	}
}

// Whatever strangers put before what a trusted proxy adds in a line of its own, the client is the
// one that this proxy has seen.
func FuzzHeader(f *testing.F) {
	for _, seed := range []string{"", "203.0.113.9", "for=203.0.113.9;proto=https", `for="[2001:db8::1]:_x"`, `for="`, "for=\"\\", ",,;;", "unknown", "10.0.0.1, [::1", "a=b;c", "127.0.0.1:0"} {
		f.Add(seed)
	}
	trust := trusting(f, "10.0.0.0/8")
	f.Fuzz(func(t *testing.T, text string) {
		for name, line := range map[string]string{XForwardedFor: "192.0.2.43", Forwarded: "for=192.0.2.43"} {
			h := http.Header{}
			h.Add(name, text)
			if c, err := trust.Client(h, name); err != nil && c.Address.IsValid() {
				t.Errorf("%s: %v with error %v", name, c, err)
			}
			h.Add(name, line)
			c, err := trust.Client(h, name)
			if want := netip.MustParseAddrPort("192.0.2.43:0"); err != nil || c.Address != want {
				t.Errorf("%s: client %v, %v", name, c, err)
			}
		}
	})
}
