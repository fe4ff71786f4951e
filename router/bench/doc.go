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
package bench
