package scalars

import (
	"context"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Echoes is the component class scalars.Echoes.
type Echoes struct {
	EchoesStub
}

// NewEchoes returns the component; the registry calls it.
func NewEchoes(stub EchoesStub) (*Echoes, error) {
	return &Echoes{EchoesStub: stub}, nil
}

// Bool handles com.example.scalars.bool.
func (s *Echoes) Bool(ctx context.Context, value bool) (bool, error) {
	var result bool
	return result, runtime.ErrNotImplemented
}

// Int handles com.example.scalars.int.
func (s *Echoes) Int(ctx context.Context, value int64) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// Int8 handles com.example.scalars.int8.
func (s *Echoes) Int8(ctx context.Context, value int8) (int8, error) {
	var result int8
	return result, runtime.ErrNotImplemented
}

// Uint16 handles com.example.scalars.uint16.
func (s *Echoes) Uint16(ctx context.Context, value uint16) (uint16, error) {
	var result uint16
	return result, runtime.ErrNotImplemented
}

// Uint64 handles com.example.scalars.uint64.
func (s *Echoes) Uint64(ctx context.Context, value uint64) (uint64, error) {
	var result uint64
	return result, runtime.ErrNotImplemented
}

// Float handles com.example.scalars.float.
func (s *Echoes) Float(ctx context.Context, value float64) (float64, error) {
	var result float64
	return result, runtime.ErrNotImplemented
}

// Float32 handles com.example.scalars.float32.
func (s *Echoes) Float32(ctx context.Context, value float32) (float32, error) {
	var result float32
	return result, runtime.ErrNotImplemented
}

// String handles com.example.scalars.string.
func (s *Echoes) String(ctx context.Context, value string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Bytes handles com.example.scalars.bytes.
func (s *Echoes) Bytes(ctx context.Context, value []byte) ([]byte, error) {
	var result []byte
	return result, runtime.ErrNotImplemented
}

// Time handles com.example.scalars.time.
func (s *Echoes) Time(ctx context.Context, value time.Time) (time.Time, error) {
	var result time.Time
	return result, runtime.ErrNotImplemented
}

// Timestamp handles com.example.scalars.timestamp.
func (s *Echoes) Timestamp(ctx context.Context, value time.Time) (time.Time, error) {
	var result time.Time
	return result, runtime.ErrNotImplemented
}

// Duration handles com.example.scalars.duration.
func (s *Echoes) Duration(ctx context.Context, value time.Duration) (time.Duration, error) {
	var result time.Duration
	return result, runtime.ErrNotImplemented
}

// Date handles com.example.scalars.date.
func (s *Echoes) Date(ctx context.Context, value runtime.Date) (runtime.Date, error) {
	var result runtime.Date
	return result, runtime.ErrNotImplemented
}

// UUID handles com.example.scalars.uuid.
func (s *Echoes) UUID(ctx context.Context, value runtime.UUID) (runtime.UUID, error) {
	var result runtime.UUID
	return result, runtime.ErrNotImplemented
}

// Decimal handles com.example.scalars.decimal.
func (s *Echoes) Decimal(ctx context.Context, value runtime.Decimal) (runtime.Decimal, error) {
	var result runtime.Decimal
	return result, runtime.ErrNotImplemented
}

// URI handles com.example.scalars.uri.
func (s *Echoes) URI(ctx context.Context, value wamp.URI) (wamp.URI, error) {
	var result wamp.URI
	return result, runtime.ErrNotImplemented
}

// URIPattern handles com.example.scalars.uri_pattern.
func (s *Echoes) URIPattern(ctx context.Context, value wamp.URI) (wamp.URI, error) {
	var result wamp.URI
	return result, runtime.ErrNotImplemented
}

// Name handles com.example.scalars.name.
func (s *Echoes) Name(ctx context.Context, value string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// ID handles com.example.scalars.id.
func (s *Echoes) ID(ctx context.Context, value wamp.ID) (wamp.ID, error) {
	var result wamp.ID
	return result, runtime.ErrNotImplemented
}

// Any handles com.example.scalars.any.
func (s *Echoes) Any(ctx context.Context, value runtime.Raw) (runtime.Raw, error) {
	var result runtime.Raw
	return result, runtime.ErrNotImplemented
}

// Serial handles com.example.scalars.serial.
func (s *Echoes) Serial(ctx context.Context, value Serial) (Serial, error) {
	var result Serial
	return result, runtime.ErrNotImplemented
}
