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
	// ClientCAs are the authorities of the certificates that clients have to show, in
	// PEM; nil: they need none.
	ClientCAs []byte
}

// certificate reads the files of a TLS endpoint and checks that they fit together.
func (p *planner) certificate(e *config.Endpoint) *Certificate {
	if !e.TLS.Given() || !e.Intact("tls") {
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
	var authorities []byte
	for i, name := range t.ClientCAs {
		index := fmt.Sprintf("[%d]", i)
		more, read := p.certificates(t.AtPath("ca_certificates", index), t.Path("ca_certificates")+index, name)
		authorities, ok = append(append(authorities, more...), '\n'), ok && read
	}
	if !ok {
		return nil
	}
	c := &Certificate{Chain: chain, Key: key, ClientCAs: authorities}
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

// load returns the certificate as a TLS server needs it.
func (c *Certificate) load() (*tls.Certificate, error) {
	pair, err := tls.X509KeyPair(c.Chain, c.Key)
	if err != nil {
		return nil, err
	}
	return &pair, nil
}

// server is the configuration of a TLS server; nil of nil.
func (c *Certificate) server() (*tls.Config, error) {
	if c == nil {
		return nil, nil
	}
	certificate, err := c.load()
	if err != nil {
		return nil, err
	}
	cfg := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"}, // WebSocket connections are of HTTP/1.1
		Certificates: []tls.Certificate{*certificate},
	}
	if c.ClientCAs != nil {
		cfg.ClientCAs = x509.NewCertPool()
		cfg.ClientCAs.AppendCertsFromPEM(c.ClientCAs)
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
		cfg.SessionTicketsDisabled = true // a ticket would outlive a change of the authorities
	}
	return cfg, nil
}

// tls is the configuration of an endpoint whose certificates can be replaced while it
// listens; nil of nil.
func (t *transport) tls(c *Certificate) *tls.Config {
	if c == nil {
		return nil
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return t.state.Load().tls, nil
		},
	}
}
