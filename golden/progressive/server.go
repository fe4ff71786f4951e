package progressive

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Server is the component class progressive.Server.
type Server struct {
	ServerStub
}

// NewServer returns the component; the registry calls it.
func NewServer(stub ServerStub) (*Server, error) {
	return &Server{ServerStub: stub}, nil
}

// Beat handles com.example.progressive.beat.
func (s *Server) Beat(ctx context.Context, progress runtime.Progress[runtime.None]) error {
	return runtime.ErrNotImplemented
}

// Count counts up to a number.
//
//   - to: it is at most 1000.
func (s *Server) Count(ctx context.Context, to int64, progress runtime.Progress[StreamsCountProgress]) error {
	return runtime.ErrNotImplemented
}

// Sum handles com.example.progressive.sum.
func (s *Server) Sum(ctx context.Context, input runtime.Input[StreamsSumInput]) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// Drain handles com.example.progressive.drain.
func (s *Server) Drain(ctx context.Context, input runtime.Input[StreamsDrainInput]) error {
	return runtime.ErrNotImplemented
}

// Rest handles com.example.progressive.rest.
func (s *Server) Rest(ctx context.Context, args StreamsRestArgs, input runtime.Input[StreamsRestInput]) (StreamsRestResult, error) {
	var result StreamsRestResult
	return result, runtime.ErrNotImplemented
}

// Echo handles com.example.progressive.echo.
func (s *Server) Echo(ctx context.Context, inputArg string, input runtime.Input[StreamsEchoInput], progress runtime.Progress[StreamsEchoProgress]) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// Clock handles com.example.progressive.clock.
func (s *Server) Clock(ctx context.Context, input runtime.Input[runtime.None], progress runtime.Progress[StreamsClockProgress]) error {
	return runtime.ErrNotImplemented
}

// Of handles com.example.progressive.{room}.{level}.
func (s *Server) Of(ctx context.Context, room string, level int64, progressArg bool, input runtime.Input[StreamsOfInput], progress runtime.Progress[StreamsOfProgress]) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Tail handles com.example.tail.{path...}.
func (s *Server) Tail(ctx context.Context, path string, progress runtime.Progress[StreamsTailProgress]) error {
	return runtime.ErrNotImplemented
}
