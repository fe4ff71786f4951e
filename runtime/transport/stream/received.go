package stream

import "github.com/wampgen/wampgen/runtime/transport"

// readSize is how much is asked of the socket at a time.
const readSize = 64<<10 + 256

// received is what was read ahead and not yet asked for.
type received struct {
	buf    transport.Buffer
	unread []byte
}

func (r *received) empty() bool { return len(r.unread) == 0 }

func (r *received) borrow(size int) []byte {
	r.unread = nil
	return r.buf.Extend(size)
}

func (r *received) filled(n int) { r.unread = r.buf.Bytes()[:n] }

func (r *received) read(p []byte) int {
	n := copy(p, r.unread)
	r.skip(n)
	return n
}

func (r *received) skip(n int) {
	if r.unread = r.unread[n:]; len(r.unread) == 0 {
		r.free()
	}
}

// disown leaves the memory to who has been lent a part of it: it does not go back to its
// pool.
func (r *received) disown() { r.buf = transport.Buffer{} }

func (r *received) free() {
	r.unread = nil
	r.buf.Free()
}
