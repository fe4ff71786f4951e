package wamp

// Passthru is how a payload in payload passthru mode is to be read (section
// "Payload Passthru Mode"). Routers carry it along and look neither at it nor into
// the payload, which is one binary argument. It does not change.
type Passthru struct {
	Scheme     string // ppt_scheme: "wamp", "mqtt" or one of the application's own, "x_…"; never empty
	Serializer string // ppt_serializer: of the binary argument; "" is that of the scheme
	Cipher     string // ppt_cipher: "" is not encrypted
	KeyID      string // ppt_keyid: which key encrypts the payload; "" is not said
}
