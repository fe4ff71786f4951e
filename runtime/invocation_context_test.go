package runtime

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// However a handler's look at its context and the end of it meet, the context has ended
// when that has: for those who knew it before and for those who ask first then.
func TestInvocationContextEndsForAll(t *testing.T) {
	for range 2000 {
		c := &invocationContext{session: &Session{ctx: context.Background()}}
		var both sync.WaitGroup
		both.Go(func() { <-c.Done() })
		both.Go(func() {
			for c.Err() == nil {
			}
			select {
			case <-c.Done():
			default:
				t.Error("an error, and not done")
			}
		})
		c.stop(interrupted)
		if err := c.Err(); err != context.Canceled {
			t.Errorf("error %v after the end", err)
		}
		c.stop(returned) // changes nothing
		<-c.Done()
		both.Wait()
		if cause := context.Cause(c.inner.Load()); !errors.Is(cause, errInterrupted) || !c.interrupted() {
			t.Errorf("cause %v", cause)
		}
	}
}
