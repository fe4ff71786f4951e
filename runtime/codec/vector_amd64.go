package codec

import "golang.org/x/sys/cpu"

// hasVectors tells whether the functions of this file work on this processor: by
// vectors of 32 bytes.
var hasVectors = cpu.X86.HasAVX2

// classify tells of each 64 bytes of data of which class they are. What is left
// behind the last 64 is not looked at.
//
//go:noescape
func classify(blocks *[batch]block, data []byte)

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
