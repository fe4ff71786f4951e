package node

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
)

// Certificate is what a TLS endpoint proves who it is with, as it was in its files when
// the plan was made.
type Certificate struct {
	Chain []byte // PEM: the certificate, then those between it and the root
	Key   []byte // PEM
}

// certificate reads the files of a TLS endpoint and checks that they fit together.
func (p *planner) certificate(e *config.Endpoint) *Certificate {
	if !e.Has("tls") || !e.Intact("tls") {
		return nil
	}
	t := &e.TLS
	key, keyRead := p.file(t.At("key"), t.Path("key"), t.Key)
	if keyRead && !bytes.Contains(key, []byte("PRIVATE KEY-----")) {
		p.fault(t.Source, "key", "tls", "%q holds no private key in PEM", t.Key)
		keyRead = false
	}
	chain, ok := p.certificates(t.At("certificate"), t.Path("certificate"), t.Certificate)
	for i, name := range t.Chain {
		index := fmt.Sprintf("[%d]", i)
		more, read := p.certificates(t.AtPath("chain_certificates", index), t.Path("chain_certificates")+index, name)
		chain, ok = append(append(chain, '\n'), more...), ok && read
	}
	if !ok || !keyRead {
		return nil
	}
	c := &Certificate{Chain: chain, Key: key}
	pair, err := c.load()
	if err != nil {
		p.fault(t.Source, "key", "tls", "%q does not fit the certificate %q: %v", t.Key, t.Certificate, err)
		return nil
	}
	if until := pair.Leaf.NotAfter; time.Now().After(until) {
		p.warn(t.Source, "certificate", "expired", "%q has expired on %s", t.Certificate, until.Format(time.DateOnly))
	}
	return c
}

// file reads a file that is named at a place.
func (p *planner) file(at diag.Position, path, name string) ([]byte, bool) {
	data, err := p.files.Read(name)
	if err != nil {
		p.faults.Errorf(at, "no-file", "%s: %v", path, err).Hint = "files are relative to the node file"
	}
	return data, err == nil
}

// certificates reads a file of certificates.
func (p *planner) certificates(at diag.Position, path, name string) ([]byte, bool) {
	data, ok := p.file(at, path, name)
	if !ok {
		return nil, false
	}
	if err := checkCertificates(data); err != nil {
		p.faults.Errorf(at, "tls", "%s: %q %v", path, name, err)
		return nil, false
	}
	return data, true
}

// checkCertificates checks that data holds one certificate in PEM or more.
func checkCertificates(data []byte) error {
	found := 0
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return fmt.Errorf("holds a %s where a certificate should be", block.Type)
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return fmt.Errorf("holds a certificate that can not be read: %w", err)
		}
		found++
		data = rest
	}
	if found == 0 {
		return errors.New("holds no certificate in PEM")
	}
	return nil
}

// load returns the certificate as a TLS server needs it; nil of nil.
func (c *Certificate) load() (*tls.Certificate, error) {
	if c == nil {
		return nil, nil
	}
	pair, err := tls.X509KeyPair(c.Chain, c.Key)
	if err != nil {
		return nil, err
	}
	return &pair, nil
}

// tls is the configuration of an endpoint whose certificate can be replaced while it
// listens; nil of nil.
func (t *transport) tls(c *Certificate) *tls.Config {
	if c == nil {
		return nil
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"}, // WebSocket connections are of HTTP/1.1
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return t.state.Load().certificate, nil
		},
	}
}
