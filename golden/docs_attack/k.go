package docs_attack

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// K is the component class docs_attack.K.
//
// */
// //go:generate x
type K struct {
	KStub
}

// NewK returns the component; the registry calls it.
func NewK(stub KStub) (*K, error) {
	return &K{KStub: stub}, nil
}

// P handles com.example.attack.p.
//
// //go:generate x
// */
// func x() {
//
// Deprecated: */
func (s *K) P(ctx context.Context, a string) error {
	return runtime.ErrNotImplemented
}
