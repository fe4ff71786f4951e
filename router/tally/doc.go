// Package tally counts what a realm does with messages: the events it sends, the
// requests it refuses, the limits that act; and the connections that are refused before. Only what is counted once a message costs
// anything on the way of one that is delivered: an addition for each publication.
package tally
