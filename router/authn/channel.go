package authn

import (
	"crypto/sha256"

	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/transport"
)

// channelBinding returns the data of the channel binding that a peer asks for, if the
// connection has it.
func channelBinding(info transport.Info, kind any) ([]byte, bool) {
	name, _ := kind.(string)
	if name == "" || info.ChannelBinding == nil {
		return nil, false
	}
	data := info.ChannelBinding(name)
	return data, len(data) > 0
}

// channelID is a channel binding as cryptosign has it: 32 bytes, which for
// tls-unique are a hash of the data.
func channelID(info transport.Info, kind any) ([]byte, bool) {
	data, ok := channelBinding(info, kind)
	if ok && kind == auth.BindingUnique {
		sum := sha256.Sum256(data)
		data = sum[:]
	}
	return data, ok && len(data) == 32
}
