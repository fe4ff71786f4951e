//go:build !amd64

package codec

// hasVectors tells that other processors look at bytes one by one, or at words.
const hasVectors = false

func classify(*[batch]block, []byte) uint64 { return 0 }

func skipPlainBlocks([]byte) int { return 0 }

func validUTF8Blocks([]byte) bool { return false }
