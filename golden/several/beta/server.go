package beta

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Server is the component class beta.Server.
type Server struct {
	ServerStub
}

// NewServer returns the component; the registry calls it.
func NewServer(stub ServerStub) (*Server, error) {
	return &Server{ServerStub: stub}, nil
}

// All handles com.example.beta.all.
func (s *Server) All(ctx context.Context) ([]string, error) {
	var result []string
	return result, runtime.ErrNotImplemented
}
