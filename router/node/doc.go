// Package node turns a node file and the component classes that are linked in
// into a plan, and runs it: realms, then components, then transports; and back
// in the reverse order.
//
// NewPlan makes every check that a node file can get before it runs. The
// commands check and start and a reload use the same plan, so that they can
// not differ. Start and Reload are one procedure too: Diff says what is between two
// plans, and a node changes from the one that runs, at first an empty one, to the other
// one, or back again where that fails.
package node
