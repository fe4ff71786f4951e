// Package breaking compares two states of the schemas of a unit and finds the changes
// that break somebody who knows the old one: peers on the wire, Go code that uses the
// generated packages, or node files.
//
// Direction matters. Who provides a procedure or publishes a topic moves to the new
// state first, and its callers and subscribers still have the old one: what they send
// (arguments, inputs, parts of URIs) is read by new code, and what new code sends
// (results, progress, errors, events) is read by them. So an argument may not become
// required, and a result may not become optional; the other way round is harmless. A
// member that components of the unit only use, and none provides, is somebody else's:
// for it the directions are the other way round.
//
// What is refused is what generated readers refuse: unknown keys and surplus arguments
// are ignored unless a type says `unknown: reject`, unknown enum values and tags are
// not. A changed meaning that nobody refuses is found where it shows: other defaults,
// arguments that have changed places.
package breaking
