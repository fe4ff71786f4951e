// Package host runs components beside the router: it starts an instance of a
// class, watches it, starts it again as its policy says, and stops it. What a
// component does to itself, failing, panicking or leaving, ends no other and never
// the process.
package host
