package parts

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Server is the component class parts.Server.
type Server struct {
	ServerStub
}

// NewServer returns the component; the registry calls it.
func NewServer(stub ServerStub) (*Server, error) {
	return &Server{ServerStub: stub}, nil
}

// Count handles com.example.site.{site}.device.count.
func (s *Server) Count(ctx context.Context, site string) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// Get handles com.example.device.{id}.get.
func (s *Server) Get(ctx context.Context, id string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Set handles com.example.device.{id}.set.{mode}.
func (s *Server) Set(ctx context.Context, id string, mode Mode, args DevicesSetArgs) error {
	return runtime.ErrNotImplemented
}

// Move handles com.example.device.{id}.move.
func (s *Server) Move(ctx context.Context, id string, by int64) (DevicesMoveResult, error) {
	var result DevicesMoveResult
	return result, runtime.ErrNotImplemented
}

// ReadFile handles com.example.files.{path...}.
func (s *Server) ReadFile(ctx context.Context, path string) ([]byte, error) {
	var result []byte
	return result, runtime.ErrNotImplemented
}

// All handles
// com.example.kinds.{bool}.{int}.{int8}.{uint64}.{uint8}.{string}.{name}.{date}.{uuid}.{id}.{enum}.{serial}.{floor}.
func (s *Server) All(ctx context.Context, boolArg bool, intArg int64, int8Arg int8, uint64Arg uint64, uint8Arg uint8, stringArg string, name string, date runtime.Date, uuid runtime.UUID, id wamp.ID, enum Mode, serial Serial, floor Floor) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Words handles com.example.words.{type}.{err}.{uri}.{r}.{kinds_words}.
func (s *Server) Words(ctx context.Context, typeArg string, errPart string, uriPart string, rPart string, kindsWordsPart string, resultArg string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}
