package runtime

import (
	"sync"
	"testing"
)

func TestBacklogWakesWhoWaits(t *testing.T) {
	var b backlog
	b.add(100)
	ten, fifty := b.drained(10), b.drained(50)
	b.remove(40)
	if isClosed(ten) || isClosed(fifty) {
		t.Error("drained with 60 bytes left")
	}
	b.remove(10)
	if isClosed(ten) || !isClosed(fifty) {
		t.Error("with 50 bytes left, who waits for 50 is woken, who waits for 10 is not")
	}
	b.close()
	if !isClosed(ten) || !isClosed(b.drained(0)) {
		t.Error("not drained when closed")
	}

	func() {
		var b backlog
		const n = 1000
		b.add(n)
		var removers sync.WaitGroup
		for range n {
			removers.Go(func() { b.remove(1) })
		}
		<-b.drained(0) // while it drains: no wake is lost
		removers.Wait()
		if b.size() != 0 {
			t.Errorf("%d bytes are left", b.size())
		}
	}()
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
