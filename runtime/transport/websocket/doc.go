// Package websocket is the WebSocket transport of WAMP (RFC 6455; section
// "WebSocket Transport"): Upgrade for servers, Dial for clients.
//
// # Who does what
//
// gorilla/websocket does the opening handshake, reads messages, answers pings and
// closes. Data frames are not written by it: they are appended, whole, to a queue
// under the connection's append lock, and so are its control frames, which it
// hands over one Write each. After a close frame nothing more is appended. So any
// goroutine may send at any time, and gorilla's rule of one writer can not be
// broken.
//
// gorilla reads from a wire, our net.Conn above a stream.Stream, which asks the
// socket for up to 32 KiB at a time, into memory that it borrows only once there
// is something to read: an idle connection owns next to nothing. When it has
// nothing left it calls the idle function: that is the end of a burst.
//
// Flushing a queue has two forms, under one flush lock. TryFlush makes one attempt
// on the file descriptor that does not block and takes the lock only if it is
// free; who fails to get it leaves the work to the holder, who looks at the queue
// again afterwards. Flush waits, as long as the peer takes something within the
// stall limit. Where there are no file descriptors to try, only Flush writes.
//
// # Batches
//
// In a batched subprotocol (section "Message Batching") what waits together is one
// WebSocket message; control frames go between batches, large messages alone.
//
// # Compression
//
// Where both sides agree to permessage-deflate (RFC 7692), never with a context taken over,
// servers send events of 1 KiB and more compressed, in the one form that their
// transport.Frame keeps for all receivers; in a batched subprotocol each is a batch of its
// own. What arrives is inflated by a reader that ends at the limit for messages, and its
// raw bytes have the limit that others have.
//
// # Limits
//
// A message may have so many bytes; the raw bytes of the frames that carry it, and
// of the control frames and empty fragments in between, may be an eighth and 16 KiB
// more. Text that is not UTF-8, a text message where binary ones are spoken and
// whatever else breaks the rules close the connection with the code that RFC 6455
// gives it.
//
// # Locks
//
// The reading lock (conn.reading) belongs to who is in Read; Close takes it last but for
// those of package stream.
package websocket
