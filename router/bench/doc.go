// Package bench measures the router as a whole, beside what it is compared
// with: "go test -bench . ./router/bench", or with -run TestTable -table to write
// the tables of docs/performance.md. Without flags its tests check that all that is
// measured works, and how the router behaves under stress.
//
// In process, two hosted components call one another with generated code. Over
// WebSocket a load of raw clients, in this process, drives three servers, each in
// a process of its own: the router; the relay, which forwards frames from one
// client to the others through gorilla/websocket without looking at them, one
// write a message; and the limit, a relay with framing of its own that writes
// once a burst and shares what goes to many, about the best the operating system
// allows. All three see the same load in the same run, in turns. What counts is
// their CPU time per operation, as the system accounts for it: rates and
// latencies depend on the neighbours of the machine.
//
// A call is four messages through the router; an event counts once for each
// receiver.
//
// # What made calls and events in process faster
//
// By the processor time of the process, which the neighbours disturb least, and in
// the order of what it gave:
//
//   - An event for several sessions of this process is copied once, short strings of
//     it lie in that copy, and queues are emptied at once: an event to ten takes half
//     the allocations and a third less time.
//   - Less memory anew for each call (its context, the pending call) and clearing of
//     pooled messages only where they were set: with so small a heap the collector
//     runs often, and then each pointer that is overwritten costs. A tenth of a call.
//   - Open requests in a table by their ids in place of maps, and no lock from the
//     choice of a request's id to its sending where the router asks for no sequence:
//     a twentieth of a call alone, and up to a third with 32 in flight, where wall time
//     shows it.
//   - A field's key is compared with the one expected before it is read: a tenth of an
//     event to ten.
//
// What did not help: waking the worker of an invocation only after the dealer's
// lock is released, by way of the burst (slower by a twentieth; the callee's lock
// stays the one that calls in flight meet at); checking JSON with keys and values in one
// loop, or over ranges in place of indices (no difference: the bytes of short texts
// are a third of the time, and going by eight of them waits for the mark).
package bench
