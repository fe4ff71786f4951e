package golden_test

import (
	"context"
	stderrors "errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/progressive"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// streams implements all shapes of progressive procedures.
type streams struct {
	*progressive.Server
}

func newStreams(stub progressive.ServerStub) (*streams, error) {
	s, err := progressive.NewServer(stub)
	return &streams{s}, err
}

func (*streams) Beat(_ context.Context, progress runtime.Progress[runtime.None]) error {
	return stderrors.Join(progress.Send(runtime.None{}), progress.Send(runtime.None{}))
}

func (*streams) Count(_ context.Context, to int64, progress runtime.Progress[progressive.StreamsCountProgress]) error {
	for n := range to {
		if n == 7 {
			return &progressive.StoppedError{At: n}
		}
		if err := progress.Send(progressive.StreamsCountProgress{N: n}); err != nil {
			return err
		}
	}
	return nil
}

func (*streams) Sum(_ context.Context, input runtime.Input[progressive.StreamsSumInput]) (sum int64, err error) {
	for in, err := range input.All() {
		if err != nil {
			return 0, err
		}
		sum += in.N
	}
	return sum, nil
}

func (*streams) Drain(context.Context, runtime.Input[progressive.StreamsDrainInput]) error {
	return nil // without taking any
}

func (*streams) Rest(_ context.Context, args progressive.StreamsRestArgs, input runtime.Input[progressive.StreamsRestInput]) (progressive.StreamsRestResult, error) {
	result := progressive.StreamsRestResult{Bytes: int64(len(args.Title))}
	for in, err := range input.All() {
		if err != nil {
			return result, err
		}
		result.Lines++
		result.Bytes += int64(len(in.A))
		if in.B != nil {
			result.Bytes += int64(len(*in.B))
		}
		if in.More != nil {
			result.Bytes += int64(len(in.More.Text))
		}
	}
	return result, nil
}

func (*streams) Echo(_ context.Context, text string, input runtime.Input[progressive.StreamsEchoInput], progress runtime.Progress[progressive.StreamsEchoProgress]) (n int64, err error) {
	for in, err := range input.All() {
		if err != nil {
			return 0, err
		}
		n++
		in.Line.Text += text
		if err := progress.Send(progressive.StreamsEchoProgress(in)); err != nil {
			return 0, err
		}
	}
	return n, nil
}

func (*streams) Clock(_ context.Context, input runtime.Input[runtime.None], progress runtime.Progress[progressive.StreamsClockProgress]) error {
	tick := int64(0)
	for _, err := range input.All() {
		if err != nil {
			return err
		}
		if err := progress.Send(progressive.StreamsClockProgress{Tick: tick, Tock: &tick}); err != nil {
			return err
		}
		tick++
	}
	return nil
}

func (*streams) Of(_ context.Context, room string, level int64, double bool, input runtime.Input[progressive.StreamsOfInput], progress runtime.Progress[progressive.StreamsOfProgress]) (string, error) {
	for in, err := range input.All() {
		if err != nil {
			return "", err
		}
		if double {
			in.N *= 2
		}
		if err := progress.Send(progressive.StreamsOfProgress(in)); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s %d", room, level), nil
}

func (*streams) Tail(_ context.Context, path string, progress runtime.Progress[progressive.StreamsTailProgress]) error {
	for line := range strings.SplitSeq(path, ".") {
		if err := progress.Send(progressive.StreamsTailProgress{Line: line}); err != nil {
			return err
		}
	}
	return nil
}

// take returns all results of a call.
func take[P, R any](results *runtime.Results[P, R]) (all []P, final R, err error) {
	for p, err := range results.All() {
		if err != nil {
			return all, final, err
		}
		all = append(all, p)
	}
	final, err = results.Final()
	return all, final, err
}

func of[I any](values ...I) iter.Seq2[I, error] { return runtime.Inputs(slices.Values(values)) }

func TestProgressiveCalls(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, progressive.ServerClass(newStreams), "")
	ctx, client := t.Context(), progressive.NewStreamsClient(join(t, connect))
	type line = progressive.StreamsEchoInput
	text := func(n int64, text string) line { return line{Line: progressive.Line{Number: n, Text: text}} }

	tests := []struct {
		name string
		call func() (progress any, final any, err error)
		want []any // progress, final
		err  string
	}{
		{"signs of life", func() (any, any, error) { return results(take(client.Beat(ctx))) },
			[]any{make([]runtime.None, 2), runtime.None{}}, ""},
		{"results", func() (any, any, error) { return results(take(client.Count(ctx, 2))) },
			[]any{[]progressive.StreamsCountProgress{{N: 0}, {N: 1}}, runtime.None{}}, ""},
		{"no result", func() (any, any, error) { return results(take(client.Count(ctx, 0))) },
			[]any{[]progressive.StreamsCountProgress(nil), runtime.None{}}, ""},
		{"declared error", func() (any, any, error) {
			all, final, err := results(take(client.Count(ctx, 9)))
			var stopped *progressive.StoppedError
			if !stderrors.As(err, &stopped) || stopped.At != 7 {
				t.Errorf("error is %v", err)
			}
			return len(all.([]progressive.StreamsCountProgress)), final, err
		}, []any{7, runtime.None{}}, "stopped at 7"},
		{"arguments against the rules", func() (any, any, error) { return results(take(client.Count(ctx, 1001))) },
			[]any{[]progressive.StreamsCountProgress(nil), runtime.None{}}, "args[0]"},
		{"final result alone", func() (any, any, error) { return nil, nil, client.Count(ctx, 3).Err() }, []any{nil, nil}, ""},
		{"inputs", func() (any, any, error) {
			sum, err := client.Sum(ctx, of(progressive.StreamsSumInput{N: 1}, progressive.StreamsSumInput{N: 2}))
			return nil, sum, err
		}, []any{nil, int64(3)}, ""},
		{"no input", func() (any, any, error) { sum, err := client.Sum(ctx, nil); return nil, sum, err }, []any{nil, int64(0)}, ""},
		{"input against the rules", func() (any, any, error) {
			sum, err := client.Sum(ctx, of(progressive.StreamsSumInput{N: 1}, progressive.StreamsSumInput{N: -2}))
			return nil, sum, err
		}, []any{nil, int64(0)}, "progressive input: args[0]"},
		{"nobody takes the inputs", func() (any, any, error) {
			many := func(yield func(progressive.StreamsDrainInput, error) bool) {
				for yield(progressive.StreamsDrainInput{}, nil) {
				}
			}
			return nil, nil, client.Drain(ctx, many)
		}, []any{nil, nil}, ""},
		{"structs", func() (any, any, error) {
			r, err := client.Rest(ctx, progressive.StreamsRestArgs{Title: "t"}, of(
				progressive.StreamsRestInput{A: "12"}, progressive.StreamsRestInput{A: "123", B: new("1")},
				progressive.StreamsRestInput{A: "", More: &progressive.Line{Text: "1234"}}))
			return nil, r, err
		}, []any{nil, progressive.StreamsRestResult{Lines: 3, Bytes: 11}}, ""},
		{"both", func() (any, any, error) {
			return results(take(client.Echo(ctx, "!", of(text(1, "a"), text(2, "b")))))
		}, []any{[]progressive.StreamsEchoProgress{progressive.StreamsEchoProgress(text(1, "a!")), progressive.StreamsEchoProgress(text(2, "b!"))}, int64(2)}, ""},
		{"inputs without a payload", func() (any, any, error) {
			return results(take(client.Clock(ctx, of(runtime.None{}, runtime.None{}))))
		}, []any{[]progressive.StreamsClockProgress{{Tick: 0, Tock: new(int64(0))}, {Tick: 1, Tock: new(int64(1))}}, runtime.None{}}, ""},
		{"parts", func() (any, any, error) {
			return results(take(client.Of(ctx, "hall", 3, true, of(progressive.StreamsOfInput{N: 4}))))
		}, []any{[]progressive.StreamsOfProgress{{N: 8}}, "hall 3"}, ""},
		{"parts that are no URI", func() (any, any, error) {
			return results(take(client.Of(ctx, "a.b", 3, true, nil)))
		}, []any{[]progressive.StreamsOfProgress(nil), ""}, "room"},
		{"rest", func() (any, any, error) { return results(take(client.Tail(ctx, "a.b"))) },
			[]any{[]progressive.StreamsTailProgress{{Line: "a"}, {Line: "b"}}, runtime.None{}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, final, err := tt.call()
			if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error is %v, want %q", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, []any{all, final}); diff != "" {
				t.Errorf("results differ (-want +got)\n%s", diff)
			}
		})
	}
}

// results forgets the types.
func results[P, R any](all []P, final R, err error) (any, any, error) { return all, final, err }

// TestProgressiveCallIsCanceled breaks off a loop over results: the handler's context
// ends, and the serial component goes on.
func TestProgressiveCallIsCanceled(t *testing.T) {
	connect := newRealm(t)
	ended := make(chan error, 1)
	start(t, connect, progressive.ServerClass(func(stub progressive.ServerStub) (endless, error) {
		s, err := newStreams(stub)
		return endless{s, ended}, err
	}), "")
	ctx, client := t.Context(), progressive.NewStreamsClient(join(t, connect))
	for p, err := range client.Count(ctx, 5).All() {
		if err != nil || p.N == 3 {
			break
		}
	}
	if err := <-ended; !stderrors.Is(err, context.Canceled) {
		t.Errorf("the handler ended with %v", err)
	}
	if all, _, err := take(client.Tail(ctx, "x")); len(all) != 1 || err != nil {
		t.Errorf("the next call gives %v, %v", all, err)
	}
	broken := stderrors.New("disk is broken")
	_, err := client.Sum(ctx, func(yield func(progressive.StreamsSumInput, error) bool) {
		_ = yield(progressive.StreamsSumInput{N: 1}, nil) && yield(progressive.StreamsSumInput{}, broken)
	})
	if !stderrors.Is(err, broken) {
		t.Errorf("the error of the input is %v", err)
	}
}

// TestProgressiveCallEndsWithItsCallee lets the component go in the middle.
func TestProgressiveCallEndsWithItsCallee(t *testing.T) {
	connect := newRealm(t)
	instance := start(t, connect, progressive.ServerClass(func(stub progressive.ServerStub) (endless, error) {
		s, err := newStreams(stub)
		return endless{s, make(chan error, 1)}, err
	}), "")
	client := progressive.NewStreamsClient(join(t, connect))
	var got error
	for p, err := range client.Count(t.Context(), 5).All() {
		if got = err; err == nil && p.N == 1 {
			go func() { _ = instance.Session().Leave(context.Background(), wamp.CloseNormal) }()
		}
	}
	var remote *wamp.Error
	if !stderrors.As(got, &remote) || remote.URI != wamp.ErrCanceled {
		t.Errorf("the call ended with %v", got)
	}
}

// endless counts until nobody listens.
type endless struct {
	*streams
	ended chan error
}

func (s endless) Count(_ context.Context, _ int64, progress runtime.Progress[progressive.StreamsCountProgress]) (err error) {
	for n := int64(0); err == nil; n++ {
		err = progress.Send(progressive.StreamsCountProgress{N: n})
	}
	s.ended <- err
	return err
}
