package stream

import "crypto/tls"

// secure is TLS above a Base. What follows the connection belongs to the reader.
type secure struct {
	*tls.Conn
	base    *Base
	plain   received // decrypted while waiting
	drained bool     // the connection keeps nothing that it has decrypted, if it has asked
}

// plainSize is how much is decrypted while waiting: small messages. The rest of others
// takes the direct way.
const plainSize = 1 << 10

// decrypt reads from TLS. Where that gives less than is asked for, it has no more.
func (s *secure) decrypt(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	if s.drained && n > 0 && s.base.kept > 0 {
		s.base.kept-- // at least: it had to decrypt one
	}
	s.drained = n < len(p)
	return n, err
}

// decryptAhead makes plain what has arrived.
func (s *secure) decryptAhead() error {
	n, err := s.decrypt(s.plain.borrow(plainSize))
	s.plain.filled(n)
	if n == 0 {
		s.plain.free()
	}
	return err
}
