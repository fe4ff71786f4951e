package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// Raw is one undecoded value: its bytes and their serialization. The zero Raw is null.
type Raw struct {
	Format wamp.Format
	Bytes  []byte
}
