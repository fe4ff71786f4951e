// Package stream is what connections over a stream of bytes have in common, be
// they WebSocket or RawSocket: a queue of frames to write, two ways to flush it,
// reading that owns memory only while there is something to read, a deadline that
// can be interrupted, and pings.
//
// # Writing
//
// Frames are appended, whole, to a queue under the append lock, by any goroutine.
// How they go over the wire is the Framing's matter; a large one, or one that is
// alone, waits as a reference to its shared form.
//
// Flushing a queue has two forms, under one flush lock. TryFlush makes one attempt
// on the file descriptor that does not block and takes the lock only if it is
// free; who fails to get it leaves the work to the holder, who looks at the queue
// again afterwards. Flush waits, as long as the peer takes something within the
// stall limit. Where there are no file descriptors to try, only Flush writes.
//
// # TLS
//
// TLS works between the queue and the socket: what it writes stays in a buffer of
// its Base until the socket takes it, so that an attempt does not block here
// either. A piece counts as written when all of its records are.
//
// # Reading
//
// A Base asks the socket for up to 32 KiB at a time, into memory that it borrows
// only once there is something to read: an idle connection owns next to nothing.
// When it has nothing left it calls the idle function: that is the end of a burst.
//
// Who waits for a message does so in Await, on the socket, before those are entered that
// stand above the stream and need a deep stack to wait in. Below TLS a Base follows
// the records in what it hands over, so as to know when TLS has nothing left either.
//
// # Locks
//
// deadline.mu, Keepalive.mu, the append lock (queue.mu) and Base.mu are held for
// moments. The flush lock is held over writing, and takes the append lock, the lock
// of TLS for writing, and Base.mu.
package stream
