package wamp

// DetailMessageSize is the key of WELCOME.Details under which a router of this module says how
// long a message it takes, in bytes, before it closes the connection: the transports other than
// RawSocket have no place for that (section "Extensibility": keys of implementations).
const DetailMessageSize = "_message_size"
