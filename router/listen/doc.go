// Package listen owns the listening sockets of a router: it accepts connections
// within their limits, speaks HTTP on them as far as the web paths need it, and
// ends all of them, and the goroutines of the sessions they carry, before Close
// returns.
package listen
