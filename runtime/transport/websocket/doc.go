// Package websocket is the WebSocket transport of WAMP.
package websocket
