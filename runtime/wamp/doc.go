// Package wamp is the WAMP protocol as data: messages, URIs, IDs, options and
// error URIs of the basic profile and of those parts of the advanced profile
// that wampgen speaks. It has no behaviour beyond checking its own values; the
// bytes on the wire are made and read by package codec.
//
// Section names in comments refer to "The Web Application Messaging Protocol"
// (wamp-proto).
package wamp
