// Package meta is what a router says about its sessions in WAMP itself: the
// procedures and topics of section "Session Meta API". The procedures are answered
// here, without a session; who may call them and subscribe to the topics is the
// realm's matter, like all permissions.
package meta
