// Package web answers the HTTP requests of a web transport: the paths of its
// configuration, of which one or more may be WebSocket services.
package web
