// Package rawsocket is the RawSocket transport of WAMP (section "RawSocket
// Transport"): Accept for servers, Dial for clients, over TCP, Unix sockets and TLS.
//
// # Handshake
//
// Each side says in four octets how long the messages may be that it receives,
// between 512 bytes and 16 MiB in powers of two, and the client also in which
// serialization they are. This side announces the power of two that is not above
// its own limit. What the peer has announced is Conn.LargestMessage.
//
// # Connections
//
// A message has a prefix of four octets. PINGs are answered. A peer that is silent is
// looked for by TCP's keep-alive, for not every peer knows PINGs; where Options.Pings asks
// for it, it is pinged and cut off when it stays silent. Whatever breaks the rules ends reading;
// RawSocket has no word for why. Closing sends what waits, says that nothing more
// comes and waits a bounded time for the peer to say the same.
//
// The limits are those of transport.Limits: a message, and the raw bytes of PINGs
// and PONGs between two messages. What a peer announces as a long message takes
// memory only as it arrives.
package rawsocket
