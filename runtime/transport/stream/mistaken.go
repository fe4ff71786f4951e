package stream

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"syscall"
)

// Mistaken returns the error of an opening handshake, with the advice to try the other scheme
// where one side may speak TLS and the other does not. tried is the scheme that was taken;
// those of TLS have an s more.
func Mistaken(err error, tried, other string) error {
	var header tls.RecordHeaderError
	switch secure := len(tried) > len(other); {
	case err == nil:
		return nil
	case secure && errors.As(err, &header):
		return fmt.Errorf("%w: there is no TLS on this port: try %s://", err, other)
	case secure && broken(err):
		return fmt.Errorf("%w: is there no TLS on this port? Then try %s://", err, other)
	case !secure && broken(err):
		return fmt.Errorf("%w: is there TLS on this port? Then try %s://", err, other)
	}
	return err
}

// Secured returns the error of an opening handshake whose peer speaks TLS.
func Secured(err error, other string) error {
	return fmt.Errorf("%w: there is TLS on this port: try %s://", err, other)
}

// broken reports whether the peer has closed the connection without a word.
func broken(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
