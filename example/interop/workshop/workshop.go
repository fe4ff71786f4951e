package workshop

import (
	"context"
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/runtime"
)

// Workshop is the component class workshop.Workshop.
type Workshop struct {
	WorkshopStub
	begun box[struct{}]       // waits, by name
	ended box[struct{}]       // waits that were interrupted, by name
	said  box[BenchSaidEvent] // what customers have said, by customer
}

// NewWorkshop returns the component; the registry calls it.
func NewWorkshop(stub WorkshopStub) (*Workshop, error) {
	return &Workshop{WorkshopStub: stub, begun: newBox[struct{}](), ended: newBox[struct{}](), said: newBox[BenchSaidEvent]()}, nil
}

// Echo returns what it gets.
func (s *Workshop) Echo(_ context.Context, args BenchEchoArgs) (BenchEchoResult, error) {
	return BenchEchoResult(args), nil
}

// Reverse returns the bytes in reverse order.
func (s *Workshop) Reverse(_ context.Context, data []byte) ([]byte, error) {
	data = slices.Clone(data)
	slices.Reverse(data)
	return data, nil
}

// Shatter fails.
func (s *Workshop) Shatter(_ context.Context, part string) error {
	return &BrokenError{Part: part, Spare: true}
}

// Count tells the numbers from 1, one after the other, and returns their sum.
func (s *Workshop) Count(_ context.Context, to int64, progress runtime.Progress[BenchCountProgress]) (int64, error) {
	sum := int64(0)
	for n := range to {
		sum += n + 1
		if err := progress.Send(BenchCountProgress{N: n + 1}); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Add returns the sum of what comes in.
func (s *Workshop) Add(_ context.Context, first int64, input runtime.Input[BenchAddInput]) (int64, error) {
	sum := first
	for in, err := range input.All() {
		if err != nil {
			return 0, err
		}
		sum += in.N
	}
	return sum, nil
}

// Wait takes until its caller has had enough.
func (s *Workshop) Wait(ctx context.Context, name string) error {
	s.begun.put(name, struct{}{})
	<-ctx.Done()
	s.ended.put(name, struct{}{})
	return context.Cause(ctx)
}

// Begun returns when a wait of that name has begun.
func (s *Workshop) Begun(ctx context.Context, name string) error {
	_, err := s.begun.take(ctx, name)
	return err
}

// Ended returns when the wait of that name has been interrupted.
func (s *Workshop) Ended(ctx context.Context, name string) error {
	_, err := s.ended.take(ctx, name)
	return err
}

// Who tells the caller who it is.
func (s *Workshop) Who(ctx context.Context) (BenchWhoResult, error) {
	invocation, _ := runtime.InvocationFrom(ctx)
	return BenchWhoResult{Caller: invocation.Caller, Authid: invocation.CallerAuthID, Authrole: invocation.CallerAuthRole}, nil
}

// Ask returns what the customer of that name answers, or its error.
func (s *Workshop) Ask(ctx context.Context, args BenchAskArgs) (BenchAskResult, error) {
	answer, err := s.Customer().Answer(ctx, args.Name, CustomerAnswerArgs{Value: args.Value, Note: args.Note})
	return BenchAskResult(answer), err
}

// Tally returns the numbers that the customer of that name has told, with its result at the end.
func (s *Workshop) Tally(ctx context.Context, args BenchTallyArgs) ([]int64, error) {
	count := s.Customer().Count(ctx, args.Name, args.To)
	var told []int64
	for progress, err := range count.All() {
		if err != nil {
			return nil, err
		}
		told = append(told, progress.N)
	}
	sum, err := count.Final()
	return append(told, sum), err
}

// Announce publishes news for the customer of that name.
func (s *Workshop) Announce(ctx context.Context, args BenchAnnounceArgs) error {
	return s.PublishNews(ctx, args.Name, BenchNewsEvent{Text: args.Text})
}

// Heard returns what the customer of that name has said, and waits for it.
func (s *Workshop) Heard(ctx context.Context, name string) (BenchHeardResult, error) {
	event, err := s.said.take(ctx, name)
	return BenchHeardResult(event), err
}

// Label returns what is written on the drawer.
func (s *Workshop) Label(_ context.Context, number int64) (string, error) {
	return fmt.Sprintf("drawer %d", number), nil
}

// OnSaid keeps what the customer of that name says.
func (s *Workshop) OnSaid(_ context.Context, name string, event BenchSaidEvent) error {
	s.said.put(name, event)
	return nil
}
