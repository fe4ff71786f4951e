package alpha

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Server is the component class alpha.Server.
type Server struct {
	ServerStub
}

// NewServer returns the component; the registry calls it.
func NewServer(stub ServerStub) (*Server, error) {
	return &Server{ServerStub: stub}, nil
}

// Get handles com.example.alpha.get.
func (s *Server) Get(ctx context.Context, id string) (Item, error) {
	var result Item
	return result, runtime.ErrNotImplemented
}

// All handles com.example.alpha.service.all.
func (s *Server) All(ctx context.Context) ([]Item, error) {
	var result []Item
	return result, runtime.ErrNotImplemented
}
