package procedures

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Worker is the component class procedures.Worker.
type Worker struct {
	WorkerStub
}

// NewWorker returns the component; the registry calls it.
func NewWorker(stub WorkerStub) (*Worker, error) {
	return &Worker{WorkerStub: stub}, nil
}

// Nothing handles com.example.procedures.nothing.
func (s *Worker) Nothing(ctx context.Context) error {
	return runtime.ErrNotImplemented
}

// Ping does nothing.
//
// Deprecated: use nothing
func (s *Worker) Ping(ctx context.Context) error {
	return runtime.ErrNotImplemented
}

// OneIn handles com.example.procedures.one_in.
//
//   - id: The name of the device; as it is written on it. It is never used for
//     another one; and it is not case sensitive. It matches ^[a-z]+$.
func (s *Worker) OneIn(ctx context.Context, id string) error {
	return runtime.ErrNotImplemented
}

// OneOut handles com.example.procedures.one_out.
//
// Tells what time it is.
//
//   - result: the time as a text. Deprecated: look at the clock
func (s *Worker) OneOut(ctx context.Context) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// OneOne handles com.example.procedures.one_one.
func (s *Worker) OneOne(ctx context.Context, device Device) (Device, error) {
	var result Device
	return result, runtime.ErrNotImplemented
}

// LongResult handles com.example.procedures.long_result.
//
//   - result: How many there are. It is at least 0.
func (s *Worker) LongResult(ctx context.Context) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// Many handles com.example.procedures.many.
func (s *Worker) Many(ctx context.Context, args ShapesManyArgs) (ShapesManyResult, error) {
	var result ShapesManyResult
	return result, runtime.ErrNotImplemented
}

// Keyword handles com.example.procedures.keyword.
func (s *Worker) Keyword(ctx context.Context, args ShapesKeywordArgs) (ShapesKeywordResult, error) {
	var result ShapesKeywordResult
	return result, runtime.ErrNotImplemented
}

// Keywords handles com.example.procedures.keywords.
func (s *Worker) Keywords(ctx context.Context, args ShapesKeywordsArgs) (ShapesKeywordsResult, error) {
	var result ShapesKeywordsResult
	return result, runtime.ErrNotImplemented
}

// Mixed handles com.example.procedures.mixed.
func (s *Worker) Mixed(ctx context.Context, args ShapesMixedArgs) (ShapesMixedResult, error) {
	var result ShapesMixedResult
	return result, runtime.ErrNotImplemented
}

// Tail handles com.example.procedures.tail.
func (s *Worker) Tail(ctx context.Context, args ShapesTailArgs) error {
	return runtime.ErrNotImplemented
}

// Moods handles com.example.procedures.moods.
func (s *Worker) Moods(ctx context.Context, args ShapesMoodsArgs) error {
	return runtime.ErrNotImplemented
}

// Mood handles com.example.procedures.mood.
//
//   - mood: it is "calm" if absent.
func (s *Worker) Mood(ctx context.Context, mood Mood) error {
	return runtime.ErrNotImplemented
}

// DefaultOne handles com.example.procedures.default_one.
//
//   - a: it is 3 if absent.
func (s *Worker) DefaultOne(ctx context.Context, a int64) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// TailAndKeywords handles com.example.procedures.tail_and_keywords.
func (s *Worker) TailAndKeywords(ctx context.Context, args ShapesTailAndKeywordsArgs) (ShapesTailAndKeywordsResult, error) {
	var result ShapesTailAndKeywordsResult
	return result, runtime.ErrNotImplemented
}

// Elsewhere handles org.other.name.
func (s *Worker) Elsewhere(ctx context.Context) (bool, error) {
	var result bool
	return result, runtime.ErrNotImplemented
}

// Get handles com.example.own.get.
func (s *Worker) Get(ctx context.Context) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}
