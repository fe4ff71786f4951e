// Package node turns a node file and the component classes that are linked in
// into a plan, and runs it: realms, then components, then transports; and back
// in the reverse order.
//
// NewPlan makes every check that a node file can get before it runs. The
// commands check and start and a later reload use the same plan, so that they can
// not differ.
package node
