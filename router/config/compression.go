package config

// Compression says what messages of a WebSocket service may be compressed with.
type Compression struct {
	Source
	Deflate Deflate
}

// Deflate is permessage-deflate (RFC 7692). Its options have no effect here.
type Deflate struct{ Source }

// Given reports whether the block is in the file.
func (d Deflate) Given() bool { return d.node != nil }

func compressionTable() table[Compression] {
	return table[Compression]{
		blockKey("deflate", deflateTable, func(c *Compression) *Deflate { return &c.Deflate }).required().says("Events of 1 KiB and more go compressed to clients that offer permessage-deflate, and clients may compress what they send: limits hold for what it inflates to. An empty map switches it on."),
	}
}

func deflateTable() table[Deflate] {
	const never = "no message needs another one's context"
	const window = "the window has 32 KiB"
	bits := number(8, 15)
	return table[Deflate]{
		ignoredKey[Deflate]("request_no_context_takeover", onOff, never),
		ignoredKey[Deflate]("request_max_window_bits", bits, window),
		ignoredKey[Deflate]("no_context_takeover", onOff, never),
		ignoredKey[Deflate]("max_window_bits", bits, window),
		ignoredKey[Deflate]("memory_level", number(1, 9), "messages are compressed one by one, and quickly"),
	}
}
