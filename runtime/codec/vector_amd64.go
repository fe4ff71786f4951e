package codec

import "golang.org/x/sys/cpu"

// hasVectors tells whether the functions of this file work on this processor: by
// vectors of 32 bytes.
var hasVectors = cpu.X86.HasAVX2 && cpu.X86.HasPCLMULQDQ

// hasWideVectors tells whether vectors of 64 bytes are worth while: processors
// with the newest of these instructions do not lower their clock for them.
var hasWideVectors = hasVectors && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI2

// classify tells of each 64 bytes of data of which class they are, and whether any byte is no
// ASCII. What is left behind the last 64 is not looked at.
func classify(blocks *[batch]block, data []byte) (high uint64) {
	if hasWideVectors {
		return classify512(blocks, data)
	}
	return classify256(blocks, data)
}

//go:noescape
func classify256(blocks *[batch]block, data []byte) (high uint64)

//go:noescape
func classify512(blocks *[batch]block, data []byte) (high uint64)

// skipPlainBlocks returns how many bytes at the beginning of data are plain, as
// skipPlain has it, counted by 64.
//
//go:noescape
func skipPlainBlocks(data []byte) int

// validUTF8Blocks reports whether there is nothing wrong in the text up to the last
// multiple of 32, but for a sequence that goes beyond it.
//
//go:noescape
func validUTF8Blocks(text []byte) bool
