#include "textflag.h"

// The check is that of J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One
// Instruction Per Byte" (2021): each pair of bytes is looked up by three of its
// four halves. The tables hold one bit for each of the ways in which a pair can be wrong,
// and one for what is right behind the first bytes of longer sequences only.
DATA first<>+0(SB)/8, $0x0202020202020202 // by the upper half of the first byte
DATA first<>+8(SB)/8, $0x4915012180808080
GLOBL first<>(SB), RODATA|NOPTR, $16
DATA lower<>+0(SB)/8, $0xcbcbcb8b8383a3e7 // by its lower half
DATA lower<>+8(SB)/8, $0xcbcbdbcbcbcbcbcb
GLOBL lower<>(SB), RODATA|NOPTR, $16
DATA second<>+0(SB)/8, $0x0101010101010101 // by the upper half of the second byte
DATA second<>+8(SB)/8, $0x01010101babaaee6
GLOBL second<>(SB), RODATA|NOPTR, $16
DATA half<>+0(SB)/1, $0x0f
GLOBL half<>(SB), RODATA|NOPTR, $1
DATA third<>+0(SB)/1, $0x60 // what makes 0x80 of the least first byte of three
GLOBL third<>(SB), RODATA|NOPTR, $1
DATA fourth<>+0(SB)/1, $0x70 // and of four
GLOBL fourth<>(SB), RODATA|NOPTR, $1
DATA top<>+0(SB)/1, $0x80
GLOBL top<>(SB), RODATA|NOPTR, $1

// func validUTF8Blocks(text []byte) bool
TEXT ·validUTF8Blocks(SB), NOSPLIT, $0-25
	MOVQ text_base+0(FP), SI
	MOVQ text_len+8(FP), CX
	VBROADCASTI128 first<>(SB), Y8
	VBROADCASTI128 lower<>(SB), Y9
	VBROADCASTI128 second<>(SB), Y10
	VPBROADCASTB   half<>(SB), Y11
	VPBROADCASTB   third<>(SB), Y12
	VPBROADCASTB   fourth<>(SB), Y13
	VPBROADCASTB   top<>(SB), Y14
	VPXOR Y0, Y0, Y0 // the 32 bytes before
	VPXOR Y7, Y7, Y7 // what is wrong
	JMP   asciitest

ascii:
	VMOVDQU   (SI), Y1
	VPOR      32(SI), Y1, Y2
	VPMOVMSKB Y2, AX
	TESTL     AX, AX
	JNZ       test
	ADDQ      $64, SI
	SUBQ      $64, CX

asciitest:
	CMPQ CX, $64
	JGE  ascii
	JMP  test

loop:
	VMOVDQU    (SI), Y1
	VPERM2I128 $0x21, Y1, Y0, Y2
	VPALIGNR   $15, Y2, Y1, Y3 // one byte earlier
	VPALIGNR   $14, Y2, Y1, Y4
	VPALIGNR   $13, Y2, Y1, Y5
	VPSRLW     $4, Y3, Y6
	VPAND      Y11, Y6, Y6
	VPAND      Y11, Y3, Y3
	VPSHUFB    Y6, Y8, Y6
	VPSHUFB    Y3, Y9, Y3
	VPSRLW     $4, Y1, Y2
	VPAND      Y11, Y2, Y2
	VPSHUFB    Y2, Y10, Y2
	VPAND      Y3, Y6, Y3
	VPAND      Y2, Y3, Y3
	VPSUBUSB   Y12, Y4, Y4
	VPSUBUSB   Y13, Y5, Y5
	VPOR       Y4, Y5, Y4
	VPAND      Y14, Y4, Y4
	VPXOR      Y3, Y4, Y3
	VPOR       Y3, Y7, Y7
	VMOVDQA    Y1, Y0
	ADDQ       $32, SI
	SUBQ       $32, CX

test:
	CMPQ CX, $32
	JGE  loop
	VPTEST Y7, Y7
	SETEQ  ret+24(FP)
	VZEROUPPER
	RET
