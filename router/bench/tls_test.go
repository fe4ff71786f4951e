//go:build unix

package bench

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// overTLS is the end of the names of servers that are reached over TLS.
const overTLS = "-tls"

// newTLSListener returns a listener with a certificate that it has signed itself.
func newTLSListener(l net.Listener) (net.Listener, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return tls.NewListener(stream.Listener{Listener: l}, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}}}), nil
}

// tlsWorkloads are some of the workloads, to be done over TLS.
func tlsWorkloads() []workload {
	const kib = 1 << 10
	return []workload{
		callWorkload(wamp.JSON, "", 16, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.JSON, "", kib, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 64*kib, 64, 800, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 16, 1, 4000, bar{}, bar{}),
		eventWorkload(10, 16, 8000, bar{}),
		eventWorkload(100, 16, 2000, bar{}),
		churnWorkload(bar{}),
	}
}

// overTLS writes the table of what passes through WebSockets over TLS. There is no
// limit: what it does with sockets can not be done with TLS.
func (e effort) overTLS(t *testing.T, out *bytes.Buffer) {
	servers := []*server{startServer(t, "router"+overTLS), startServer(t, "relay"+overTLS)}
	out.WriteString("\n| over TLS: CPU of the server, µs per operation | relay | router | × relay |\n|---|---:|---:|---:|\n")
	for _, w := range tlsWorkloads() {
		f := w.measure(t, servers, 2*e.rounds-1, max(8, w.operations/e.share/2))
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", w.name, figure(f.cpu["relay"]), figure(f.cpu["router"]), ratio(f.cpu["router"], f.cpu["relay"]))
	}
}
