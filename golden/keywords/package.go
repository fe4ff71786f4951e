package keywords

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Package is the component class keywords.Package.
type Package struct {
	PackageStub
}

// NewPackage returns the component; the registry calls it.
func NewPackage(stub PackageStub) (*Package, error) {
	return &Package{PackageStub: stub}, nil
}

// Type handles com.example.keywords.type.
func (s *Package) Type(ctx context.Context, typeArg string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Func handles com.example.keywords.func.
func (s *Package) Func(ctx context.Context, funcArg string) error {
	return runtime.ErrNotImplemented
}

// Range handles com.example.keywords.range.
func (s *Package) Range(ctx context.Context, rangeArg string) error {
	return runtime.ErrNotImplemented
}

// Ctx handles com.example.keywords.ctx.
func (s *Package) Ctx(ctx context.Context, ctxArg string) error {
	return runtime.ErrNotImplemented
}

// Opts handles com.example.keywords.opts.
func (s *Package) Opts(ctx context.Context, optsArg string) error {
	return runtime.ErrNotImplemented
}

// String handles com.example.keywords.string.
func (s *Package) String(ctx context.Context, stringArg string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Error handles com.example.keywords.error.
func (s *Package) Error(ctx context.Context, errorArg Error) (Error, error) {
	var result Error
	return result, runtime.ErrNotImplemented
}

// Nil handles com.example.keywords.nil.
func (s *Package) Nil(ctx context.Context, nilArg bool) error {
	return runtime.ErrNotImplemented
}

// C handles com.example.keywords.c.
func (s *Package) C(ctx context.Context, cArg string) error {
	return runtime.ErrNotImplemented
}

// Runtime handles com.example.keywords.runtime.
func (s *Package) Runtime(ctx context.Context, runtimeArg string) error {
	return runtime.ErrNotImplemented
}

// Codec handles com.example.keywords.codec.
func (s *Package) Codec(ctx context.Context, codecArg string) error {
	return runtime.ErrNotImplemented
}

// Context handles com.example.keywords.context.
func (s *Package) Context(ctx context.Context, contextArg Context) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Result handles com.example.keywords.result.
func (s *Package) Result(ctx context.Context, resultArg string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Session2 handles com.example.keywords.session2.
func (s *Package) Session2(ctx context.Context, session string) error {
	return runtime.ErrNotImplemented
}

// GetHTTPURL handles com.example.keywords.get_http_url.
func (s *Package) GetHTTPURL(ctx context.Context, userID wamp.ID) (wamp.URI, error) {
	var result wamp.URI
	return result, runtime.ErrNotImplemented
}

// RuntimeDescriptor handles com.example.keywords.runtime_descriptor.
func (s *Package) RuntimeDescriptor(ctx context.Context, runtimeRuntimeDescriptorArg string) error {
	return runtime.ErrNotImplemented
}

// Len handles com.example.keywords.len.
func (s *Package) Len(ctx context.Context, lenArg int64) error {
	return runtime.ErrNotImplemented
}

// Go handles com.example.keywords.go.
func (s *Package) Go(ctx context.Context, args HTTPGoArgs) error {
	return runtime.ErrNotImplemented
}

// OnSelect handles the events of com.example.keywords.select.
func (s *Package) OnSelect(ctx context.Context, selectArg string) error {
	return runtime.ErrNotImplemented
}

// OnP handles the events of com.example.keywords.p.
func (s *Package) OnP(ctx context.Context, pArg string) error {
	return runtime.ErrNotImplemented
}

// OnS handles the events of com.example.keywords.s.
func (s *Package) OnS(ctx context.Context, sArg string) error {
	return runtime.ErrNotImplemented
}

// OnWAMP handles the events of com.example.keywords.wamp.
func (s *Package) OnWAMP(ctx context.Context, wampArg string) error {
	return runtime.ErrNotImplemented
}
