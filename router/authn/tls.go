package authn

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
)

// TLS is authentication by the certificate that the peer has proved to own when the
// connection was opened (section "TLS Certificate Authentication"). The listener has
// verified that it comes from a known authority.
type TLS struct{ Directory Directory }

// Names implements Method.
func (TLS) Names() []string { return []string{auth.MethodTLS} }

// Authenticate implements Method.
func (m TLS) Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error) {
	if len(a.Info.PeerCertificates) == 0 {
		return nil, errPass
	}
	leaf := a.Info.PeerCertificates[0]
	q := query(a, name)
	q.Certificate = newCertificate(leaf)
	r, err := lookUp(ctx, m.Directory, q)
	switch {
	case err != nil:
		return nil, err
	case r.decoy:
		return nil, denied()
	}
	return r.principal(name, q.Certificate.CommonName), nil
}

// Certificate is what authenticators get to know of a certificate.
type Certificate struct {
	CommonName string // of the subject
	SHA1       string // fingerprints: upper case hex
	SHA256     string
}

func newCertificate(c *x509.Certificate) *Certificate {
	short, long := sha1.Sum(c.Raw), sha256.Sum256(c.Raw)
	return &Certificate{c.Subject.CommonName, fingerprint(short[:]), fingerprint(long[:])}
}

// fingerprint writes bytes as AB:CD:EF.
func fingerprint(sum []byte) string {
	text := make([]byte, 0, 3*len(sum))
	for i, b := range sum {
		if i > 0 {
			text = append(text, ':')
		}
		const digits = "0123456789ABCDEF"
		text = append(text, digits[b>>4], digits[b&15])
	}
	return string(text)
}
